"""Commands of ``cases``."""

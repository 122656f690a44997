"""Commands of ``marathon``."""

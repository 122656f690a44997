"""Tags of ``events``."""

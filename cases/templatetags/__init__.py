"""Tags of ``cases``: whatever stands above may load them too."""

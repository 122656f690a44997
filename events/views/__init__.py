"""Pages of events, a file a subject."""

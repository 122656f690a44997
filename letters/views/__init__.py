"""Pages of letters, a file a subject."""

"""What people type into pages of letters."""

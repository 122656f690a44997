"""What was written and what is printed: the ledger, the tally, wordings and the press."""

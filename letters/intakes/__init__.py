"""Counts brought in from files: read, checked row by row, looked at, and taken as a whole.

``reading`` makes rows of bytes, ``checking`` makes counts of rows, ``bringing`` keeps them until somebody has
decided, ``taking`` writes them into the ledger, and takes them back.
"""

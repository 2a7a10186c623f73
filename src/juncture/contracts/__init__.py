"""Contracts of every format in one change model, with a witness for each break. Knows no services."""

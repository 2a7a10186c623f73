"""Replay over past merges: what a review would have said, and what became of each break."""

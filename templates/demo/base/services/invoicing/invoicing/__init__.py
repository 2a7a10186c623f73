"""Deposits taken, and what members owe."""

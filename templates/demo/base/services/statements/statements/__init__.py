"""The monthly letter: what a member owes."""

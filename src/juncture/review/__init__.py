"""The seven steps, and the one function that computes a review."""

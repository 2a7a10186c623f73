"""Reads a monorepo at a place and in time: trees, changes, documents with positions, and the cache."""

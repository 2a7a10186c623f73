"""The design file: what only the author knows, and the draft of it."""

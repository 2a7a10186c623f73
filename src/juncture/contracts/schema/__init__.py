"""The schema core: one comparison of two schemas, and the judgement that direction makes of it."""

"""JSON Schema, draft 4 to 2020-12."""

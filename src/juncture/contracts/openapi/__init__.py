"""OpenAPI 2.0 (Swagger), 3.0 and 3.1."""

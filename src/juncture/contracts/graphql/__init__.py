"""GraphQL schemas (SDL) as a contract format."""

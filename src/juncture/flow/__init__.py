"""The graph of services, and who is hurt by a change of a contract."""

"""What stands in one tree: services, teams, domains, contracts and the edges between them."""

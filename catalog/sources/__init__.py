"""DOMAIN: source departments, named for data items that several departments collect."""

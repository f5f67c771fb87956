"""DOMAIN: withdrawal of published entries, once nothing is shared under them any more."""

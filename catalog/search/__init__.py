"""DOMAIN: search in Chinese over what the directory publishes: its index and its readings."""

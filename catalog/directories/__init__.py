"""DOMAIN: directory entries, their versions, items and data resources (Arts 12 to 17)."""

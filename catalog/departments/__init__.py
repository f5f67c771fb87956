"""DOMAIN: departments, their superiors, offices and appointed people (Arts 8, 11)."""

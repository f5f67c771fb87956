"""DOMAIN: each department's internal rules on file, and what is lacking."""

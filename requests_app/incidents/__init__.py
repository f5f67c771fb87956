"""DOMAIN: SecurityIncident, what endangered shared data, who answers for it, what was done."""

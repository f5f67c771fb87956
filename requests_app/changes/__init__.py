"""DOMAIN: changes of what was agreed, by lawful steps of their own."""

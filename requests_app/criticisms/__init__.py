"""Public criticism of breaches that were found (Art. 29)."""

"""Inspections by the data-sharing authority (Art. 29)."""

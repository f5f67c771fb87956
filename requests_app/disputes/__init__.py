"""Disputes between departments: negotiated, coordinated, decided (Art. 28)."""

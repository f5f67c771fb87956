"""Supervision: breaches proposed by facts and found by people, and how departments keep time."""

"""The classification tree."""

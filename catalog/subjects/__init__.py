"""The classification tree: every entry stands under one node of it."""

"""Boards: no tables, only numbers over what the reader may see."""

"""Delivery stopped by a supervising authority, and lifted (Arts 29, 35)."""

"""The demo city: invented people, data and matters, told only through the portal's actions."""

"""Notices: who is told of what was done, in the portal and by e-mail."""

"""One linear history."""

"""Templates of entries."""

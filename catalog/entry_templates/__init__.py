"""What entries of a usual kind begin from, instead of from nothing."""

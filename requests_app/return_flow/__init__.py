"""Return flow (回流): what an upper department collected goes back to the area it is of."""

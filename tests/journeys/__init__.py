"""Stories from the regulation, told end to end."""

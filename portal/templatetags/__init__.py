"""What a template may ask."""

"""What a person collects from the directory before asking for it: many entries at one go."""

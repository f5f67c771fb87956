"""Use records: what a department did with shared data, kept for three years (Art. 29)."""

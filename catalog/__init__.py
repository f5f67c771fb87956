"""Who and what: the departments and their data directories; it imports the kernel only."""

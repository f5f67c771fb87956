"""Identity: people and the application systems that act for departments."""

"""Base classes of the four interfaces; a domain subclasses, never reimplements."""

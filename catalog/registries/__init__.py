"""Base registries: no tables; what is found under the classifications marked as such."""

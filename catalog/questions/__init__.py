"""DOMAIN: questions on entries: what they mean, asked by staff and answered by the provider."""

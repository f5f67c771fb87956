"""Domain: how use under an agreement is widened with the provider's consent (Art. 25)."""

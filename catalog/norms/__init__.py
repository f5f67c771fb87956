"""DOMAIN: the register of legal norms that entries, requests and refusals rest on."""

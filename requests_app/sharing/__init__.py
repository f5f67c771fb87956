"""DOMAIN: requests, answers, agreements, supply (Arts 20 to 22, 25, 27)."""

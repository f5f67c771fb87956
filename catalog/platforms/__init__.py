"""DOMAIN: the register of platforms and exchange systems, and how they are connected."""

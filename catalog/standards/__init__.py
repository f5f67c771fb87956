"""DOMAIN: the register of standards that data items keep, with their code lists."""

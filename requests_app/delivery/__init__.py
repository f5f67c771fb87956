"""DOMAIN: the data gateway: permit, plan, delivery, receipt."""

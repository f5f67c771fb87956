"""DOMAIN: supply and demand: data collected anew, demands, and the three lists (Arts 19, 20)."""

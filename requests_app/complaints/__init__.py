"""DOMAIN: Complaint, what citizens say about the handling of their data, and the answer to it."""

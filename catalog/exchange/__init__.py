"""DOMAIN: catalogs of other systems, read into drafts."""

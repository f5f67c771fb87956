"""Catalogs of other systems, read into drafts."""

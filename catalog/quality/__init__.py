"""DOMAIN: the quality of an entry's data: what is required, what is reported, what is mended."""

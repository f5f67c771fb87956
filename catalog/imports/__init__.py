"""DOMAIN: workbooks of departments, read, checked row by row, loaded into drafts, and undone."""

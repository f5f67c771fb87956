"""One step through admin, page, API and job leaves the same rows."""

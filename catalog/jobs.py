"""Mount: imports the domains' jobs for the worker."""

from catalog.directories import jobs as directories_jobs

__all__ = ["directories_jobs"]

"""Mount: imports the domains' jobs for the worker."""

from catalog.departments import jobs as departments_jobs
from catalog.directories import jobs as directories_jobs

__all__ = ["departments_jobs", "directories_jobs"]

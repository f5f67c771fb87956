"""Mount: imports the domains' jobs for the worker."""

from requests_app.delivery import jobs as delivery_jobs
from requests_app.sharing import jobs as sharing_jobs

__all__ = ["delivery_jobs", "sharing_jobs"]

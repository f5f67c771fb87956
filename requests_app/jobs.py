"""Mount: imports the domains' jobs for the worker."""

from requests_app.changes import jobs as changes_jobs
from requests_app.complaints import jobs as complaints_jobs
from requests_app.corrections import jobs as corrections_jobs
from requests_app.delivery import jobs as delivery_jobs
from requests_app.demands import jobs as demands_jobs
from requests_app.documents import jobs as documents_jobs
from requests_app.emergencies import jobs as emergencies_jobs
from requests_app.incidents import jobs as incidents_jobs
from requests_app.oversight import jobs as oversight_jobs
from requests_app.records import jobs as records_jobs
from requests_app.return_flow import jobs as return_flow_jobs
from requests_app.sharing import jobs as sharing_jobs
from requests_app.use_changes import jobs as use_changes_jobs

__all__ = [
    "changes_jobs",
    "complaints_jobs",
    "corrections_jobs",
    "delivery_jobs",
    "demands_jobs",
    "documents_jobs",
    "emergencies_jobs",
    "incidents_jobs",
    "oversight_jobs",
    "records_jobs",
    "return_flow_jobs",
    "sharing_jobs",
    "use_changes_jobs",
]

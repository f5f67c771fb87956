"""Mount: imports the domains' admin modules."""

from requests_app.baskets import admin as baskets_admin
from requests_app.changes import admin as changes_admin
from requests_app.complaints import admin as complaints_admin
from requests_app.corrections import admin as corrections_admin
from requests_app.criticisms import admin as criticisms_admin
from requests_app.delivery import admin as delivery_admin
from requests_app.demands import admin as demands_admin
from requests_app.disputes import admin as disputes_admin
from requests_app.documents import admin as documents_admin
from requests_app.emergencies import admin as emergencies_admin
from requests_app.incidents import admin as incidents_admin
from requests_app.inspections import admin as inspections_admin
from requests_app.lookups import admin as lookups_admin
from requests_app.oversight import admin as oversight_admin
from requests_app.records import admin as records_admin
from requests_app.return_flow import admin as return_flow_admin
from requests_app.sharing import admin as sharing_admin
from requests_app.stops import admin as stops_admin
from requests_app.use_changes import admin as use_changes_admin

__all__ = [
    "baskets_admin",
    "changes_admin",
    "complaints_admin",
    "corrections_admin",
    "criticisms_admin",
    "delivery_admin",
    "demands_admin",
    "disputes_admin",
    "documents_admin",
    "emergencies_admin",
    "incidents_admin",
    "inspections_admin",
    "lookups_admin",
    "oversight_admin",
    "records_admin",
    "return_flow_admin",
    "sharing_admin",
    "stops_admin",
    "use_changes_admin",
]

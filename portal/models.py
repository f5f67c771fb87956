"""The kernel's tables, re-exported where Django looks for them."""

from portal.accounts.models import ApiClient, User
from portal.audit.models import AuditEvent, AuditSeal, FeedCursor
from portal.workdays.models import WorkdayOverride
from portal.workflow.models import NumberCounter

__all__ = [
    "ApiClient",
    "AuditEvent",
    "AuditSeal",
    "FeedCursor",
    "NumberCounter",
    "User",
    "WorkdayOverride",
]

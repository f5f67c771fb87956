"""Time at work on documents: what was done is put on paper."""

from datetime import datetime

from portal.interfaces.jobs import job
from portal.workflow.actor import Actor
from requests_app.documents import actions


@job("issue-documents", cron="* * * * *")
def issue_documents(*, actor: Actor, now: datetime) -> None:
    """Put on paper, each minute, what was done since the last one."""
    actions.issue_waiting(actor=actor, now=now)

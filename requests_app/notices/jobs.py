"""Time at work on notices: given each minute, carried by e-mail, gathered each morning."""

from datetime import datetime

from portal.interfaces.jobs import each, job
from portal.workflow.actor import Actor
from requests_app.notices import actions, queries


@job("give-notices", cron="* * * * *")
def give_notices(*, actor: Actor, now: datetime) -> None:
    """Tell, each minute, of what was done since the last one."""
    actions.give_waiting(actor=actor, now=now)


@job("mail-notices", cron="* * * * *")
def mail_notices(*, actor: Actor, now: datetime) -> None:
    """Make the digests of the morning, and hand over each e-mail whose turn it is.

    One is claimed, committed and handed over before the next: a run that dies leaves one behind.
    """
    name = "mail-notices"
    left = list(queries.claimed_before(now - actions.ABANDONED).values_list("pk", flat=True))
    each(name, left, lambda pk: actions.write_off(pk=pk, actor=actor, now=now), now=now)
    actions.gather_digests(actor=actor, now=now)
    turn = queries.outgoing(now).order_by("next_try_at", "pk").values_list("pk", flat=True)
    for pk in list(turn):
        if actions.claim_mail(pk=pk, actor=actor, now=now):
            actions.send_mail(pk=pk, actor=actor, now=now)

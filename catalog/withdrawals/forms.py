"""What is typed to withdraw an entry."""

from collections.abc import Mapping

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.directories.models import EntryVersion
from catalog.withdrawals import actions, queries
from portal.interfaces import matters
from portal.interfaces.steps import Beginning, StepInput, noted, silent
from portal.regulation import withdrawal as rules
from portal.workflow.actor import Actor, Interface


class WithdrawalForm(forms.Form):
    """Why the entry is withdrawn."""

    reason = forms.CharField(
        label=_("Reason of the withdrawal"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _back(live: EntryVersion, actor: Actor) -> str:
    """The version's page in the admin, the entry's in the pages."""
    if actor.interface is Interface.ADMIN:
        return matters.admin_address(live)
    return reverse("catalog:entry", kwargs={"slug": live.entry.slug})


PROPOSE = Beginning(
    rule=rules.PROPOSE_WITHDRAWAL,
    parameter="entry",
    find=lambda actor, slug, _now: queries.find_live(actor, slug),
    title=lambda live: live.name,
    form=lambda _live, data: WithdrawalForm(data),
    begin=lambda live, form, actor, now: actions.propose_withdrawal(
        entry_id=live.entry_id, actor=actor, now=now, **form.cleaned_data
    ),
    back=_back,
)

STEPS: Mapping[str, StepInput] = {
    "approve_withdrawal": silent(actions.approve_withdrawal),
    "send_back_withdrawal": noted(actions.send_back_withdrawal),
    "withdraw_entry": silent(actions.withdraw_entry),
    "return_withdrawal": noted(actions.return_withdrawal),
    "abandon_withdrawal": silent(actions.abandon_withdrawal),
}

"""What is typed for a change of use, and which action it calls."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.interfaces.steps import (
    NOT_CHOSEN,
    Beginning,
    DayInput,
    SeenVersion,
    StepInput,
    mark_particulars,
    noted,
    silent,
)
from portal.regulation import use_change as rules
from portal.regulation.use_change import Kind
from requests_app.sharing.aggregation_forms import AggregationForm
from requests_app.sharing.forms import DAYS, purposes_of
from requests_app.sharing.models import SharingAgreement
from requests_app.sharing.queries import find_agreement
from requests_app.sharing.scope_form import ScopeForm, rows_typed
from requests_app.use_changes import actions
from requests_app.use_changes.actions import Wish
from requests_app.use_changes.models import UseChange

_AREA = {"rows": 3}
_AS_AGREED, _STATED = "AS_AGREED", "STATED"
_ROWS = [
    (_AS_AGREED, _("the rows agreed")),
    (_STATED, _("the rows stated below")),
]
_SCOPE = ("row_scope", "region", "row_column", "row_values")
_THIRD_PARTY = ("third_party", "supply_ends_on")


class WishForm(ScopeForm):
    """What is to change, why, and on what basis; each kind of change has its own fields.

    Before the kind is chosen all of them stand there; the draft keeps those of its kind.
    """

    kind = forms.ChoiceField(
        label=_("What is to change"), choices=Kind.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason of the change"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=_AREA),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis of the change"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=_AREA),
        help_text=_("Law or regulation with its article."),
    )
    third_party = forms.ModelChoiceField(
        Department.objects.none(),
        to_field_name="code",
        label=_("Third party"),
        required=False,
        empty_label="—",
        help_text=_("For supply to a third party: within the published sharing scope."),
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        required=False,
        help_text=_("The purpose to be added, or what the third party uses the data for."),
    )
    supply_ends_on = forms.DateField(
        label=_("Supply ends on"),
        required=False,
        validators=DAYS,
        widget=DayInput(),
        help_text=_("For supply to a third party: within the term of the agreement."),
    )
    row_scope = forms.ChoiceField(
        label=_("Row scope"),
        choices=_ROWS,
        initial=_AS_AGREED,
        help_text=_("For a wider scope: whether the rows below take the place of those agreed."),
    )
    expected_version = SeenVersion()
    field_order = (
        "kind",
        "reason",
        "legal_basis",
        *_THIRD_PARTY,
        "purpose",
        *_SCOPE,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        agreement: SharingAgreement,
        change: UseChange | None = None,
        **options: Any,
    ) -> None:
        stands = agreement if change is None or not change.has_new_rows else change
        shown, self.further_rows = rows_typed(stands)
        super().__init__(data, initial={**_initial(change), **shown}, **options)
        fields: dict[str, Any] = self.fields
        self._offer_columns(agreement, change)
        fields["purpose"].choices = [NOT_CHOSEN, *purposes_of(agreement.entry_version)]
        parties = (agreement.requester_id, agreement.provider_id)
        others = Department.objects.filter(closed_on=None).exclude(pk__in=parties)
        fields["third_party"].queryset = others.order_by("code")
        self.decided_kind = change.kind if change else ""
        if change is not None:
            self._keep_those_of(change.kind)
        mark_particulars(self, ("reason", "legal_basis", "purpose", *_THIRD_PARTY))

    def _offer_columns(self, agreement: SharingAgreement, change: UseChange | None) -> None:
        items = list(agreement.entry_version.items.order_by("position"))
        agreed = set(agreement.items.values_list("item_id", flat=True))
        new = [item for item in items if item.pk not in agreed]
        chosen = dict(change.items.values_list("item_id", "need")) if change else {}
        self.offer(items, new, chosen)
        for column in new:
            named = {"item": column.name}
            self.fields[f"column_{column.position}"].label = _("Add %(item)s") % named
            self.fields[f"need_{column.position}"].label = _("Necessity of %(item)s") % named

    def _keep_those_of(self, kind: str) -> None:
        columns = [name for name in self.fields if name.startswith(("column_", "need_"))]
        foreign = {
            Kind.SCOPE: ("purpose", *_THIRD_PARTY),
            Kind.PURPOSE: (*_THIRD_PARTY, *_SCOPE, *columns),
            Kind.THIRD_PARTY: (*_SCOPE, *columns),
        }
        for name in ("kind", *foreign[Kind(kind)]):
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        """The kind, and the wish as the action takes it."""
        data = super().clean() or {}
        kind = self.decided_kind or data.get("kind", "")
        if kind == Kind.SCOPE:
            self.check_rows(data)
        if self.errors:
            return {}
        is_stated = kind == Kind.SCOPE and data["row_scope"] == _STATED
        third_party = data.get("third_party")
        wish = Wish(
            reason=data["reason"],
            legal_basis=data["legal_basis"],
            columns=self.chosen_columns(data),
            rows=self.row_rules(data) if is_stated else None,
            purpose=data.get("purpose", ""),
            third_party_id=third_party.pk if third_party else None,
            supply_ends_on=data.get("supply_ends_on"),
        )
        return {"kind": kind, "wish": wish, "expected_version": data.get("expected_version")}


def _initial(change: UseChange | None) -> dict[str, Any]:
    if change is None:
        return {}
    return {
        "reason": change.reason,
        "legal_basis": change.legal_basis,
        "purpose": change.purpose,
        "third_party": change.third_party.code if change.third_party else None,
        "supply_ends_on": change.supply_ends_on,
        "row_scope": _STATED if change.has_new_rows else _AS_AGREED,
        "expected_version": change.lock_version,
    }


class ConsentForm(forms.Form):
    """What the provider says to it, if anything."""

    note = forms.CharField(
        label=_("Text of the answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=_AREA),
    )


def _wish_form(change: UseChange, data: Any, files: Any) -> forms.Form:
    return WishForm(data, agreement=change.agreement, change=change)


REQUEST = Beginning(
    rule=rules.REQUEST_USE_CHANGE,
    parameter="agreement",
    find=lambda actor, number, _now: find_agreement(actor, number),
    title=lambda agreement: agreement.entry_version.name,
    form=lambda agreement, data: WishForm(data, agreement=agreement),
    begin=lambda agreement, form, actor, now: actions.request_use_change(
        agreement_id=agreement.pk,
        kind=form.cleaned_data["kind"],
        wish=form.cleaned_data["wish"],
        actor=actor,
        now=now,
    ),
)


STEPS: Mapping[str, StepInput] = {
    "revise": StepInput(
        lambda pk, data, actor, now: actions.revise(
            pk=pk,
            wish=data["wish"],
            expected_version=data.get("expected_version"),
            actor=actor,
            now=now,
        ),
        _wish_form,
    ),
    "submit": silent(actions.submit),
    "return_to_drafter": noted(actions.return_to_drafter),
    "consent_to_send": silent(actions.consent_to_send),
    "assess_aggregation": noted(actions.assess_aggregation, AggregationForm),
    "consent_to_change": noted(actions.consent_to_change, ConsentForm),
    "refuse_change": noted(actions.refuse_change),
    "withdraw": silent(actions.withdraw),
}

__all__ = ["REQUEST", "STEPS", "ConsentForm", "WishForm"]

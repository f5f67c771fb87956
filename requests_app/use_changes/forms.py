"""What is typed for a change of use, and which action it calls."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.interfaces.steps import DayInput, StepInput, mark_particulars, noted, silent
from portal.regulation.use_change import Kind
from requests_app.sharing.forms import DAYS, purposes_of
from requests_app.sharing.models import SharingAgreement
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
    """What is to change, why, and on what basis; each kind of change has its own fields."""

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
    )
    purpose = forms.ChoiceField(label=_("Purpose"), required=False)
    supply_ends_on = forms.DateField(
        label=_("Supply ends on"), required=False, validators=DAYS, widget=DayInput()
    )
    row_scope = forms.ChoiceField(label=_("Row scope"), choices=_ROWS, initial=_AS_AGREED)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = (
        "reason",
        "legal_basis",
        "third_party",
        "purpose",
        "supply_ends_on",
        "row_scope",
        "region",
        "row_column",
        "row_values",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        agreement: SharingAgreement,
        kind: str,
        change: UseChange | None = None,
        **options: Any,
    ) -> None:
        stands = agreement if change is None or not change.has_new_rows else change
        shown, self.further_rows = rows_typed(stands)
        super().__init__(data, initial={**_initial(change), **shown}, **options)
        self.kind = kind
        fields: dict[str, Any] = self.fields
        self._offer_columns(agreement, change)
        published = purposes_of(agreement.entry_version)
        if kind == Kind.PURPOSE:
            published = [choice for choice in published if choice[0] not in agreement.purposes]
        fields["purpose"].choices = [("", "—"), *published]
        parties = (agreement.requester_id, agreement.provider_id)
        others = Department.objects.filter(closed_on=None).exclude(pk__in=parties)
        fields["third_party"].queryset = others.order_by("code")
        if kind != Kind.SCOPE:
            self._leave_out(*_SCOPE)
        if kind == Kind.SCOPE:
            self._leave_out("purpose")
        if kind != Kind.THIRD_PARTY:
            self._leave_out(*_THIRD_PARTY)
        mark_particulars(self, ("reason", "legal_basis", "purpose", *_THIRD_PARTY))

    def _offer_columns(self, agreement: SharingAgreement, change: UseChange | None) -> None:
        items = list(agreement.entry_version.items.order_by("position"))
        agreed = set(agreement.items.values_list("item_id", flat=True))
        new = [item for item in items if item.pk not in agreed and self.kind == Kind.SCOPE]
        chosen = dict(change.items.values_list("item_id", "need")) if change else {}
        self.offer(items, new, chosen)
        for column in new:
            label = _("Add %(item)s") % {"item": column.name}
            self.fields[f"column_{column.position}"].label = label
            need = _("Necessity of %(item)s") % {"item": column.name}
            self.fields[f"need_{column.position}"].label = need

    def _leave_out(self, *names: str) -> None:
        for name in names:
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        """The wish as the action takes it."""
        data = super().clean() or {}
        is_scope = self.kind == Kind.SCOPE
        if is_scope:
            self.check_rows(data)
        if self.errors:
            return {}
        third_party = data.get("third_party")
        is_stated = is_scope and data["row_scope"] == _STATED
        wish = Wish(
            reason=data["reason"],
            legal_basis=data["legal_basis"],
            columns=self.chosen_columns(data),
            rows=self.row_rules(data) if is_stated else None,
            purpose=data.get("purpose", ""),
            third_party_id=third_party.pk if third_party else None,
            supply_ends_on=data.get("supply_ends_on"),
        )
        return {"wish": wish, "expected_version": data.get("expected_version")}


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
    return WishForm(data, agreement=change.agreement, kind=change.kind, change=change)


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
    "consent_to_change": noted(actions.consent_to_change, ConsentForm),
    "refuse_change": noted(actions.refuse_change),
    "withdraw": silent(actions.withdraw),
}

__all__ = ["STEPS", "ConsentForm", "WishForm"]

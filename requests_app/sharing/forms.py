"""What a person types about requests and agreements; the same forms serve pages, admin and API."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from catalog.departments.queries import systems_of
from catalog.directories.models import DataItem, EntryVersion
from catalog.regions.models import Region
from portal.accounts.models import ApiClient
from portal.interfaces.steps import DayInput, NoteForm, StepInput, mark_particulars, noted, silent
from portal.regulation.vocabulary import (
    AnswerKind,
    ItemDecision,
    Purpose,
    RefusalGround,
    RowRuleKind,
    SharingMode,
)
from requests_app.sharing import actions
from requests_app.sharing.models import RequestedRows, SharingAgreement, SharingRequest

_AREA = {"rows": 3}
#: Days of use lie where the calendar can still count from them.
DAYS = (MinValueValidator(date(1949, 10, 1)), MaxValueValidator(date(2999, 12, 31)))


def _listed(text: str, marks: str) -> tuple[str, ...]:
    """What stands between the marks or on lines of its own, each once."""
    parts = (part.strip() for part in re.split(f"[{marks}\\r\\n]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def unknown_regions(codes: Iterable[str]) -> list[str]:
    """The codes among these that no region has, in their order."""
    wanted = list(codes)
    known = set(
        Region.objects.filter(code__in=wanted, effective_to=None).values_list("code", flat=True)
    )
    return [code for code in wanted if code not in known]


#: The fields that hold the five particulars of Art. 20 para. 2, and the purpose code.
_PARTICULARS = (
    "legal_basis",
    "scenario",
    "purpose",
    "scope",
    "sharing_mode",
    "use_from",
    "use_until",
)


class ApplicationForm(forms.Form):
    """The particulars of a request, the columns with their need, the rows, the declaration."""

    legal_basis = forms.CharField(
        label=_("Legal basis of use"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=_AREA),
        help_text=_("Law or regulation with its article."),
    )
    scenario = forms.CharField(label=_("Scenario of use"), max_length=200, required=False)
    purpose = forms.ChoiceField(label=_("Purpose"), required=False)
    scope = forms.CharField(
        label=_("Scope of use"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=_AREA),
        help_text=_("Which units and posts will use the data, and how."),
    )
    sharing_mode = forms.ChoiceField(label=_("Sharing mode"), required=False)
    use_from = forms.DateField(
        label=_("Use from"),
        required=False,
        validators=DAYS,
        widget=DayInput(),
    )
    use_until = forms.DateField(
        label=_("Use until"),
        required=False,
        validators=DAYS,
        widget=DayInput(),
    )
    system = forms.ModelChoiceField(
        ApiClient.objects.none(),
        to_field_name="code",
        label=_("Application system"),
        required=False,
        empty_label="—",
    )
    region = forms.CharField(
        label=_("Rows of these regions only"),
        required=False,
        max_length=200,
        help_text=_("Region codes, separated by commas; empty: rows of every region."),
    )
    row_column = forms.ChoiceField(
        label=_("Rows with certain values only"),
        required=False,
        help_text=_("The data item whose value decides; empty: rows of every value."),
    )
    row_values = forms.CharField(
        label=_("These values"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=_AREA),
        help_text=_("One value a line, exactly as the data have it."),
    )
    is_declared = forms.BooleanField(
        label=_("Declaration"),
        required=False,
        help_text=_("We declare that this request is true, lawful and necessary."),
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        version: EntryVersion,
        department_id: int,
        request: SharingRequest | None = None,
        **options: Any,
    ) -> None:
        region, by_value, further = _rules(request) if request else (None, None, [])
        initial = _initial(request, region, by_value) if request else {}
        super().__init__(data, initial=initial, **options)
        self.version = version
        self.columns = list(version.items.order_by("position"))
        # What the form has no field for narrows the rows all the same, and is kept.
        self.further_rows = [_rule(row) for row in further]
        fields: dict[str, Any] = self.fields
        fields["purpose"].choices = [("", "—"), *_purposes(version)]
        modes = [(mode, SharingMode(mode).label) for mode in version.sharing_modes]
        fields["sharing_mode"].choices = [("", "—"), *modes]
        clients = systems_of(department_id).values("client_id")
        fields["system"].queryset = ApiClient.objects.filter(pk__in=clients).order_by("code")
        self._add_columns(request)
        mark_particulars(self, _PARTICULARS)
        if not any(column.is_region for column in self.columns):
            del self.fields["region"]
        # Regions have a field of their own, and a column has one rule.
        others = [column for column in self.columns if column.column_name and not column.is_region]
        fields["row_column"].choices = [
            ("", "—"),
            *((column.column_name, column.name) for column in others),
        ]

    def _add_columns(self, request: SharingRequest | None) -> None:
        chosen = dict(request.items.values_list("item_id", "need")) if request else {}
        for column in self.columns:
            self.fields[f"column_{column.position}"] = forms.BooleanField(
                label=column.name, required=False, initial=column.pk in chosen
            )
            self.fields[f"need_{column.position}"] = forms.CharField(
                label=_("Necessity"),
                required=False,
                max_length=300,
                initial=chosen.get(column.pk, ""),
            )

    def column_rows(self) -> Iterator[tuple[DataItem, Any, Any]]:
        """Each column with its two fields, for the page."""
        for column in self.columns:
            yield column, self[f"column_{column.position}"], self[f"need_{column.position}"]

    def main_fields(self) -> list[Any]:
        """The fields that are not columns."""
        return [self[name] for name in self.fields if not name.startswith(("column_", "need_"))]

    def clean_region(self) -> tuple[str, ...]:
        """Codes of regions that exist."""
        wanted = _listed(self.cleaned_data["region"], ",，")
        unknown = unknown_regions(wanted)
        if unknown:
            raise forms.ValidationError(
                _("No region has the code %(code)s."), params={"code": "、".join(unknown)}
            )
        return wanted

    def clean_row_values(self) -> tuple[str, ...]:
        """The values, without blanks and repetitions."""
        values = _listed(self.cleaned_data["row_values"], "")
        if any(len(value) > 200 for value in values):
            raise forms.ValidationError(_("A value has at most 200 characters."))
        return values

    def clean(self) -> dict[str, Any]:
        """Adds ``application``: the request as the action takes it."""
        data = super().clean() or {}
        columns: dict[int, str] = {}
        for column in self.columns:
            if data.get(f"column_{column.position}"):
                columns[column.pk] = data.get(f"need_{column.position}", "").strip()
        if bool(data.get("row_column")) != bool(data.get("row_values")):
            self.add_error("row_values", _("Name the data item and its values together."))
        if self.errors:
            return data
        system = data.get("system")
        data["application"] = actions.Application(
            **{name: data[name] for name in _PARTICULARS},
            is_declared=data["is_declared"],
            system_id=system.pk if system else None,
            columns=columns,
            rows=self._rows(data),
        )
        return data

    def _rows(self, data: Mapping[str, Any]) -> tuple[actions.RowRule, ...]:
        region = next((column for column in self.columns if column.is_region), None)
        named = {column.column_name: column for column in self.columns}
        wanted = (
            (region, RowRuleKind.REGION, data.get("region")),
            (named.get(data["row_column"]), RowRuleKind.VALUES, data["row_values"]),
        )
        rules = [
            actions.RowRule(column_id=column.pk, kind=kind, values=values)
            for column, kind, values in wanted
            if column is not None and values
        ]
        taken = {rule.column_id for rule in rules}
        rules += (rule for rule in self.further_rows if rule.column_id not in taken)
        return tuple(rules)


def _purposes(version: EntryVersion) -> list[tuple[str, Any]]:
    condition = version.condition
    if condition is None:
        return list(Purpose.choices)
    return [(code, Purpose(code).label) for code in condition.purposes]


def _initial(
    request: SharingRequest, region: RequestedRows | None, by_value: RequestedRows | None
) -> dict[str, Any]:
    names = (*_PARTICULARS, "is_declared", "system")
    initial: dict[str, Any] = {name: getattr(request, name) for name in names}
    initial["expected_version"] = request.lock_version
    if region is not None:
        initial["region"] = ", ".join(region.values)
    if by_value is not None:
        initial["row_column"] = by_value.item.column_name
        initial["row_values"] = "\n".join(by_value.values)
    return initial


def _rules(
    request: SharingRequest,
) -> tuple[RequestedRows | None, RequestedRows | None, list[RequestedRows]]:
    """The request's row rules: the region's and the value rule the form shows, and the rest."""
    rows = list(request.rows.select_related("item").order_by("pk"))
    region = next((row for row in rows if row.kind == RowRuleKind.REGION), None)
    others = (row for row in rows if row.kind == RowRuleKind.VALUES and not row.item.is_region)
    by_value = next(others, None)
    return region, by_value, [row for row in rows if row not in (region, by_value)]


def _rule(row: RequestedRows) -> actions.RowRule:
    return actions.RowRule(column_id=row.item_id, kind=row.kind, values=tuple(row.values))


class SupplementForm(forms.Form):
    """Everything that is missing, one point a line."""

    points = forms.CharField(
        label=_("Material to be supplemented"),
        help_text=_("One point a line. The notice is given once, so list everything."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean_points(self) -> list[str]:
        """The points, without blank lines."""
        points = [line.strip() for line in self.cleaned_data["points"].splitlines()]
        points = [point for point in points if point]
        if any(len(point) > 500 for point in points):
            raise forms.ValidationError(_("A point has at most 500 characters."))
        return points


class SupplementAnswerForm(forms.Form):
    """An answer to each point of the notice."""

    def __init__(self, data: Any = None, *, points: list[str], **options: Any) -> None:
        super().__init__(data, **options)
        self.count = len(points)
        for number, point in enumerate(points, start=1):
            self.fields[f"answer_{number}"] = forms.CharField(
                label=point, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
            )

    def clean(self) -> dict[str, Any]:
        """Adds ``answers`` in the order of the points."""
        data = super().clean() or {}
        numbers = range(1, self.count + 1)
        return {"answers": [data.get(f"answer_{number}", "") for number in numbers]}


class ExtensionForm(NoteForm):
    """How many more working days, and why."""

    workdays = forms.IntegerField(label=_("Working days"), min_value=1, max_value=10)
    field_order = ("workdays", "note")


class AnswerForm(forms.Form):
    """The proposed answer: yes column by column, or no with ground and text."""

    answer_kind = forms.ChoiceField(
        label=_("Answer"), choices=AnswerKind.choices, widget=forms.RadioSelect
    )
    refusal_ground = forms.ChoiceField(
        label=_("Ground for not agreeing"),
        choices=[("", "—"), *RefusalGround.choices],
        required=False,
    )
    answer_text = forms.CharField(
        label=_("Text of the answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=_AREA),
    )

    def __init__(self, data: Any = None, *, request: SharingRequest, **options: Any) -> None:
        super().__init__(data, **options)
        self.items = list(request.items.select_related("item").order_by("item__position"))
        choices = [
            (ItemDecision.AGREE.value, ItemDecision.AGREE.label),
            (ItemDecision.REFUSE.value, ItemDecision.REFUSE.label),
        ]
        for row in self.items:
            self.fields[f"decision_{row.item.position}"] = forms.ChoiceField(
                label=row.item.name,
                help_text=row.need,
                choices=choices,
                initial=ItemDecision.AGREE,
                widget=forms.RadioSelect,
                required=False,
            )
        decided = [f"decision_{row.item.position}" for row in self.items]
        self.order_fields(["answer_kind", *decided, "refusal_ground", "answer_text"])

    def clean(self) -> dict[str, Any]:
        """The answer as the action takes it."""
        data = super().clean() or {}
        decisions = {
            row.pk: data.get(f"decision_{row.item.position}") or ItemDecision.PENDING
            for row in self.items
        }
        return {
            "answer": actions.Answer(
                kind=data.get("answer_kind", ""),
                decisions=decisions,
                refusal_ground=data.get("refusal_ground", ""),
                text=data.get("answer_text", ""),
            )
        }


class SuspendForm(NoteForm):
    """The facts, and until when things are to be put right."""

    rectify_by = forms.DateField(
        label=_("To be put right by"),
        validators=DAYS,
        widget=DayInput(),
    )


class RectificationForm(NoteForm):
    """What was put right, and with what result."""


class SystemForm(forms.Form):
    """The application system that will receive the data."""

    system = forms.ModelChoiceField(
        ApiClient.objects.none(),
        to_field_name="code",
        label=_("Application system"),
        empty_label="—",
    )

    def __init__(self, data: Any = None, *, agreement: SharingAgreement, **options: Any) -> None:
        super().__init__(data, **options)
        clients = systems_of(agreement.requester_id).values("client_id")
        field: Any = self.fields["system"]
        field.queryset = ApiClient.objects.filter(pk__in=clients).order_by("code")


class RefuseExtensionForm(NoteForm):
    """Why the longer period is refused."""


def _application_form(request: SharingRequest, data: Any, files: Any) -> forms.Form:
    return ApplicationForm(
        data,
        version=request.entry_version,
        department_id=request.requester_id,
        request=request,
    )


def _supplement_answers(request: SharingRequest, data: Any, files: Any) -> forms.Form:
    return SupplementAnswerForm(data, points=request.supplement_points)


def _answer_form(request: SharingRequest, data: Any, files: Any) -> forms.Form:
    return AnswerForm(data, request=request)


def _system_form(agreement: SharingAgreement, data: Any, files: Any) -> forms.Form:
    return SystemForm(data, agreement=agreement)


STEPS: Mapping[str, StepInput] = {
    "revise": StepInput(
        lambda pk, data, actor, now: actions.revise(
            pk=pk,
            application=data["application"],
            expected_version=data.get("expected_version"),
            actor=actor,
            now=now,
        ),
        _application_form,
    ),
    "submit": silent(actions.submit),
    "return_to_drafter": noted(actions.return_to_drafter),
    "consent_to_send": silent(actions.consent_to_send),
    "open_review": silent(actions.open_review),
    "ask_supplement": noted(actions.ask_supplement, SupplementForm),
    "supplement": StepInput(
        lambda pk, data, actor, now: actions.supplement(
            pk=pk, answers=data["answers"], actor=actor, now=now
        ),
        _supplement_answers,
    ),
    "ask_extension": noted(actions.ask_extension, ExtensionForm),
    "grant_extension": silent(actions.grant_extension),
    "refuse_extension": noted(actions.refuse_extension, RefuseExtensionForm),
    "propose_answer": StepInput(
        lambda pk, data, actor, now: actions.propose_answer(
            pk=pk, answer=data["answer"], actor=actor, now=now
        ),
        _answer_form,
    ),
    "return_answer": noted(actions.return_answer),
    "consent_to_agree": silent(actions.consent_to_agree),
    "consent_to_refuse": silent(actions.consent_to_refuse),
    "withdraw": silent(actions.withdraw),
}

AGREEMENT_STEPS: Mapping[str, StepInput] = {
    "name_system": StepInput(
        lambda pk, data, actor, now: actions.name_system(
            pk=pk, system_id=data["system"].pk, actor=actor, now=now
        ),
        _system_form,
    ),
    "enter_use": silent(actions.enter_use),
    "suspend": noted(actions.suspend, SuspendForm),
    "report_rectification": noted(actions.report_rectification, RectificationForm),
    "resume": noted(actions.resume),
    "terminate": noted(actions.terminate),
    "end_use": silent(actions.end_use),
    "renew": silent(actions.renew),
    "confirm_disposal": noted(actions.confirm_disposal),
}

__all__ = ["AGREEMENT_STEPS", "STEPS", "ApplicationForm"]

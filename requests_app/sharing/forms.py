"""What a person types about requests and agreements; the same forms serve pages, admin and API."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from catalog.departments.queries import systems_of
from catalog.directories.models import DataItem, EntryVersion
from catalog.norms.forms import NormChoice, offer_norms
from catalog.norms.queries import citable
from portal.accounts.models import ApiClient
from portal.interfaces.steps import (
    NOT_CHOSEN,
    DayInput,
    NoteForm,
    SeenVersion,
    StepInput,
    mark_particulars,
    noted,
    silent,
)
from portal.regulation.vocabulary import (
    AnswerKind,
    ItemDecision,
    Purpose,
    RefusalGround,
    SharingMode,
)
from requests_app.sharing import actions, aggregation_forms, disposal_forms, legal_basis_forms
from requests_app.sharing.models import RequestedItem, SharingAgreement, SharingRequest
from requests_app.sharing.scope_form import ScopeForm, rows_typed

_AREA = {"rows": 3}
#: Days of use lie where the calendar can still count from them.
DAYS = (MinValueValidator(date(1949, 10, 1)), MaxValueValidator(date(2999, 12, 31)))


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


class ApplicationForm(ScopeForm):
    """The particulars of a request, the columns with their need, the rows, the declaration."""

    legal_basis = forms.CharField(
        label=_("Legal basis of use"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=_AREA),
        help_text=_("Law or regulation with its article."),
    )
    basis_norm = NormChoice(
        _("Norm of the register"),
        help_text=_("If it stands in the register: sharing then follows the norm's own force."),
    )
    basis_article = forms.CharField(label=_("Article of the norm"), max_length=60, required=False)
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
    is_declared = forms.BooleanField(
        label=_("Declaration"),
        required=False,
        help_text=_("We declare that this request is true, lawful and necessary."),
    )
    expected_version = SeenVersion()
    field_order = (
        "legal_basis",
        "basis_norm",
        "basis_article",
        *_PARTICULARS[1:],
        "system",
        "region",
        "row_column",
        "row_values",
        "is_declared",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        version: EntryVersion,
        department_id: int,
        request: SharingRequest | None = None,
        **options: Any,
    ) -> None:
        shown, self.further_rows = rows_typed(request) if request else ({}, [])
        initial = {**_initial(request), **shown} if request else {}
        super().__init__(data, initial=initial, **options)
        self.version = version
        fields: dict[str, Any] = self.fields
        fields["purpose"].choices = [NOT_CHOSEN, *purposes_of(version)]
        modes = [(mode, SharingMode(mode).label) for mode in version.sharing_modes]
        fields["sharing_mode"].choices = [NOT_CHOSEN, *modes]
        clients = systems_of(department_id).values("client_id")
        fields["system"].queryset = ApiClient.objects.filter(pk__in=clients).order_by("code")
        chosen = dict(request.items.values_list("item_id", "need")) if request else {}
        items = list(version.items.order_by("position"))
        self.offer(items, items, chosen)
        self._offer_norms(request)
        offer_norms(self, "basis_norm")
        mark_particulars(self, _PARTICULARS)

    def _offer_norms(self, request: SharingRequest | None) -> None:
        """For each column, the norm of the register that its need rests on; the register once."""
        named = citable() if self.columns else ()
        self.norm_ids = {norm.public_number: norm.pk for norm in named}
        choices = [NOT_CHOSEN, *((norm.public_number, norm.cited_as) for norm in named)]
        stated = request.items.exclude(norm=None) if request else RequestedItem.objects.none()
        cited = {
            item_id: (number, article)
            for item_id, number, article in stated.values_list(
                "item_id", "norm__public_number", "norm_article"
            )
        }
        fields: dict[str, Any] = self.fields
        for column in self.columns:
            fields[f"norm_{column.position}"] = forms.ChoiceField(
                label=_("Norm of the register"),
                choices=choices,
                required=False,
                initial=cited.get(column.pk, ("", ""))[0],
            )
            fields[f"norm_article_{column.position}"] = forms.CharField(
                label=_("Article of the norm"),
                max_length=60,
                required=False,
                initial=cited.get(column.pk, ("", ""))[1],
            )

    def main_fields(self) -> list[Any]:
        """The fields that are not a column's."""
        return [field for field in super().main_fields() if not field.name.startswith("norm_")]

    def column_norm(self, column: DataItem) -> Any:
        """The column's field for its norm, for the page; nothing where the register is empty."""
        return self[f"norm_{column.position}"] if self.norm_ids else None

    def column_article(self, column: DataItem) -> Any:
        """The column's field for the article of its norm, where there is one to name."""
        return self[f"norm_article_{column.position}"] if self.norm_ids else None

    def _column_norms(self, data: Mapping[str, Any]) -> dict[int, actions.CitedNorm]:
        typed = {column.pk: data.get(f"norm_{column.position}") for column in self.columns}
        articles = {
            column.pk: data.get(f"norm_article_{column.position}") or "" for column in self.columns
        }
        return {
            pk: actions.CitedNorm(self.norm_ids[number], articles[pk])
            for pk, number in typed.items()
            if number
        }

    def clean(self) -> dict[str, Any]:
        """Adds ``application``: the request as the action takes it."""
        data = super().clean() or {}
        self.check_rows(data)
        if self.errors:
            return data
        system, norm = data.get("system"), data.get("basis_norm")
        data["application"] = actions.Application(
            **{name: data[name] for name in _PARTICULARS},
            is_declared=data["is_declared"],
            basis_norm_id=norm.pk if norm else None,
            basis_article=data["basis_article"],
            system_id=system.pk if system else None,
            column_norms=self._column_norms(data),
            columns=self.chosen_columns(data),
            rows=self.row_rules(data),
        )
        return data


def purposes_of(version: EntryVersion) -> list[tuple[str, Any]]:
    """The purposes that the version publishes; an unconditional one takes any."""
    condition = version.condition
    if condition is None:
        return list(Purpose.choices)
    return [(code, Purpose(code).label) for code in condition.purposes]


def _initial(request: SharingRequest) -> dict[str, Any]:
    names = (*_PARTICULARS, "basis_norm", "basis_article", "is_declared", "system")
    initial: dict[str, Any] = {name: getattr(request, name) for name in names}
    initial["expected_version"] = request.lock_version
    return initial


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
        choices=[NOT_CHOSEN, *RefusalGround.choices],
        required=False,
    )
    refusal_norm = NormChoice(_("Norm that the refusal rests on"))
    refusal_article = forms.CharField(label=_("Article of the norm"), max_length=60, required=False)
    answer_text = forms.CharField(
        label=_("Text of the answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=_AREA),
    )
    condition = forms.CharField(
        label=_("Published condition to be observed"),
        required=False,
        max_length=500,
        help_text=_(
            "In the words of the entry. Any other condition is refused, and reported to the"
            " authority: publish it in the entry first."
        ),
    )

    def __init__(self, data: Any = None, *, request: SharingRequest, **options: Any) -> None:
        super().__init__(data, **options)
        offer_norms(self, "refusal_norm")
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
        why = ("refusal_ground", "refusal_norm", "refusal_article", "answer_text", "condition")
        self.order_fields(["answer_kind", *decided, *why])

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
                refusal_norm=data.get("refusal_norm"),
                refusal_article=data.get("refusal_article", ""),
                text=data.get("answer_text", ""),
                condition=data.get("condition", ""),
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
    **aggregation_forms.STEPS,
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
    **legal_basis_forms.STEPS,
    **disposal_forms.STEPS,
}

__all__ = ["AGREEMENT_STEPS", "STEPS", "ApplicationForm"]

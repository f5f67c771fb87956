"""What is typed about departments: opening one, appointing its people, registering its systems."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.departments.actions import Acting, Engagement, Overlay, Particulars
from catalog.departments.models import Department
from catalog.regions.models import Region
from portal.accounts.models import User
from portal.interfaces.steps import DayInput
from portal.regulation.codes import check_credit_code, tidy
from portal.regulation.vocabulary import PERSONAL_MANDATES, DepartmentKind, Mandate
from portal.workdays.calendars import NoticeFault, days_of_lines, notice_of_lines


class OpenForm(forms.Form):
    """A department of the authority's region, with its data-sharing office."""

    name = forms.CharField(label=_("Full name"), max_length=120)
    short_name = forms.CharField(label=_("Short name"), max_length=60, required=False)
    code = forms.RegexField(
        r"^[A-Z][A-Z0-9]{1,19}$",
        label=_("Department code"),
        help_text=_("Capital letters and digits, for example GAJ; it goes into public numbers."),
        error_messages={"invalid": _("Two to twenty capital letters and digits, a letter first.")},
    )
    credit_code = forms.CharField(
        label=_("Unified social credit code"), max_length=40, required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=DepartmentKind.choices)
    region = forms.CharField(
        label=_("Region code"),
        max_length=12,
        help_text=_("The division the department works for, for example 310109."),
    )
    superior = forms.ModelChoiceField(
        Department.objects.filter(closed_on=None).order_by("code"),
        to_field_name="code",
        label=_("Superior department"),
        required=False,
        empty_label="—",
    )
    sharing_office = forms.CharField(
        label=_("Data-sharing office"),
        max_length=80,
        help_text=_("Without an office and its head the department receives no request."),
    )
    directory_prefix = forms.RegexField(
        r"^[123]\d{2}\d{3}\d*$",
        label=_("Directory code prefix"),
        max_length=30,
        required=False,
        error_messages={"invalid": _("Digits: class 1 to 3, two for the item, three and more.")},
    )
    other_names = forms.CharField(
        label=_("Other names"),
        required=False,
        help_text=_("One a line; providers in imported catalogs are matched by them."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_credit_code(self) -> str | None:
        """The code with its check digit verified; None if none was typed."""
        code = tidy(self.cleaned_data["credit_code"])
        fault = check_credit_code(code) if code else None
        if fault is not None:
            raise ValidationError(str(fault))
        return code or None

    def clean_region(self) -> Region:
        """A region in force."""
        code = self.cleaned_data["region"].strip()
        found = Region.objects.filter(code=code, effective_to=None).first()
        if found is None:
            raise ValidationError(_("No region has the code %(code)s."), params={"code": code})
        return found

    def clean(self) -> dict[str, Any]:
        """Adds ``particulars`` as the action takes them; the tier is the region's."""
        data = super().clean() or {}
        if self.errors:
            return data
        superior, names = data["superior"], data["other_names"].splitlines()
        data["particulars"] = Particulars(
            code=data["code"],
            name=data["name"],
            short_name=data["short_name"],
            credit_code=data["credit_code"],
            kind=data["kind"],
            tier=data["region"].tier,
            region_code=data["region"].code,
            superior_id=superior.pk if superior else None,
            sharing_office=data["sharing_office"],
            directory_prefix=data["directory_prefix"],
            other_names=tuple(name.strip() for name in names if name.strip()),
        )
        return data


def _person(text: str) -> User:
    """The open account of that name, of a person."""
    name = text.strip()
    found = User.objects.filter(username=name, is_active=True, is_service=False).first()
    if found is None:
        raise ValidationError(_("No person has the account %(name)s."), params={"name": name})
    return found


class AppointForm(forms.Form):
    """A person, the post, and the mandates that go with it."""

    username = forms.CharField(
        label=_("Account"),
        max_length=150,
        help_text=_("The account's name; the system administrator opens accounts."),
    )
    post = forms.CharField(label=_("Post"), max_length=60)
    mandates = forms.MultipleChoiceField(
        label=_("Mandates"), choices=Mandate.choices, widget=forms.CheckboxSelectMultiple
    )

    def clean_username(self) -> User:
        """An account of a person, in use."""
        return _person(self.cleaned_data["username"])


class ActingForm(AppointForm):
    """A person of the department, the mandates, from which day to which, and why."""

    starts_on = forms.DateField(label=_("Acting from"), widget=DayInput)
    ends_on = forms.DateField(
        label=_("Acting until"),
        widget=DayInput,
        help_text=_("The last day; the mandates end with it by themselves."),
    )
    note = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """Adds ``acting`` as the action takes it."""
        data = super().clean() or {}
        if not self.errors:
            stated = ("starts_on", "ends_on", "note")
            data["acting"] = Acting(**{name: data[name] for name in stated})
        return data


class EngageForm(forms.Form):
    """A contractor's account, its approval and contract, and the least that its work needs."""

    username = forms.CharField(
        label=_("Account"),
        max_length=150,
        help_text=_("An account of the contractor's own; staff never share theirs."),
    )
    contractor = forms.CharField(label=_("Contractor"), max_length=120)
    approval_number = forms.CharField(label=_("Approval number"), max_length=100)
    approved_on = forms.DateField(label=_("Approved on"), widget=DayInput)
    approved_by = forms.ModelChoiceField(
        Department.objects.filter(closed_on=None).order_by("code"),
        to_field_name="code",
        label=_("Approved by"),
        empty_label="—",
    )
    contract_number = forms.CharField(label=_("Contract number"), max_length=100)
    contract_ends_on = forms.DateField(
        label=_("Contract valid until"),
        widget=DayInput,
        help_text=_("The last day on which the account can act."),
    )
    mandates = forms.MultipleChoiceField(
        label=_("Mandates"),
        choices=Mandate.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A contractor never reviews, consents, approves entries or oversees."),
    )

    def clean_username(self) -> User:
        """An account of a person, in use."""
        return _person(self.cleaned_data["username"])

    def clean(self) -> dict[str, Any]:
        """Adds ``engagement`` as the action takes it."""
        data = super().clean() or {}
        if not self.errors:
            stated = ("contractor", "approval_number", "approved_on", "contract_number")
            data["engagement"] = Engagement(
                **{name: data[name] for name in stated},
                approved_by_id=data["approved_by"].pk,
                contract_ends_on=data["contract_ends_on"],
            )
        return data


class SystemForm(forms.Form):
    """An application system of the department."""

    name = forms.CharField(label=_("Application system"), max_length=80)
    code = forms.RegexField(
        r"^[a-z][a-z0-9-]{1,30}$",
        label=_("System code"),
        help_text=_("Lower-case letters, digits and hyphens."),
        error_messages={"invalid": _("Lower-case letters, digits and hyphens, a letter first.")},
    )
    mandates = forms.MultipleChoiceField(
        label=_("Mandates"),
        choices=[choice for choice in Mandate.choices if choice[0] not in PERSONAL_MANDATES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("What the system may do over the API besides receiving data."),
    )


def _unreadable(fault: NoticeFault) -> ValidationError:
    told = {"line": fault.line, "text": fault.text}
    return ValidationError(_("Line %(line)s cannot be read: %(text)s"), params=told)


class CalendarForm(forms.Form):
    """A year's notice: which year, where it stands, and its days line by line."""

    year = forms.IntegerField(label=_("Year"), min_value=2025, max_value=2100)
    citation = forms.CharField(label=_("Notice"), max_length=300)
    days = forms.CharField(
        label=_("Holidays and make-up working days"),
        max_length=10_000,
        widget=forms.Textarea(
            attrs={"rows": 12, "placeholder": "2027-02-05 至 2027-02-11 休 春节"}
        ),
        help_text=_("One day or span a line: date, 休 or 班, the holiday's name."),
    )

    def clean(self) -> dict[str, Any]:
        """The notice as it was typed, read whole."""
        data: dict[str, Any] = super().clean() or {}
        if {"year", "citation", "days"} <= set(data):
            try:
                data["notice"] = notice_of_lines(data["year"], data["citation"], data["days"])
            except NoticeFault as fault:
                self.add_error("days", _unreadable(fault))
            except ValueError:
                self.add_error("days", _("No day is named."))
        return data


class OverlayForm(forms.Form):
    """A region's own holidays of a year: the document that sets them, and its days line by line."""

    year = forms.IntegerField(label=_("Year"), min_value=2025, max_value=2100)
    title = forms.CharField(label=_("Title of the document"), max_length=200)
    document_number = forms.CharField(label=_("Document number"), max_length=80)
    days = forms.CharField(
        label=_("Holidays and make-up working days"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One day or span a line: date, 休 or 班, the holiday's name."),
    )

    def clean(self) -> dict[str, Any]:
        """Adds ``overlay`` as the action takes it; what the days may be, the rule says."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                days = tuple(row for _number, _line, row in days_of_lines(data["days"]))
            except NoticeFault as fault:
                self.add_error("days", _unreadable(fault))
            else:
                stated = ("year", "title", "document_number")
                data["overlay"] = Overlay(**{name: data[name] for name in stated}, days=days)
        return data


class OverlayWithdrawalForm(forms.Form):
    """Which document's days are taken off the region's calendar."""

    citation = forms.ChoiceField(label=_("Document"))

    def __init__(self, data: Any, *, citations: list[str]) -> None:
        super().__init__(data)
        field: Any = self.fields["citation"]
        field.choices = [(each, each) for each in citations]

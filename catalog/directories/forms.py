"""What a person types about entries: the draft with its items, assessments, triggers, resources."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.directories import actions, near, queries
from catalog.directories.item_forms import ItemFormSet, item_row
from catalog.directories.models import DirectoryEntry, EntryVersion
from catalog.directories.starting import Start
from catalog.norms.forms import NormChoice, offer_norms
from catalog.norms.models import Norm
from catalog.platforms.forms import PlatformChoice, offer_platforms
from catalog.standards import queries as standards
from catalog.subjects.models import Classification
from catalog.subjects.queries import choosable
from portal.interfaces.steps import (
    NOT_CHOSEN,
    Beginning,
    DayInput,
    NoteForm,
    SeenVersion,
    StepInput,
    mark_particulars,
    noted,
    plain,
    silent,
)
from portal.regulation import entry_update
from portal.regulation.codes import is_entry_code, tidy
from portal.regulation.punctuation import enumerated
from portal.regulation.vocabulary import (
    AssessmentResult,
    DataCategory,
    DataFormat,
    DepartmentKind,
    InstrumentLevel,
    Openness,
    Purpose,
    SecurityLevel,
    SharingClass,
    SharingMode,
    Tier,
    TriggerKind,
    UpdateFrequency,
)
from portal.workflow.actor import Actor

OPEN_CONDITION_ALONE = _("Conditions belong to what is opened under conditions.")


def _choice(choices: Any, label: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=[NOT_CHOSEN, *choices.choices], label=label, required=False, **options
    )


def _several(choices: Any, label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices.choices,
        label=label,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class EntryInput(forms.TextInput):
    """A field for an entry's code; while one types, entries that fit are offered by name."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """What the page's script asks, and for what."""
        known = {"data-suggest": reverse("catalog:entry-suggestions"), "data-takes": "code"}
        named = {"list": f"{name}-entries", "autocomplete": "off"}
        return super().get_context(name, value, {**(attrs or {}), **known, **named})

    def render(self, name: str, *args: Any, **options: Any) -> SafeString:
        """With the place where the script puts what it is offered."""
        drawn = super().render(name, *args, **options)
        return format_html('{}<datalist id="{}-entries"></datalist>', drawn, name)


class EntryChoice(forms.ModelChoiceField):
    """An entry by its code. There are too many of them for a list to choose from."""

    widget = EntryInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid_choice": _("No published entry has this code. Type a word of its name to find it.")
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(DirectoryEntry.objects.none(), to_field_name="code", **options)


class RelatedCodesField(forms.CharField):
    """Codes of entries, typed one after the other, with commas or on lines of their own."""

    most = 20

    def prepare_value(self, value: Any) -> Any:
        """As they are typed."""
        return enumerated(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        """The codes, each once.

        :raises ValidationError: one is no code of an entry, or there are too many.
        """
        typed = re.split(r"[\s,，、;；]+", super().clean(value))
        codes = tuple(dict.fromkeys(code for code in map(tidy, typed) if code))
        wrong = enumerated(code[:40] for code in codes if len(code) > 60 or not is_entry_code(code))
        if wrong:
            raise forms.ValidationError(
                _("No code of an entry (classification/number): %(codes)s"),
                params={"codes": wrong[:200]},
            )
        if len(codes) > self.most:
            raise forms.ValidationError(_("Twenty related codes at most."))
        return codes


#: The fields that hold particulars of Art. 13 para. 2; items and conditions have their sections.
_PARTICULARS = (
    "category",
    "security_level",
    "data_format",
    "update_frequency",
    "sharing_class",
    "sharing_modes",
)


class DraftForm(forms.Form):
    """A draft entry with all its items and conditions; empty particulars may be filled in later."""

    name = forms.CharField(label=_("Name of the entry"), max_length=200)
    abstract = forms.CharField(
        label=_("Abstract"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    classification = forms.ModelChoiceField(
        choosable(),
        to_field_name="code",
        label=_("Classification"),
        required=False,
        empty_label="—",
    )
    category = _choice(DataCategory, _("Data category"))
    security_level = _choice(SecurityLevel, _("Grade"))
    data_format = _choice(DataFormat, _("Data format"))
    update_frequency = _choice(UpdateFrequency, _("Update frequency"))
    sharing_class = _choice(SharingClass, _("Sharing class"))
    sharing_modes = _several(SharingMode, _("Sharing modes"))
    is_open_to_all = forms.BooleanField(label=_("The scope is every department"), required=False)
    departments = forms.ModelMultipleChoiceField(
        Department.objects.filter(closed_on=None).order_by("code"),
        to_field_name="code",
        label=_("Departments in the scope"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    regions = forms.CharField(
        label=_("Regions in the scope"),
        required=False,
        help_text=_("Region codes, separated by commas; each covers all below it."),
    )
    tiers = _several(Tier, _("Tiers in the scope"))
    kinds = _several(DepartmentKind, _("Kinds of department in the scope"))
    purposes = _several(Purpose, _("Purposes"))
    safeguards = forms.CharField(
        label=_("Safeguards and other conditions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    basis_instrument = forms.CharField(label=_("Instrument"), required=False, max_length=200)
    basis_level = _choice(InstrumentLevel, _("Rank of the instrument"))
    basis_article = forms.CharField(
        label=_("Article of the instrument"), required=False, max_length=60
    )
    basis_norm = NormChoice(_("Norm of the register"))
    withheld_reason = forms.CharField(
        label=_("Reason for not sharing"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    detail_closed = forms.BooleanField(label=_("Close the details"), required=False)
    detail_closed_reason = forms.CharField(
        label=_("Reason for closing the details"), required=False
    )
    openness = _choice(Openness, _("Openness to society"))
    open_condition = forms.CharField(
        label=_("Conditions of opening"),
        required=False,
        max_length=2000,
        help_text=_("Only where it is opened under conditions."),
    )
    related_codes = RelatedCodesField(
        label=_("Related codes"),
        required=False,
        max_length=1300,
        help_text=_("Codes of the same resource in other classes, separated by commas."),
    )
    expected_version = SeenVersion()

    GROUPS = (
        (
            _("Basic facts"),
            (
                "name",
                "abstract",
                "classification",
                "category",
                "security_level",
                "data_format",
                "update_frequency",
                "related_codes",
            ),
        ),
        (
            _("Sharing and opening"),
            (
                "sharing_class",
                "sharing_modes",
                "detail_closed",
                "detail_closed_reason",
                "openness",
                "open_condition",
            ),
        ),
        (
            _("Conditions of use (conditional sharing)"),
            (
                "is_open_to_all",
                "departments",
                "regions",
                "tiers",
                "kinds",
                "purposes",
                "safeguards",
            ),
        ),
        (
            _("Legal basis of the restriction"),
            ("basis_instrument", "basis_level", "basis_article", "basis_norm", "withheld_reason"),
        ),
    )

    def __init__(self, data: Any = None, *, stated: actions.Content | None = None) -> None:
        super().__init__(data, initial={} if stated is None else _initial(stated))
        mark_particulars(self, _PARTICULARS)
        offer_norms(self, "basis_norm")
        # Read once for all rows: its number in the register, and how each is called.
        offered = list(standards.on_offer())
        numbers = {each.pk: each.public_number for each in offered}
        rows = [] if stated is None else [item_row(item, numbers) for item in stated.items]
        named = {each.public_number: (each.pk, f"{each.cited_as} {each.title}") for each in offered}
        self.item_forms = ItemFormSet(
            data, initial=rows, prefix="items", form_kwargs={"standards_offered": named}
        )

    def groups(self) -> Iterator[tuple[Any, list[Any]]]:
        """The fields by section, for the page."""
        for title, names in self.GROUPS:
            yield title, [self[name] for name in names]

    def is_valid(self) -> bool:
        """Fields and items together."""
        return super().is_valid() & self.item_forms.is_valid()

    def clean(self) -> dict[str, Any]:
        """Adds ``content``: the draft as the action takes it."""
        data = super().clean() or {}
        if data.get("open_condition") and data.get("openness") != Openness.CONDITIONAL:
            self.add_error("open_condition", OPEN_CONDITION_ALONE)
        if self.item_forms.is_valid():
            data["content"] = _content(data, self._items())
        return data

    def _items(self) -> tuple[actions.Item, ...]:
        return tuple(
            form.cleaned_data["item"]
            for form in self.item_forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        )


class NewDraftForm(DraftForm):
    """The draft of a new entry; entries that it may be the same as are shown before it is saved.

    Saved once more, it is kept: ``near_seen`` names the entries that were shown.
    """

    near_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, start: Start | None = None, actor: Actor, now: datetime
    ) -> None:
        super().__init__(data, stated=None if start is None else start.content)
        self._actor, self._now = actor, now
        self.near: list[near.NearEntry] = []

    def is_valid(self) -> bool:
        """The draft is right, and whatever comes near it was shown."""
        if not super().is_valid():
            return False
        content = self.cleaned_data["content"]
        found = near.near_entries(content, self._actor, now=self._now)
        shown = enumerated(each.entry.code for each in found)
        if shown == self.cleaned_data["near_seen"]:
            return True
        self.near = found
        sent: Any = self.data
        sent = sent.copy()
        sent["near_seen"] = shown
        self.data = sent
        return not found


def revising(version: EntryVersion, data: Any = None) -> DraftForm:
    """The form of a draft that is there already, saved only while nobody else has saved it."""
    form = DraftForm(data, stated=actions.content_of(version))
    form.initial["expected_version"] = version.lock_version
    return form


def _initial(content: actions.Content) -> dict[str, Any]:
    plain_fields = {name: getattr(content, name) for name in actions.PLAIN_FIELDS}
    classification, norm = plain_fields.pop("classification_id"), plain_fields.pop("basis_norm_id")
    if classification:
        plain_fields["classification"] = Classification.objects.get(pk=classification)
    if norm:
        plain_fields["basis_norm"] = Norm.objects.get(pk=norm)
    condition = content.condition
    if condition is not None:
        plain_fields.update(
            is_open_to_all=condition.is_open_to_all,
            departments=list(Department.objects.filter(pk__in=condition.department_ids)),
            regions=", ".join(condition.regions),
            tiers=list(condition.tiers),
            kinds=list(condition.kinds),
            purposes=list(condition.purposes),
            safeguards=condition.safeguards,
        )
    return plain_fields


def condition_of(data: Mapping[str, Any]) -> actions.Condition | None:
    """The conditions that a form states; None where it states none."""
    regions = tuple(code.strip() for code in data["regions"].replace("，", ",").split(","))
    wanted = actions.Condition(
        is_open_to_all=data["is_open_to_all"],
        department_ids=tuple(data["departments"].values_list("pk", flat=True)),
        regions=tuple(code for code in regions if code),
        tiers=tuple(data["tiers"]),
        kinds=tuple(data["kinds"]),
        purposes=tuple(data["purposes"]),
        safeguards=data["safeguards"],
    )
    return None if wanted == actions.Condition() else wanted


def _content(data: Mapping[str, Any], items: tuple[actions.Item, ...]) -> actions.Content | None:
    names = set(actions.PLAIN_FIELDS) - {"classification_id", "basis_norm_id", "sharing_modes"}
    if not names <= set(data) or "departments" not in data:
        return None
    chosen, norm = data.get("classification"), data.get("basis_norm")
    return actions.Content(
        **{name: data[name] for name in names},
        classification_id=chosen.pk if chosen else None,
        basis_norm_id=norm.pk if norm else None,
        sharing_modes=tuple(data["sharing_modes"]),
        items=items,
        condition=condition_of(data),
    )


class AssessForm(forms.Form):
    """Both assessments, before the head of the department decides."""

    secrecy_result = forms.ChoiceField(
        label=_("Secrecy risk assessment"), choices=AssessmentResult.choices
    )
    secrecy_finding = forms.CharField(
        label=_("Finding on secrecy risk"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    personal_result = forms.ChoiceField(
        label=_("Personal-information impact assessment"),
        choices=[
            choice for choice in AssessmentResult.choices if choice[0] != AssessmentResult.SECRET
        ],
    )
    personal_finding = forms.CharField(
        label=_("Finding on personal-information impact"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    assessed_on = forms.DateField(
        label=_("Assessed on"),
        required=False,
        widget=DayInput(),
    )


class TriggerForm(forms.Form):
    """What obliges the department to update the entry."""

    kind = forms.ChoiceField(label=_("Kind of trigger"), choices=TriggerKind.choices)
    occurred_on = forms.DateField(
        label=_("Date of the change"),
        widget=DayInput(),
        help_text=_("The update period runs from this day, whenever it is registered."),
    )
    instrument = forms.CharField(
        label=_("Instrument"),
        max_length=200,
        help_text=_("Title and number of the law, regulation, decision or order."),
    )


class UpdateExtensionForm(NoteForm):
    """A longer update period: how many working days, and why."""

    workdays = forms.IntegerField(label=_("Working days"), min_value=1, max_value=5)


class ResourceForm(forms.Form):
    """A data resource of the entry."""

    name = forms.CharField(label=_("Name"), max_length=120)
    mode = forms.ChoiceField(label=_("Sharing mode"), choices=SharingMode.choices)
    platform = PlatformChoice(
        _("Platform the data travel by"),
        help_text=_(
            "For another mode only: service interface, batch exchange and file download travel"
            " through this portal."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_platforms(self, "platform")

    def clean(self) -> dict[str, Any]:
        """The platform as the action takes it."""
        data = super().clean() or self.cleaned_data
        platform = data.pop("platform", None)
        data["platform_id"] = None if platform is None else platform.pk
        return data


def _draft_form(version: EntryVersion, data: Any, files: Any) -> forms.Form:
    return revising(version, data)


def _live_version(actor: Actor, slug: str, now: datetime) -> EntryVersion | None:
    """The published version of the entry named in an address."""
    entry = queries.by_slug(queries.visible_to(actor, now=now), slug)
    return None if entry is None else entry.live_version


REGISTER = Beginning(
    rule=entry_update.REGISTER_TRIGGER,
    parameter="entry",
    find=_live_version,
    title=lambda live: live.name,
    form=lambda _live, data: TriggerForm(data),
    begin=lambda live, form, actor, now: actions.register_trigger(
        entry_id=live.entry_id, actor=actor, now=now, **form.cleaned_data
    ),
)

STEPS: Mapping[str, StepInput] = {
    "revise": StepInput(
        lambda pk, data, actor, now: actions.revise(
            pk=pk,
            content=data["content"],
            expected_version=data.get("expected_version"),
            actor=actor,
            now=now,
        ),
        _draft_form,
    ),
    "assess": StepInput(
        lambda pk, data, actor, now: actions.assess(
            pk=pk, finding=actions.Finding(**data), actor=actor, now=now
        ),
        plain(AssessForm),
    ),
    "abandon_draft": noted(actions.abandon_draft),
    "submit": silent(actions.submit),
    "approve": silent(actions.approve),
    "send_back": noted(actions.send_back),
    "send": silent(actions.send),
    "publish": silent(actions.publish),
    "draft_version": silent(actions.draft_version),
    "return_version": noted(actions.return_version),
}

TRIGGER_STEPS: Mapping[str, StepInput] = {
    "ask_update_extension": noted(actions.ask_update_extension, UpdateExtensionForm),
    "grant_update_extension": silent(actions.grant_update_extension),
    "refuse_update_extension": silent(actions.refuse_update_extension),
}

"""What is typed for a demand and for a new collection, and which action it calls."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.interfaces.openings import Opening
from portal.interfaces.steps import NOT_CHOSEN, DayInput, StepInput, plain, silent, written
from portal.regulation import collection as collection_rules
from portal.regulation import demand as rules
from portal.regulation.item_names import item_key
from portal.regulation.punctuation import clauses
from portal.regulation.vocabulary import Purpose
from portal.workflow.actor import Actor
from requests_app.demands import actions, queries
from requests_app.demands.actions import Collected, Declaration
from requests_app.demands.models import DataCollection, Demand

MOST_ITEMS = 200
LONGEST_ITEM = 120
#: The form names so many likely entries; the demand's page lists more.
_MOST_NAMED = 5


def read_items(text: str) -> list[str]:
    """The items of a text, one a line.

    :raises ValidationError: there are too many, or one is too long.
    """
    names = [line.strip() for line in text.splitlines() if line.strip()]
    if len(names) > MOST_ITEMS:
        raise ValidationError(_("At most %(count)s items."), params={"count": MOST_ITEMS})
    if any(len(name) > LONGEST_ITEM for name in names):
        told = {"count": LONGEST_ITEM}
        raise ValidationError(_("An item's name has at most %(count)s characters."), params=told)
    return names


class ItemsField(forms.CharField):
    """Data items, one a line."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Data items"),
            max_length=30_000,
            widget=forms.Textarea(attrs={"rows": 8}),
            help_text=_("One item a line, each under its usual name."),
        )

    def clean(self, value: Any) -> Any:
        """The names."""
        return read_items(super().clean(value))


class DemandForm(forms.Form):
    """What data are wanted, and for which work."""

    title = forms.CharField(label=_("Data wanted"), max_length=200)
    items = ItemsField()
    legal_basis = written(_("Legal basis of use"), rows=2)
    scenario = forms.CharField(label=_("Scenario of use"), max_length=200)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=[NOT_CHOSEN, *Purpose.choices])


class AssignForm(forms.Form):
    """Which department is responsible."""

    department = forms.ModelChoiceField(
        Department.objects.none(),
        to_field_name="code",
        label=_("Responsible department"),
        empty_label="—",
    )
    note = forms.CharField(
        label=_("Note to the department"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, files: Any, *, demand: Demand) -> None:
        super().__init__(data, files)
        field: Any = self.fields["department"]
        within = Department.objects.filter(closed_on=None, pk__in=demand.jurisdiction)
        field.queryset = within.order_by("code")

    def clean_department(self) -> str:
        """The department's code, as the action takes it."""
        return str(self.cleaned_data["department"].code)


class EntryForm(forms.Form):
    """The code of an entry."""

    entry = forms.CharField(label=_("Entry code"), max_length=60)


class MatchForm(EntryForm):
    """The code of a published entry; likely ones are named."""

    def __init__(self, data: Any, files: Any, *, demand: Demand) -> None:
        super().__init__(data, files)
        found = queries.candidates(demand)[:_MOST_NAMED]
        likely = [f"{each.live.name} {each.code}" for each in found]
        if likely:
            self.fields["entry"].help_text = gettext("Likely: %(entries)s") % {
                "entries": clauses(likely)
            }


class DeclineForm(forms.Form):
    """On which ground, and why."""

    ground = forms.ChoiceField(
        label=_("Ground"), choices=rules.Ground.choices, widget=forms.RadioSelect
    )
    text = written(_("Explanation"))


RAISE = Opening(
    rule=rules.RAISE_DEMAND,
    model=Demand,
    step=lambda actor, now: queries.raise_step(actor, now=now),
    form=lambda data, _actor, _now: DemandForm(data),
    open=lambda form, actor, now: actions.raise_demand(actor=actor, now=now, **form.cleaned_data),
)


def _of_demand(form: Any) -> Any:
    return lambda demand, data, files: form(data, files, demand=demand)


def _run(action: Any) -> Any:
    return lambda pk, data, actor, now: action(pk=pk, actor=actor, now=now, **data)


STEPS: Mapping[str, StepInput] = {
    "assign": StepInput(_run(actions.assign), _of_demand(AssignForm)),
    "accept": silent(actions.accept),
    "link_entry": StepInput(_run(actions.link_entry), plain(EntryForm)),
    "match": StepInput(_run(actions.match), _of_demand(MatchForm)),
    "decline": StepInput(_run(actions.decline), plain(DeclineForm)),
    "withdraw_demand": silent(actions.withdraw_demand),
    "draft_request": silent(actions.draft_request),
}


class CollectionForm(forms.Form):
    """A new collection with its items; each that the directory offers asks for its reason."""

    title = forms.CharField(label=_("Name of the collection"), max_length=200)
    legal_basis = written(_("Legal basis of the collection"), rows=2)
    purpose = written(_("What it is for"), rows=2)
    subjects = forms.MultipleChoiceField(
        label=_("Collected from"),
        choices=collection_rules.Subject.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    begins_on = forms.DateField(label=_("Begins on"), widget=DayInput())
    items = ItemsField()

    def __init__(self, data: Any, *, actor: Actor, now: datetime) -> None:
        super().__init__(data)
        #: The field of the reason for each item that matches, by the item's key.
        self.reasons: dict[str, str] = {}
        if data is None:
            return
        try:
            names = {item_key(name): name for name in read_items(data.get("items", ""))}
        except ValidationError:
            return  # the field itself will say so
        found = queries.matches(names, actor, now=now)
        for place, (key, name) in enumerate(names.items(), start=1):
            if key in found:
                self.reasons[key] = f"reason_{place}"
                self.fields[self.reasons[key]] = self._reason(found, name, key)

    def _reason(self, found: Any, name: str, key: str) -> forms.CharField:
        label = gettext("Why %(item)s is collected all the same") % {"item": name}
        return forms.CharField(
            label=label,
            max_length=1000,
            required=False,  # the gate asks for it, with its article
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=gettext("The directory has it: %(match)s")
            % {"match": queries.named_matches(found, name, key)},
        )

    def clean(self) -> dict[str, Any]:
        """Adds ``declaration`` as the action takes it."""
        data = super().clean() or {}
        if self.errors:
            return data
        items = [
            Collected(name=name, reason=data.get(self.reasons.get(item_key(name), ""), ""))
            for name in data["items"]
        ]
        data["declaration"] = Declaration(
            title=data["title"],
            legal_basis=data["legal_basis"],
            purpose=data["purpose"],
            subjects=tuple(data["subjects"]),
            begins_on=data["begins_on"],
            items=tuple(items),
        )
        return data


COLLECTION_STEPS: Mapping[str, StepInput] = {
    "withdraw_collection": silent(actions.withdraw_collection)
}

DECLARE = Opening(
    rule=collection_rules.DECLARE_COLLECTION,
    model=DataCollection,
    step=lambda actor, now: queries.declare_step(actor, now=now),
    form=lambda data, actor, now: CollectionForm(data, actor=actor, now=now),
    open=lambda form, actor, now: actions.declare_collection(
        declaration=form.cleaned_data["declaration"], actor=actor, now=now
    ),
)

"""What a person states to change several entries: the fields of one, each left empty as it is."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.bulk_edits import actions
from catalog.bulk_edits.altering import TEXTS, Alteration, scope_of
from catalog.bulk_edits.models import BulkEdit
from catalog.directories.actions import Condition
from catalog.directories.forms import (
    OPEN_CONDITION_ALONE,
    DraftForm,
    RelatedCodesField,
    condition_of,
)
from portal.interfaces.jobs import wake, waking
from portal.interfaces.steps import StepInput, silent
from portal.regulation.punctuation import enumerated
from portal.regulation.vocabulary import Openness, SharingClass
from portal.workflow.actor import Actor

JOB: Final = "work-on-bulk-edits"
#: The fields of a draft that hold one code each.
_CODES: Final = (
    "category",
    "security_level",
    "data_format",
    "update_frequency",
    "sharing_class",
    "openness",
)
_SCOPE: Final = ("is_open_to_all", "departments", "regions", "tiers", "kinds")
_TAKEN: Final = (
    "classification",
    *_CODES,
    "sharing_modes",
    *_SCOPE,
    "purposes",
    "safeguards",
    "open_condition",
)
_AS_IT_IS = ("", _("leave as it is"))


class BulkEditForm(forms.Form):
    """The fields of a draft that can be changed for several entries, and words to be replaced."""

    related_added = RelatedCodesField(
        label=_("Add related codes"),
        required=False,
        max_length=1300,
        help_text=_("Codes of entries, separated by commas. An entry is not related to itself."),
    )
    related_removed = RelatedCodesField(
        label=_("Take out related codes"), required=False, max_length=1300
    )
    find = forms.CharField(label=_("Replace the words"), required=False, max_length=200)
    replacement = forms.CharField(label=_("Put in their place"), required=False, max_length=200)
    find_in = forms.MultipleChoiceField(
        label=_("In these texts"),
        choices=[(name, DraftForm.base_fields[name].label) for name in TEXTS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    GROUPS = (
        (
            _("Basic facts"),
            ("classification", *_CODES[:4], "related_added", "related_removed"),
        ),
        (
            _("Sharing and opening"),
            ("sharing_class", "sharing_modes", "openness", "open_condition"),
        ),
        (_("Conditions of use (conditional sharing)"), (*_SCOPE, "purposes", "safeguards")),
        (_("Words"), ("find", "replacement", "find_in")),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name in _TAKEN:
            self.fields[name] = copy.deepcopy(DraftForm.base_fields[name])
        for name in _CODES:
            coded: Any = self.fields[name]
            coded.choices = [_AS_IT_IS, *list(coded.choices)[1:]]
        classification: Any = self.fields["classification"]
        classification.empty_label = _AS_IT_IS[1]
        shared: Any = self.fields["sharing_class"]
        shared.choices = [each for each in shared.choices if each[0] != SharingClass.WITHHELD]
        shared.help_text = _(
            "Not sharing is founded entry by entry. Unconditional sharing takes the conditions out."
        )
        self.fields["is_open_to_all"].help_text = _(
            "Whatever is filled in from here to the kinds of department replaces the whole scope."
        )

    def groups(self) -> Iterator[tuple[Any, list[Any]]]:
        """The fields by section, for the page."""
        for title, names in self.GROUPS:
            yield title, [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        """Adds ``alteration``: the changes as the action takes them."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if data["find"] and not data["find_in"]:
            self.add_error("find_in", _("Say in which texts the words are replaced."))
        if not data["find"] and (data["replacement"] or data["find_in"]):
            self.add_error("find", _("Say which words are replaced."))
        if data["open_condition"] and data["openness"] not in ("", Openness.CONDITIONAL):
            self.add_error("open_condition", OPEN_CONDITION_ALONE)
        both = enumerated(code for code in data["related_added"] if code in data["related_removed"])
        if both:
            said = _("Both added and taken out: %(codes)s")
            self.add_error("related_removed", said % {"codes": both})
        if not self.errors:
            data["alteration"] = _alteration(data)
        return data


def _alteration(data: Mapping[str, Any]) -> Alteration:
    plain = {name: data[name] for name in _CODES if data[name]}
    if data["sharing_modes"]:
        plain["sharing_modes"] = list(data["sharing_modes"])
    if data["classification"] is not None:
        plain["classification_id"] = data["classification"].pk
    wanted = condition_of(data) or Condition()
    return Alteration(
        plain=plain,
        scope=scope_of(wanted),
        purposes=wanted.purposes,
        safeguards=wanted.safeguards,
        open_condition=data["open_condition"],
        related_added=data["related_added"],
        related_removed=data["related_removed"],
        find=data["find"],
        replacement=data["replacement"],
        find_in=tuple(data["find_in"]) if data["find"] else (),
    )


def begin(
    version_ids: Sequence[int], data: Mapping[str, Any], actor: Actor, now: datetime
) -> BulkEdit:
    """Begin the bulk edit of these versions, and call time to preview it at once."""
    made = actions.begin_bulk_edit(
        version_ids=version_ids, alteration=data["alteration"], actor=actor, now=now
    )
    wake(JOB)
    return made


STEPS: Mapping[str, StepInput] = {
    "apply_changes": waking(JOB, silent(actions.apply_changes)),
    "stop_changes": silent(actions.stop_changes),
    "give_up_changes": silent(actions.give_up_changes),
    "undo_changes": waking(JOB, silent(actions.undo_changes)),
}

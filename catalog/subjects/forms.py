"""What is typed to change the classification tree, and which action it calls."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.subjects import actions, queries
from catalog.subjects.models import Classification
from portal.interfaces.openings import Opening
from portal.interfaces.steps import NOT_CHOSEN, StepInput, noted, silent
from portal.regulation import classification as rules
from portal.regulation.codes import check_classification_code, tidy
from portal.workflow.actor import Actor


class ClassificationChoice(forms.ModelChoiceField):
    """A classification in use, by its code; the action takes the code."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(
            queries.choosable(), to_field_name="code", label=label, empty_label="—", **options
        )


class NameForm(forms.Form):
    """How a classification is called in both languages."""

    name = forms.CharField(label=_("Name of the classification"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)


class ClassificationForm(NameForm):
    """A new node of the tree."""

    code = forms.CharField(
        label=_("Classification code"),
        max_length=30,
        help_text=_(
            "Class one digit, item two more, group three more, then as many as are needed. It"
            " begins with the code of the one above and is never changed."
        ),
    )
    parent = ClassificationChoice(
        _("Stands below"), required=False, help_text=_("Empty only for a class.")
    )
    field_order = ("code", "name", "name_en", "parent")

    def clean_code(self) -> str:
        """The code as it was meant; a wrong digit is pointed at."""
        code = tidy(self.cleaned_data["code"])
        fault = check_classification_code(code)
        if fault is not None:
            raise forms.ValidationError(str(fault))
        return code

    def clean_parent(self) -> str:
        """The parent's code, as the action takes it."""
        parent = self.cleaned_data["parent"]
        return "" if parent is None else str(parent.code)


class MoveForm(forms.Form):
    """Under which other one it is to stand."""

    parent = ClassificationChoice(
        _("Stands below"), help_text=_("One of the same level as the present one above it.")
    )

    def offer(self, node: Classification, _actor: Actor) -> None:
        """What the action would take."""
        field: Any = self.fields["parent"]
        field.queryset = queries.places_for(node)

    def clean_parent(self) -> str:
        """The parent's code, as the action takes it."""
        return str(self.cleaned_data["parent"].code)


class MergeForm(forms.Form):
    """Which other one takes its place."""

    into = ClassificationChoice(
        _("Merged into"), help_text=_("Its entries are found under that one from then on.")
    )

    def offer(self, node: Classification, _actor: Actor) -> None:
        """What the action would take."""
        field: Any = self.fields["into"]
        field.queryset = queries.heirs_of(node)

    def clean_into(self) -> str:
        """The other one's code, as the action takes it."""
        return str(self.cleaned_data["into"].code)


class RegistryForm(forms.Form):
    """Which base registry it is, and who leads it."""

    registry = forms.ChoiceField(
        label=_("Base registry"), choices=[NOT_CHOSEN, *rules.Registry.choices]
    )
    lead = forms.ModelChoiceField(
        Department.objects.filter(closed_on=None).order_by("code"),
        to_field_name="code",
        label=_("Leading department"),
        empty_label="—",
    )

    def clean_lead(self) -> str:
        """The department's code, as the action takes it."""
        return str(self.cleaned_data["lead"].code)


OPENING = Opening(
    rule=rules.ADD_CLASSIFICATION,
    model=Classification,
    step=lambda actor, now: queries.add_step(actor, now=now),
    form=lambda data, _actor, _now: ClassificationForm(data),
    open=lambda form, actor, now: actions.add_classification(
        actor=actor, now=now, **form.cleaned_data
    ),
)


def _named(node: Any, data: Any, _files: Any) -> NameForm:
    """The form with the present names in it."""
    return NameForm(data, initial={"name": node.name, "name_en": node.name_en})


def _marked(node: Any, data: Any, _files: Any) -> RegistryForm:
    """The form with what it is marked as."""
    lead = node.registry_lead.code if node.registry_lead else ""
    return RegistryForm(data, initial={"registry": node.registry, "lead": lead})


STEPS: Mapping[str, StepInput] = {
    "rename_classification": StepInput(
        lambda pk, data, actor, now: actions.rename_classification(
            pk=pk, actor=actor, now=now, **data
        ),
        _named,
    ),
    "move_classification": noted(actions.move_classification, MoveForm, MoveForm.offer),
    "merge_classification": noted(actions.merge_classification, MergeForm, MergeForm.offer),
    "retire_classification": silent(actions.retire_classification),
    "mark_registry": StepInput(
        lambda pk, data, actor, now: actions.mark_registry(pk=pk, actor=actor, now=now, **data),
        _marked,
    ),
    "unmark_registry": silent(actions.unmark_registry),
}

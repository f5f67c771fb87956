"""What is typed to save a template and to rename it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.directories.models import EntryVersion
from catalog.entry_templates import actions, queries
from catalog.entry_templates.models import EntryTemplate
from portal.interfaces import matters
from portal.interfaces.steps import Beginning, StepInput, noted, silent
from portal.regulation import entry_template as rules
from portal.workflow.actor import Actor


class TemplateNameForm(forms.Form):
    """How the template is called."""

    name = forms.CharField(
        label=_("Name of the template"),
        max_length=80,
        help_text=_("The kind of entry it is for, such as registrations or permits."),
    )


def _renaming(template: EntryTemplate, data: Any, files: Any) -> forms.Form:
    return TemplateNameForm(data, initial={"name": template.name})


def _back(version: EntryVersion, actor: Actor) -> str:
    """Versions have their page in the admin."""
    return matters.admin_address(version)


SAVE = Beginning(
    rule=rules.SAVE_TEMPLATE,
    parameter="version",
    find=lambda actor, number, now: queries.find_source(number, actor, now=now),
    title=lambda version: version.name,
    form=lambda version, data: TemplateNameForm(data, initial={"name": version.name[:80]}),
    begin=lambda version, form, actor, now: actions.save_template(
        version_id=version.pk, actor=actor, now=now, **form.cleaned_data
    ),
    back=_back,
)

STEPS: Mapping[str, StepInput] = {
    "rename_template": StepInput(noted(actions.rename_template).run, _renaming),
    "publish_template": silent(actions.publish_template),
    "retire_template": silent(actions.retire_template),
}

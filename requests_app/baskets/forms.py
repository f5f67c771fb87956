"""What a person types once for all drafts of the basket."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.departments.queries import systems_of
from portal.accounts.models import ApiClient
from portal.interfaces.steps import NOT_CHOSEN, DayInput
from portal.regulation.vocabulary import Purpose, SharingMode
from portal.workflow.actor import Actor
from requests_app.baskets.queries import Line
from requests_app.sharing.actions import Application
from requests_app.sharing.forms import DAYS
from requests_app.sharing.models import SharingRequest

_AREA = {"rows": 3}
#: What an earlier request lends: everything that is not about its own entry or its own time.
LENT = ("legal_basis", "scenario", "purpose", "scope", "sharing_mode")


class DraftsForm(forms.Form):
    """Purpose, scenario, basis, scope and time of all drafts; and which entries they are for."""

    entries = forms.MultipleChoiceField(
        label=_("Entries to ask for"), widget=forms.CheckboxSelectMultiple
    )
    need = forms.CharField(
        label=_("Necessity"),
        max_length=300,
        help_text=_("Which step needs the data, and what happens without them; for all items."),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis of use"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=_AREA),
        help_text=_("Law or regulation with its article."),
    )
    scenario = forms.CharField(label=_("Scenario of use"), max_length=200, required=False)
    purpose = forms.ChoiceField(
        label=_("Purpose"), required=False, choices=[NOT_CHOSEN, *Purpose.choices]
    )
    scope = forms.CharField(
        label=_("Scope of use"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=_AREA),
        help_text=_("Which units and posts will use the data, and how."),
    )
    sharing_mode = forms.ChoiceField(
        label=_("Sharing mode"), required=False, choices=[NOT_CHOSEN, *SharingMode.choices]
    )
    use_from = forms.DateField(
        label=_("Use from"), required=False, validators=DAYS, widget=DayInput()
    )
    use_until = forms.DateField(
        label=_("Use until"), required=False, validators=DAYS, widget=DayInput()
    )
    system = forms.ModelChoiceField(
        ApiClient.objects.none(),
        to_field_name="code",
        label=_("Application system"),
        required=False,
        empty_label="—",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        lines: list[Line],
        actor: Actor,
        pattern: SharingRequest | None = None,
    ) -> None:
        ready = [(line.entry.slug, line.entry.live.name) for line in lines if line.is_ready]
        initial: dict[str, Any] = {"entries": [slug for slug, _name in ready]}
        if pattern is not None:
            initial.update({name: getattr(pattern, name) for name in LENT})
            initial["system"] = pattern.system
        super().__init__(data, initial=initial)
        fields: dict[str, Any] = self.fields
        fields["entries"].choices = ready
        clients = systems_of(actor.department_id or 0).values("client_id")
        fields["system"].queryset = ApiClient.objects.filter(pk__in=clients).order_by("code")

    def clean(self) -> dict[str, Any]:
        """``needs`` and ``shared`` as the action takes them."""
        data = super().clean() or {}
        if self.errors:
            return data
        system = data["system"]
        dates = {name: data[name] for name in ("use_from", "use_until")}
        shared = Application(
            **{name: data[name] for name in LENT}, **dates, system_id=system.pk if system else None
        )
        return {"needs": dict.fromkeys(data["entries"], data["need"]), "shared": shared}

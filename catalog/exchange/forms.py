"""What a person types to match a provider's name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from catalog.exchange.models import HarvestKind


class ResolveForm(forms.Form):
    """The department a name stands for."""

    department = forms.ModelChoiceField(
        Department.objects.filter(closed_on=None).order_by("code"),
        to_field_name="code",
        label=_("Department"),
        empty_label="—",
    )


class HarvestSourceForm(forms.Form):
    """Another system's catalog, and where it is read."""

    code = forms.SlugField(label=_("Source code"), max_length=30)
    title = forms.CharField(label=_("Name of the catalog"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of catalog"), choices=HarvestKind.choices)
    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("Of the document; for CKAN, what the catalog's addresses begin with."),
    )
    department = forms.ModelChoiceField(
        Department.objects.filter(closed_on=None).order_by("code"),
        to_field_name="code",
        label=_("Department it speaks for"),
        required=False,
        empty_label="—",
        help_text=_("Its records that name no provider get this one."),
    )

"""What a person types to match a provider's name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department


class ResolveForm(forms.Form):
    """The department a name stands for."""

    department = forms.ModelChoiceField(
        Department.objects.filter(closed_on=None).order_by("code"),
        to_field_name="code",
        label=_("Department"),
        empty_label="—",
    )

"""What a person types to load a data version."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LoadForm(forms.Form):
    """A CSV or Parquet file with the entry's columns."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV (UTF-8 or GB18030) or Parquet; the header names columns or items."),
    )

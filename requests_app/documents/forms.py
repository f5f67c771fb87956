"""What is typed to check a document."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MarkForm(forms.Form):
    """Number and digest, as the code on the paper says them."""

    number = forms.CharField(label=_("Number of the document"), max_length=60)
    link = forms.RegexField(
        r"^[0-9a-f]{64}$",
        label=_("Digest in the audit chain"),
        max_length=64,
        help_text=_("64 characters, the last part of what the code on the paper says."),
    )

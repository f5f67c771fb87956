"""What a person says of a search that he saves."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SavedSearchForm(forms.Form):
    """A name, and whether he wants to be told of new entries."""

    name = forms.CharField(label=_("Name"), max_length=60)
    is_notice_wanted = forms.BooleanField(
        label=_("Tell me of new entries that fit"), required=False, initial=True
    )

"""What a person chooses to be told of."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.regulation.notices import DECLINABLE


class SubscriptionForm(forms.Form):
    """The ordinary kinds that are wanted, and the digest. Legal notices are not asked about."""

    kinds = forms.MultipleChoiceField(
        label=_("Ordinary notices I want"),
        choices=[(kind.value, kind.label) for kind in DECLINABLE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_digest_wanted = forms.BooleanField(
        label=_("Send me one e-mail each morning with the ordinary notices"), required=False
    )

    @property
    def declined_kinds(self) -> list[str]:
        """What was left unticked."""
        return [kind.value for kind in DECLINABLE if kind.value not in self.cleaned_data["kinds"]]


class UpToForm(forms.Form):
    """The latest notice that stood on the page."""

    up_to = forms.IntegerField(min_value=0, max_value=2**63 - 1)

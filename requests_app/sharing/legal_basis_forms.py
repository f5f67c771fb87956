"""What is typed to cite a norm in force in the place of a repealed one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.norms.forms import NormChoice, offer_norms
from catalog.norms.models import Norm
from portal.interfaces.steps import StepInput, noted, silent
from requests_app.sharing import legal_basis
from requests_app.sharing.models import SharingAgreement


class CiteNormForm(forms.Form):
    """Which of the norms repealed, which one instead, and its article."""

    replaced = NormChoice(_("Norm repealed"), required=True)
    norm = NormChoice(_("Norm cited instead"), required=True)
    article = forms.CharField(label=_("Article of the norm"), max_length=60, required=False)

    def __init__(self, data: Any = None, *, agreement: SharingAgreement, **options: Any) -> None:
        super().__init__(data, **options)
        offer_norms(self, "norm")
        fields: Any = self.fields
        repealed = agreement.repealed_norm_ids
        fields["replaced"].queryset = Norm.objects.filter(pk__in=repealed).order_by("title", "pk")

    def clean(self) -> dict[str, Any]:
        """Numbers, as the action takes them."""
        data = super().clean() or {}
        numbers = {
            name: data[name].public_number for name in ("replaced", "norm") if data.get(name)
        }
        return {**data, **numbers}


STEPS: Mapping[str, StepInput] = {
    "cite_norm": StepInput(
        lambda pk, data, actor, now: legal_basis.cite_norm(pk=pk, actor=actor, now=now, **data),
        lambda agreement, data, _files: CiteNormForm(data, agreement=agreement),
    ),
    "accept_norm": silent(legal_basis.accept_norm),
    "decline_norm": noted(legal_basis.decline_norm),
}

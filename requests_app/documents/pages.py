"""Documents for department staff: the list, the file, and the check of a paper."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.interfaces import show as common
from portal.interfaces.pages import ListPage, Page
from requests_app.documents import forms, paper, queries, show
from requests_app.documents.filters import DocumentFilterSet


class DocumentListPage(ListPage):
    """Acts on paper of the matters that the reader may see."""

    section = "requests"
    title = _("Acts on paper")
    filterset = DocumentFilterSet
    sides = ("issued", "told")
    doors = ((_("Check a document"), "requests:document-check"),)
    counterpart_label = _("Issued by")
    status_label = _("Number of the matter")
    day_label = _("Issued on")

    def rows(self) -> Any:
        """Documents the reader may read."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A document in the list."""
        return show.row(matter, self.actor, day)


class DocumentFilePage(Page):
    """The file of one document."""

    section = "requests"

    def get(self, http_request: HttpRequest, number: str) -> HttpResponse:
        """The PDF, shown in the browser under its number."""
        document = queries.find(self.actor, number)
        if document is None:
            raise Http404
        answer = HttpResponse(paper.pdf(document), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{document.public_number}.pdf"'
        answer["Cache-Control"] = "no-store, private"
        return answer


class CheckPage(Page):
    """Check a paper by the number and digest it bears."""

    section = "requests"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The form, and the verdict once both are given."""
        asked = bool(http_request.GET)
        form = forms.MarkForm(http_request.GET if asked else None)
        context: dict[str, Any] = {"form": form}
        if asked and form.is_valid():
            context["verdict"] = show.verdict(**form.cleaned_data)
        status = 400 if asked and not form.is_valid() else 200
        return self.show("requests_app/document_check.html", context, status=status)

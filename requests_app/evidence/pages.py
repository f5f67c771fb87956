"""The evidence package for department staff."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase

from portal.interfaces.pages import Page
from portal.workflow.decision import Refused
from requests_app.evidence import actions, show


class EvidencePage(Page):
    """Download the package of one agreement."""

    section = "agreements"

    def get(self, http_request: HttpRequest, number: str) -> HttpResponseBase:
        """The zip."""
        try:
            file = actions.export_evidence(number=number, actor=self.actor, now=self.now)
        except Refused as refused:
            raise Http404 from refused
        return FileResponse(
            file,
            as_attachment=True,
            filename=show.file_name(number),
            content_type="application/zip",
            headers={"Cache-Control": "no-store, private"},
        )

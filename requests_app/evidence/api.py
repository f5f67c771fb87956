"""The evidence package over REST."""

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request

from portal.interfaces.actors import entering
from portal.interfaces.api import PortalViewSet
from portal.workflow.actor import Interface
from requests_app.evidence import actions, show


class EvidenceViewSet(PortalViewSet):
    """The package of one agreement."""

    scope = "request"
    lookup_field = "number"
    lookup_value_regex = "[^/]+"

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY}, tags=["agreements"])
    @action(detail=True, methods=["get"], url_path="evidence")
    def evidence(self, http_request: Request, number: str) -> FileResponse:
        """Everything about the agreement, with the chain's proof, to be checked off-line."""
        actor, now = entering(http_request, Interface.API)
        file = actions.export_evidence(number=number, actor=actor, now=now)
        return FileResponse(
            file,
            as_attachment=True,
            filename=show.file_name(number),
            content_type="application/zip",
        )

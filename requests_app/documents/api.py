"""Documents over REST: the list, the words, and the file."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import exceptions, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.interfaces.actors import entering
from portal.interfaces.api import ListViewSet
from portal.interfaces.schema import paged
from portal.workflow.actor import Actor, Interface
from requests_app.documents import paper, queries
from requests_app.documents.filters import DocumentFilterSet
from requests_app.documents.models import Document


class DocumentRowShape(serializers.Serializer[Any]):
    """A document in a list."""

    number = serializers.CharField()
    reference = serializers.CharField()
    kind = serializers.CharField()
    issuer = serializers.CharField()
    matter = serializers.CharField()
    issued_on = serializers.DateField()
    chain_seq = serializers.IntegerField()
    link = serializers.CharField()


class DocumentShape(DocumentRowShape):
    """A document with its words, in Chinese as they were issued."""

    title = serializers.CharField()
    addressees = serializers.CharField()
    paragraphs = serializers.ListField(child=serializers.CharField())


_COLUMNS = {
    "public_number": "number",
    "reference": "reference",
    "kind": "kind",
    "issuer__code": "issuer",
    "subject_number": "matter",
    "issued_on": "issued_on",
    "chain_seq": "chain_seq",
    "link": "link",
}


@extend_schema_view(list=extend_schema(responses=paged(DocumentRowShape), tags=["documents"]))
class DocumentViewSet(ListViewSet):
    """Acts on paper of the matters that the caller's department may see."""

    scope = "request"
    columns = _COLUMNS
    shape = DocumentRowShape
    filterset_class = DocumentFilterSet

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Documents the actor may read."""
        return queries.visible_to(actor)

    def _find(self, http_request: Request, number: str) -> Document:
        actor, _now = entering(http_request, Interface.API)
        found = queries.find(actor, number)
        if found is None:
            raise exceptions.NotFound
        return found

    @extend_schema(responses=DocumentShape, tags=["documents"])
    def retrieve(self, http_request: Request, number: str) -> Response:
        """One document with its words."""
        document = self._find(http_request, number)
        values = queries.row(document, self.columns)
        said = {name: document.content[name] for name in ("title", "addressees", "paragraphs")}
        return Response({**self.named(values), **said})

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY}, tags=["documents"])
    @action(detail=True, url_path="file", url_name="file")
    def file(self, http_request: Request, number: str) -> HttpResponse:
        """The document as an A4 file, PDF/A-2b."""
        document = self._find(http_request, number)
        return HttpResponse(paper.pdf(document), content_type="application/pdf")

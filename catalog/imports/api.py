"""Imports and the official template over REST."""

import base64
import binascii
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.directories import queries as directories
from catalog.directories.filters import EntryFilterSet
from catalog.exchange.faults import FileFault
from catalog.exchange.grids import LARGEST_FILE
from catalog.imports import actions, causes, forms, queries, show
from catalog.imports.columns import Use
from catalog.imports.filters import ImportFilterSet, LineFilterSet
from catalog.imports.models import CatalogImport, ImportLine
from portal.interfaces import workbooks
from portal.interfaces.actors import entering
from portal.interfaces.api import ListViewSet, StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Invalid, Text, read_shape, refuse_unknown
from portal.interfaces.schema import mount_steps, paged
from portal.interfaces.steps import NOT_CHOSEN
from portal.regulation import catalog_workbook as rules
from portal.regulation import reasons
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused


class ImportRowShape(serializers.Serializer[Any]):
    """An import in a list."""

    number = serializers.CharField()
    file_name = serializers.CharField()
    lines = serializers.IntegerField()
    status = serializers.CharField()
    read_at = serializers.DateTimeField()


class ImportShape(ImportRowShape):
    """One import: its columns, its lines counted, and its steps."""

    sha256 = serializers.CharField()
    sheets_left = serializers.ListField(
        child=serializers.CharField(), help_text="Other sheets with tables, which are not read."
    )
    head_row = serializers.IntegerField(
        help_text="The last row of the head; the first is 1; 0 without one."
    )
    headers = serializers.ListField(child=serializers.CharField(allow_blank=True))
    uses = serializers.ListField(child=serializers.CharField(allow_blank=True))
    outcomes = serializers.DictField(child=serializers.IntegerField())
    progress = serializers.DictField(child=serializers.IntegerField())
    steps = StepShape(many=True)


class NewImportShape(InputShape):
    """A workbook or table, its bytes in base64."""

    file_name = Text(max_length=200)
    content = Text(max_length=2 * LARGEST_FILE)


class ColumnsShape(serializers.Serializer[Any]):
    """What each column holds: ``column_0`` for the first, ``column_1`` for the next, and so on."""

    column_0 = serializers.ChoiceField(
        choices=[NOT_CHOSEN, *Use.choices],
        required=False,
        help_text="The first column; the others are named alike. Empty: it is not read.",
    )


class ImportLineShape(serializers.Serializer[Any]):
    """A line of the file, and what becomes of it."""

    number = serializers.IntegerField()
    outcome = serializers.CharField()
    progress = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    entry_line = serializers.IntegerField(allow_null=True)
    changes = serializers.ListField(child=serializers.DictField())
    near = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField(allow_blank=True)


def _read(data: dict[str, Any]) -> dict[str, Any]:
    """The file as the action takes it.

    :raises Invalid: it is no base64, or cannot be read; the sentence says why.
    """
    try:
        raw = base64.b64decode(data["content"], validate=True)
        if len(raw) > LARGEST_FILE:
            raise FileFault("TOO_LARGE")
        return forms.taken(data["file_name"], raw)
    except (binascii.Error, ValueError) as error:
        raise Invalid.naming(reasons.INVALID_INPUT, ["content"]) from error
    except FileFault as fault:
        raise Invalid.naming(reasons.INVALID_INPUT, ["content"], str(fault)) from fault


@extend_schema_view(
    list=extend_schema(responses=paged(ImportRowShape), tags=["imports"]),
    retrieve=extend_schema(responses=ImportShape, tags=["imports"]),
)
class ImportViewSet(WorkflowViewSet):
    """The department's imports."""

    scope = "catalog"
    order = ("-pk",)
    columns = {
        "public_number": "number",
        "file_name": "file_name",
        "row_count": "lines",
        "status": "status",
        "created_at": "read_at",
    }
    shape = ImportRowShape
    filterset_class = ImportFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS
    reads_query = frozenset({"list", "lines"})

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Those of the own department."""
        return queries.visible_to(actor)

    def details(self, matter: CatalogImport, actor: Actor, now: datetime) -> dict[str, Any]:
        """The import in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        counted = queries.counted(matter)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "sha256": matter.file_digest,
            "sheets_left": matter.sheets_left,
            "head_row": matter.head_row + 1,
            "headers": matter.headers,
            "uses": matter.uses,
            "outcomes": counted.outcomes,
            "progress": counted.progress,
        }

    @extend_schema(request=NewImportShape, responses={201: ImportShape}, tags=["imports"])
    def create(self, http_request: Request) -> Response:
        """Read a workbook or table (step ``read_workbook``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewImportShape, http_request.data)
        made = actions.read_workbook(actor=actor, now=now, **_read(data))
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)

    @extend_schema(responses=paged(ImportLineShape), tags=["imports"], filters=False)
    @action(detail=True, url_path="lines", url_name="lines")
    def lines(self, http_request: Request, number: str) -> Response:
        """The lines of the file, one page at a time, narrowed as on the page."""
        actor, now = entering(http_request, Interface.API)
        batch = self.find(http_request, number, now)
        return Response(_Lines(batch).read_page(http_request.query_params, actor, now))

    @extend_schema(responses={(200, workbooks.CONTENT_TYPE): OpenApiTypes.BINARY}, tags=["imports"])
    @action(detail=True, url_path="rejected-rows", url_name="rejected")
    def rejected(self, http_request: Request, number: str) -> HttpResponse:
        """The rejected rows as they were, each with its reason, as a workbook."""
        _actor, now = entering(http_request, Interface.API)
        batch = self.find(http_request, number, now)
        if not queries.rejected(batch).exists():
            raise Refused(reasons.NOT_FOUND)
        return HttpResponse(show.rejected_file(batch), content_type=workbooks.CONTENT_TYPE)


class _Lines(ListViewSet):
    """The lines of one import as a list."""

    order = ("number",)
    columns = {
        "number": "number",
        "outcome": "outcome",
        "progress": "progress",
        "name": "name",
        "entry_line": "entry_line",
        "changes": "changes",
        "near": "near",
        "cause": "cause",
        "values": "values",
    }
    shape = ImportLineShape
    filterset_class = LineFilterSet

    def __init__(self, batch: CatalogImport) -> None:
        super().__init__()
        self.batch = batch

    def rows(self, actor: Actor, now: datetime) -> QuerySet[ImportLine]:
        """Those of the import."""
        return queries.lines_of(self.batch)

    def row(self, drawn: dict[str, Any]) -> dict[str, Any]:
        """With the reason in words."""
        drawn["reason"] = causes.sentence(drawn.pop("cause"), drawn.pop("values"))
        return drawn


mount_steps(
    ImportViewSet,
    {"map_columns": ColumnsShape, "choose_head": forms.HeadForm},
    ImportShape,
    tag="imports",
)


class TemplateViewSet(ListViewSet):
    """The directory in the official template, as files."""

    scope = "catalog"
    filterset_class = EntryFilterSet
    reads_query = frozenset({"workbook", "table"})
    shape = ImportLineShape

    @extend_schema(exclude=True)
    def list(self, http_request: Request) -> Response:
        """There are files only."""
        raise Refused(reasons.NOT_FOUND)

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The published directory."""
        return directories.published_to(actor)

    @extend_schema(
        responses={(200, workbooks.CONTENT_TYPE): OpenApiTypes.BINARY},
        tags=["entries"],
        filters=False,
    )
    @action(detail=False, url_path="workbook", url_name="workbook")
    def workbook(self, http_request: Request) -> HttpResponse:
        """At most 5,000 entries in the official template, narrowed as their list is."""
        found, actor, now = self._found(http_request)
        made = show.template_workbook(found, actor, now)
        return HttpResponse(made, content_type=workbooks.CONTENT_TYPE)

    @extend_schema(
        responses={(200, "text/csv"): OpenApiTypes.BINARY}, tags=["entries"], filters=False
    )
    @action(detail=False, url_path="table", url_name="table")
    def table(self, http_request: Request) -> StreamingHttpResponse:
        """The same as CSV, however many entries there are."""
        found, actor, now = self._found(http_request)
        made = show.template_table(found, actor, now)
        return StreamingHttpResponse(made, content_type="text/csv; charset=utf-8")

    def _found(self, http_request: Request) -> tuple[QuerySet[Any], Actor, datetime]:
        actor, now = entering(http_request, Interface.API)
        query = http_request.query_params
        refuse_unknown(query, EntryFilterSet.base_filters)
        return self.narrow(query, self.rows(actor, now), actor, now), actor, now

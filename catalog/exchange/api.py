"""The directory for other systems (DCAT-AP, CKAN), and catalogs of others that are read."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import translation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.departments.queries import by_code
from catalog.directories import queries as directories
from catalog.directories.models import DirectoryEntry
from catalog.exchange import dcat, forms, harvests, queries, rdf, running, show
from catalog.exchange.ckan_actions import ask
from catalog.exchange.faults import sentence
from catalog.exchange.filters import (
    RecordFilterSet,
    RunFilterSet,
    SourceFilterSet,
    VanishedFilterSet,
)
from catalog.exchange.harvests import Registration
from catalog.exchange.models import HarvestKind, HarvestSource
from catalog.exchange.records import stream
from catalog.exchange.rhythm import Rhythm
from portal.interfaces.actors import entering
from portal.interfaces.api import (
    ListViewSet,
    PortalViewSet,
    ProblemShape,
    StepShape,
    WorkflowViewSet,
    problem_handler,
)
from portal.interfaces.api_defaults import ApiClientAuthentication, BareTokenAuthentication
from portal.interfaces.inputs import (
    InputShape,
    Invalid,
    StrictJsonParser,
    Text,
    read_shape,
    sent_object,
)
from portal.interfaces.jobs import wake
from portal.interfaces.schema import mount_steps, paged
from portal.regulation import harvest_source, reasons
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused

#: What other systems are told stands in Chinese, whatever language their client asks for.
_LANGUAGE = "zh-hans"


class OneForm(DefaultContentNegotiation):
    """Answers in the one form of the address, whatever the caller says that he accepts."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[Any, str]:
        """The first one."""
        return renderers[0], renderers[0].media_type


#: Either ending is an address of its own.
_FEED = {(200, "text/turtle"): OpenApiTypes.STR, (200, "application/ld+json"): OpenApiTypes.OBJECT}


class DcatViewSet(PortalViewSet):
    """The directory in DCAT-AP 3.0.1, whole or one entry; for systems with a token only."""

    scope = "catalog"
    content_negotiation_class = OneForm
    authentication_classes = (ApiClientAuthentication,)
    ending: ClassVar[str] = "ttl"
    _forms: ClassVar[Mapping[str, tuple[Callable[..., Iterator[bytes]], str]]] = {
        "ttl": (rdf.turtle, "text/turtle; charset=utf-8"),
        "jsonld": (rdf.json_ld, "application/ld+json"),
    }

    def _written(self, nodes: Iterator[list[dcat.Node]]) -> StreamingHttpResponse:
        write, media_type = self._forms[self.ending]
        answer = StreamingHttpResponse(write(nodes), content_type=media_type)
        answer["Cache-Control"] = "no-store"
        return answer

    @extend_schema(responses=_FEED, tags=["feeds"])
    def whole(self, http_request: Request) -> StreamingHttpResponse:
        """Every entry the caller may see, read and written a chunk at a time."""
        actor, now = entering(http_request, Interface.API)
        rows = directories.published_to(actor)
        return self._written(_catalog(rows, actor, now))

    @extend_schema(responses=_FEED, tags=["feeds"])
    def one(self, http_request: Request, slug: str) -> StreamingHttpResponse:
        """One entry; hidden and absent alike."""
        actor, now = entering(http_request, Interface.API)
        rows = directories.published_to(actor)
        found = directories.by_slug(rows, slug)
        if found is None:
            raise Refused(reasons.NOT_FOUND)
        return self._written(_entries(rows.filter(pk=found.pk), actor, now))


def _catalog(rows: QuerySet[DirectoryEntry], actor: Actor, now: Any) -> Iterator[list[dcat.Node]]:
    yield [dcat.catalog_head("政务数据共享目录", queries.keeper_name())]
    yield from _entries(rows, actor, now, is_whole=True)


def _entries(
    rows: QuerySet[DirectoryEntry], actor: Actor, now: Any, *, is_whole: bool = False
) -> Iterator[list[dcat.Node]]:
    for records in stream(rows, actor, now=now):
        with translation.override(_LANGUAGE):
            nodes = []
            for record in records:
                nodes.append(dcat.dataset(record))
                if is_whole:
                    nodes.append(dcat.belonging(record))
        yield nodes


class AnyJsonParser(StrictJsonParser):
    """JSON, whatever kind of content the caller declares: CKAN's clients declare several."""

    media_type = "*/*"


class CkanAnswerShape(serializers.Serializer[Any]):
    """CKAN's envelope: ``result``, or ``error`` with ``__type`` and ``message``."""

    success = serializers.BooleanField()
    result = serializers.JSONField(required=False)
    error = serializers.DictField(required=False)
    help = serializers.CharField()


#: Errors too come in CKAN's envelope, whatever their status.
_STATUSES = (200, 400, 401, 403, 404, 406, 409, 415, 429, 503)
_ENVELOPES: dict[Any, Any] = {
    **dict.fromkeys(_STATUSES, CkanAnswerShape),
    # A name with a stroke in it is no address of CKAN's.
    (404, "application/problem+json"): ProblemShape,
}


class CkanViewSet(PortalViewSet):
    """CKAN's reading interface, for clients with a token; it changes nothing."""

    scope = "catalog"
    content_negotiation_class = OneForm
    authentication_classes = (BareTokenAuthentication,)
    parser_classes = (AnyJsonParser,)
    reads_query: ClassVar[frozenset[str]] = frozenset({"read", "read_posted"})

    def get_exception_handler(self) -> Any:
        """Errors in CKAN's own envelope."""
        return _ckan_error

    def _answered(self, http_request: Request, name: str, sent: Mapping[str, Any]) -> Response:
        actor, now = entering(http_request, Interface.API)
        with translation.override(_LANGUAGE):
            result = ask(name, sent=sent, actor=actor, now=now)
        return Response({"help": http_request.path, "success": True, "result": result})

    @extend_schema(responses=_ENVELOPES, tags=["feeds"])
    def read(self, http_request: Request, name: str) -> Response:
        """One of CKAN's actions, its parameters in the address."""
        return self._answered(http_request, name, http_request.query_params.dict())

    @extend_schema(request=OpenApiTypes.OBJECT, responses=_ENVELOPES, tags=["feeds"])
    def read_posted(self, http_request: Request, name: str) -> Response:
        """The same, its parameters in a JSON object."""
        return self._answered(http_request, name, sent_object(http_request.data or {}))


#: What CKAN calls an error of that status; every other one is of what was sent.
_TYPES = {401: "Authorization Error", 403: "Authorization Error", 404: "Not Found Error"}


def _ckan_error(error: Exception, context: Mapping[str, Any]) -> Response | None:
    answer = problem_handler(error, context)
    if answer is None:
        return None
    body = answer.data
    told = {
        "__type": _TYPES.get(answer.status_code, "Validation Error"),
        "message": body["title"],
        **(body.get("fields") or {}),
    }
    answer.data = {"help": context["request"].path, "success": False, "error": told}
    answer.content_type = "application/json"
    return answer


class HarvestSourceRowShape(serializers.Serializer[Any]):
    """A catalog to be read in a list; without a department its records name their own."""

    number = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.CharField()
    address = serializers.CharField()
    rhythm = serializers.CharField()
    department = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    fault = serializers.CharField(
        allow_blank=True, help_text="Why the last reading failed; empty where it did not."
    )
    fault_code = serializers.CharField(allow_blank=True, help_text="The same as a code.")
    read_at = serializers.DateTimeField(allow_null=True)


class HarvestSourceShape(HarvestSourceRowShape):
    """One catalog, with its steps."""

    next_reading = serializers.CharField(allow_blank=True)
    is_being_read = serializers.BooleanField()
    is_own_only = serializers.BooleanField()
    steps = StepShape(many=True)


class HarvestRunShape(serializers.Serializer[Any]):
    """A reading: how far it is, and its records by outcome."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    is_trial = serializers.BooleanField()
    is_by_night = serializers.BooleanField()
    asked_at = serializers.DateTimeField()
    begun_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    fault = serializers.CharField(allow_blank=True)
    fault_code = serializers.CharField(allow_blank=True)
    counts = serializers.DictField(child=serializers.IntegerField())


class HarvestFindingShape(serializers.Serializer[Any]):
    """What became of a record; ``version`` is its draft, where the caller may read it."""

    run = serializers.IntegerField()
    place = serializers.IntegerField(allow_null=True)
    title = serializers.CharField(allow_blank=True)
    outcome = serializers.CharField()
    cause = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    version = serializers.CharField(allow_null=True)


class VanishedRecordShape(serializers.Serializer[Any]):
    """A record that the catalog has no more; ``record`` is the number by which it is kept.

    ``version`` is its draft or published version, where the caller may read it.
    """

    record = serializers.IntegerField()
    title = serializers.CharField(allow_blank=True)
    version = serializers.CharField(allow_null=True)
    is_published = serializers.BooleanField()
    vanished_at = serializers.DateTimeField()
    kept_at = serializers.DateTimeField(allow_null=True)
    kept_because = serializers.CharField(allow_blank=True)


class NewHarvestSourceShape(InputShape):
    """A catalog as it is registered; ``department`` is for authorities."""

    title = Text(max_length=120)
    kind = serializers.ChoiceField(choices=HarvestKind.choices)
    address = Text(max_length=500)
    rhythm = serializers.ChoiceField(choices=Rhythm.choices)
    department = Text(max_length=20, required=False, allow_blank=True, default="")


@extend_schema_view(
    list=extend_schema(responses=paged(HarvestSourceRowShape), tags=["harvest-sources"]),
    retrieve=extend_schema(responses=HarvestSourceShape, tags=["harvest-sources"]),
)
class HarvestSourceViewSet(WorkflowViewSet):
    """Catalogs of other systems that are read into drafts."""

    scope = "catalog"
    order = ("-pk",)
    columns: ClassVar[Mapping[str, str]] = {
        "public_number": "number",
        "title": "title",
        "kind": "kind",
        "address": "address",
        "rhythm": "rhythm",
        "department__code": "department",
        "status": "status",
        "fault": "fault_code",
        "fault_values": "fault_values",
        "with_last_begun": "read_at",
    }
    shape = HarvestSourceRowShape
    filterset_class = SourceFilterSet
    machine = harvest_source.MACHINE
    step_inputs = forms.STEPS
    reads_query = frozenset({"list", "runs", "findings", "vanished"})

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Those of the own area or department."""
        return queries.visible_to(actor)

    def row(self, drawn: dict[str, Any]) -> dict[str, Any]:
        """With the fault in words."""
        return _worded(drawn)

    def details(self, matter: HarvestSource, actor: Actor, now: datetime) -> dict[str, Any]:
        """The catalog in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "next_reading": show.next_reading(matter, now),
            "is_being_read": matter.is_being_read,
            "is_own_only": matter.is_own_only,
        }

    @extend_schema(
        request=NewHarvestSourceShape, responses={201: HarvestSourceShape}, tags=["harvest-sources"]
    )
    def create(self, http_request: Request) -> Response:
        """Register a catalog (step ``register_harvest_source``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewHarvestSourceShape, http_request.data)
        code = data.pop("department")
        chosen = by_code(code) if code else None
        if code and chosen is None:
            raise Invalid.naming(reasons.INVALID_INPUT, ["department"], reasons.NOT_FOUND.text)
        made = harvests.register_harvest_source(
            registration=Registration(**data),
            department_id=chosen.pk if chosen else None,
            actor=actor,
            now=now,
        )
        wake(running.JOB)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)

    @extend_schema(responses=paged(HarvestRunShape), tags=["harvest-sources"], filters=False)
    @action(detail=True, url_path="runs", url_name="runs")
    def runs(self, http_request: Request, number: str) -> Response:
        """The readings of the catalog, the latest first."""
        actor, now = entering(http_request, Interface.API)
        source = self.find(http_request, number, now)
        return Response(_Runs(source).read_page(http_request.query_params, actor, now))

    @extend_schema(responses=paged(HarvestFindingShape), tags=["harvest-sources"], filters=False)
    @action(detail=True, url_path="findings", url_name="findings")
    def findings(self, http_request: Request, number: str) -> Response:
        """What became of the records, narrowed by reading (``run``), outcome, cause and words."""
        actor, now = entering(http_request, Interface.API)
        source = self.find(http_request, number, now)
        return Response(_Findings(source).read_page(http_request.query_params, actor, now))

    @extend_schema(responses=paged(VanishedRecordShape), tags=["harvest-sources"], filters=False)
    @action(detail=True, url_path="vanished", url_name="vanished")
    def vanished(self, http_request: Request, number: str) -> Response:
        """What the catalog lists no more, narrowed by decision (``side``: open, kept) and words.

        A department that does not see the catalog is told of its own entries only.
        """
        actor, now = entering(http_request, Interface.API)
        source = self.by_number(queries.vanished_visible_to(actor), number)
        if source is None:
            raise Refused(reasons.NOT_FOUND)
        return Response(_Vanished(source).read_page(http_request.query_params, actor, now))


def _worded(drawn: dict[str, Any]) -> dict[str, Any]:
    """A fault beside its code, in the caller's language."""
    drawn["fault"] = sentence(drawn["fault_code"], drawn.pop("fault_values"))
    return drawn


class _Vanished(ListViewSet):
    """What one catalog lists no more as a list."""

    order = ("-vanished_at", "-pk")
    columns: ClassVar[Mapping[str, str]] = {
        "pk": "record",
        "title": "title",
        "version__public_number": "version",
        "version__entry__live_version": "is_published",
        "vanished_at": "vanished_at",
        "kept_at": "kept_at",
        "kept_because": "kept_because",
        "with_readable": "with_readable",
    }
    shape = VanishedRecordShape
    filterset_class = VanishedFilterSet

    def __init__(self, source: HarvestSource) -> None:
        super().__init__()
        self.source = source

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Those of the catalog."""
        return queries.gone_from(self.source, actor, now=now)

    def row(self, drawn: dict[str, Any]) -> dict[str, Any]:
        """With the version only where it may be read."""
        drawn["is_published"] = drawn["is_published"] is not None
        if not drawn.pop("with_readable"):
            drawn["version"] = None
        return drawn


class _Runs(ListViewSet):
    """The readings of one catalog as a list."""

    columns: ClassVar[Mapping[str, str]] = {
        "pk": "id",
        **{
            name: name
            for name in (
                "state",
                "is_trial",
                "is_by_night",
                "asked_at",
                "begun_at",
                "ended_at",
                "fault_values",
                "counts",
            )
        },
        "fault": "fault_code",
    }
    shape = HarvestRunShape
    filterset_class = RunFilterSet

    def __init__(self, source: HarvestSource) -> None:
        super().__init__()
        self.source = source

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Those of the catalog."""
        return queries.runs_of(self.source)

    def row(self, drawn: dict[str, Any]) -> dict[str, Any]:
        """With the fault in words."""
        return _worded(drawn)


class _Findings(ListViewSet):
    """The records of one catalog as a list."""

    columns: ClassVar[Mapping[str, str]] = {
        "run_id": "run",
        "number": "place",
        "title": "title",
        "outcome": "outcome",
        "cause": "cause",
        "value": "value",
        "version__public_number": "version",
        "with_readable": "with_readable",
    }
    shape = HarvestFindingShape
    filterset_class = RecordFilterSet

    def __init__(self, source: HarvestSource) -> None:
        super().__init__()
        self.source = source

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Those of the catalog."""
        return queries.findings_of(self.source, actor, now=now)

    def row(self, drawn: dict[str, Any]) -> dict[str, Any]:
        """With the reason in words, and the draft only where it may be read."""
        drawn["reason"] = show.reason(drawn["cause"], drawn.pop("value"))
        if not drawn.pop("with_readable"):
            drawn["version"] = None
        return drawn


mount_steps(
    HarvestSourceViewSet,
    {"alter_harvest_source": forms.SourceForm, "keep_vanished": forms.KeepForm},
    HarvestSourceShape,
    tag="harvest-sources",
)

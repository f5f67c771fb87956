"""The directory for other systems: DCAT-AP as a stream, and the questions of CKAN's clients."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import translation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.directories import queries as directories
from catalog.directories.models import DirectoryEntry
from catalog.exchange import dcat, queries, rdf
from catalog.exchange.ckan_actions import ask
from catalog.exchange.records import stream
from portal.interfaces.actors import entering
from portal.interfaces.api import PortalViewSet, ProblemShape, problem_handler
from portal.interfaces.api_defaults import ApiClientAuthentication, BareTokenAuthentication
from portal.interfaces.inputs import StrictJsonParser, sent_object
from portal.regulation import reasons
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

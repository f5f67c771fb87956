"""The basket over REST: the caller's own, with the same acts as the page."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.directories.queries import by_slug, published_to
from portal.interfaces.actors import entering
from portal.interfaces.api import PortalViewSet
from portal.interfaces.inputs import (
    InputShape,
    Invalid,
    Text,
    plain_errors,
    read_shape,
    refuse_unknown,
    sent_object,
)
from portal.regulation import reasons
from portal.regulation.vocabulary import Purpose, SharingMode
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.baskets import actions, forms, queries
from requests_app.baskets.queries import Line

_NAMES = Text(max_length=120)


class BasketEntryShape(serializers.Serializer[Any]):
    """An entry in the basket; ``code`` and ``reason`` say why it cannot be asked for any more."""

    entry = serializers.CharField()
    name = serializers.CharField()
    provider = serializers.CharField()
    items = serializers.ListField(child=serializers.CharField())
    items_gone = serializers.ListField(child=serializers.CharField())
    code = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)


class BasketShape(serializers.Serializer[Any]):
    """The caller's basket."""

    entries = BasketEntryShape(many=True)


class ItemsShape(InputShape):
    """Data items by name."""

    items = serializers.ListField(child=_NAMES, max_length=500, required=False, default=list)


class PutInShape(ItemsShape):
    """An entry, and data items of it."""

    entry = Text(max_length=60)


class DraftAllShape(InputShape):
    """What all drafts share, and which entries they are for."""

    entries = serializers.ListField(child=Text(max_length=60), max_length=actions.MOST_ENTRIES)
    need = Text(max_length=300)
    legal_basis = Text(max_length=2000, required=False, default="", allow_blank=True)
    scenario = Text(max_length=200, required=False, default="", allow_blank=True)
    purpose = serializers.ChoiceField(
        choices=Purpose.choices, required=False, default="", allow_blank=True
    )
    scope = Text(max_length=2000, required=False, default="", allow_blank=True)
    sharing_mode = serializers.ChoiceField(
        choices=SharingMode.choices, required=False, default="", allow_blank=True
    )
    use_from = serializers.DateField(required=False, allow_null=True, default=None)
    use_until = serializers.DateField(required=False, allow_null=True, default=None)
    system = Text(max_length=60, required=False, default="", allow_blank=True)


class LeftShape(serializers.Serializer[Any]):
    """An entry that stayed in the basket, and why."""

    entry = serializers.CharField()
    code = serializers.CharField()
    reason = serializers.CharField()


class DraftedShape(serializers.Serializer[Any]):
    """Numbers of the drafts made, and what stayed."""

    made = serializers.ListField(child=serializers.CharField())
    left = LeftShape(many=True)


def _drawn(line: Line) -> dict[str, Any]:
    reason = line.reason
    return {
        "entry": line.entry.code,
        "name": line.entry.live.name,
        "provider": line.entry.holder.code,
        "items": [item.name for item in line.items if item.pk in line.chosen],
        "items_gone": list(line.gone),
        "code": reason.code if reason else "",
        "reason": reason.text if reason else "",
    }


def _find(slug: str, actor: Actor) -> None:
    """Hidden and absent alike, before anything of the body is read.

    :raises Refused: there is no such entry for the caller.
    """
    if by_slug(published_to(actor), slug) is None:
        raise Refused(reasons.NOT_FOUND)


class BasketViewSet(PortalViewSet):
    """The caller's own basket."""

    scope = "request"
    reads_query = frozenset()
    lookup_field = "number"
    lookup_value_regex = "[^/]+"

    def _basket(self, http_request: Request, *, status: int = 200) -> Response:
        actor, now = entering(http_request, Interface.API)
        lines = queries.lines(actor, now=now)
        return Response({"entries": [_drawn(line) for line in lines]}, status=status)

    @extend_schema(responses=forced_singular_serializer(BasketShape), tags=["basket"])
    def list(self, http_request: Request) -> Response:
        """The basket, each entry as it stands now."""
        return self._basket(http_request)

    @extend_schema(request=PutInShape, responses={201: BasketShape}, tags=["basket"])
    def create(self, http_request: Request) -> Response:
        """Put an entry in, with data items besides those chosen before."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(PutInShape, http_request.data)
        slug = data["entry"].replace("/", "-")
        actions.put_in(entry=slug, items=data["items"], actor=actor, now=now)
        return self._basket(http_request, status=201)

    @extend_schema(request=ItemsShape, responses=BasketShape, tags=["basket"])
    @action(detail=True, methods=["post"])
    def choose(self, http_request: Request, number: str) -> Response:
        """Choose the data items of one entry anew."""
        actor, now = entering(http_request, Interface.API)
        _find(number, actor)
        data = read_shape(ItemsShape, http_request.data)
        actions.choose(entry=number, items=data["items"], actor=actor, now=now)
        return self._basket(http_request)

    @extend_schema(request=None, responses=BasketShape, tags=["basket"])
    @action(detail=True, methods=["post"], url_path="take_out")
    def take_out(self, http_request: Request, number: str) -> Response:
        """Take one entry out."""
        actor, now = entering(http_request, Interface.API)
        _find(number, actor)
        refuse_unknown(sent_object(http_request.data), ())
        actions.take_out(entry=number, actor=actor, now=now)
        return self._basket(http_request)

    @extend_schema(request=DraftAllShape, responses={201: DraftedShape}, tags=["basket"])
    @action(detail=False, methods=["post"])
    def draft_all(self, http_request: Request) -> Response:
        """Make a draft request of each entry named, all with what is shared."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(DraftAllShape, http_request.data)
        lines = queries.lines(actor, now=now)
        form = forms.DraftsForm(_typed(data), lines=lines, actor=actor)
        if not form.is_valid():
            raise Invalid(reasons.INVALID_INPUT, plain_errors(dict(form.errors)))
        done = actions.draft_all(actor=actor, now=now, **form.cleaned_data)
        if not done.made:
            raise Refused(done.left[0][1] if done.left else reasons.NOT_FOUND)
        left = [
            {"entry": entry.code, "code": reason.code, "reason": reason.text}
            for entry, reason in done.left
        ]
        body = {"made": [request.public_number for request in done.made], "left": left}
        return Response(body, status=201)


def _typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """The body as the form takes it: codes as they stand in addresses."""
    return {**data, "entries": [code.replace("/", "-") for code in data["entries"]]}

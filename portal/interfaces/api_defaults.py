"""The API's defaults that the framework loads first: who calls, deny by default, orjson out."""

import json
from typing import Any

import orjson
from django.conf import settings
from django.utils import timezone
from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

from portal.accounts.authentication import find_token
from portal.interfaces.actors import actor_of
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Interface

_SCHEME = "bearer "


class ApiClientAuthentication(OAuth2Authentication):
    """A bearer token belongs to an application, so the request's user is its service account.

    The library issues, stores and revokes tokens; here one is looked up in one query. What the
    library would judge is judged the same: it exists, has not expired, and is bound to no other
    resource. Its application is usable while the system is in service.
    """

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The service account and the token, or None without a bearer token.

        :raises AuthenticationFailed: the token is unknown, expired, or its system is closed.
        """
        text = self.sent_token(request.headers.get("Authorization", ""))
        if text is None:
            return None
        found = find_token(text, on=local_day(timezone.now()))
        if found is None or found[1].is_expired() or found[1].resource:
            raise AuthenticationFailed
        return found

    def sent_token(self, header: str) -> str | None:
        """The token in the header, or None where there is none."""
        return header[len(_SCHEME) :].strip() if header.lower().startswith(_SCHEME) else None


class BareTokenAuthentication(ApiClientAuthentication):
    """The same, for clients that send the token by itself, without saying what it is."""

    def sent_token(self, header: str) -> str | None:
        """The token, with or without the word before it."""
        return super().sent_token(header) or header.strip() or None


class DenyByDefault(BasePermission):
    """Only appointed people and registered systems enter, and only views that name their scope."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the caller may use the view at all; what of it he sees, the queries decide."""
        scope = getattr(view, "scope", None)
        if scope is None or not request.user or not request.user.is_authenticated:
            return False
        if actor_of(request, Interface.API, timezone.now()).department_id is None:
            return False
        token: Any = request.auth
        return token is None or token.allow_scopes([scope])


class ClientRate(UserRateThrottle):
    """How many calls a caller may make in a minute; past that 429, and nothing is counted.

    Each web process counts for itself: this keeps one caller from crowding out the others. What
    an agreement allows in a day is its quota, which is exact.
    """

    def get_rate(self) -> str | None:
        """The operator's rate, such as 3000/min; None: no limit."""
        return settings.PORTAL_API_RATE or None


class OrjsonRenderer(BaseRenderer):
    """JSON through orjson; problems keep their own media type."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        """Bytes of the data; an empty answer stays empty, half a character is escaped."""
        if data is None:
            return b""
        try:
            return orjson.dumps(data, default=str)
        except orjson.JSONEncodeError:
            # A name the caller made of lone surrogates: named back to him as he wrote it.
            return json.dumps(data, default=str).encode("ascii")

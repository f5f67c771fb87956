"""Calls every address by every method as every person, each call undone after its answer."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.handlers.base import BaseHandler
from django.core.signals import got_request_exception
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client, RequestFactory, override_settings

from catalog.departments.queries import People
from portal.interfaces.site import PortalAdminSite
from tests.conftest import NOW
from tests.matrix.places import Place
from tests.matrix.world import World
from tests.races.world import undone

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
SAFE = ("GET", "HEAD", "OPTIONS")
_CASE = {"sharing-purpose": "GOVERNMENT_SERVICE", "sharing-case-number": "WG-1"}
#: The answer to what is hidden and to what is absent: drawn each time, for both must look alike.
_NOT_FOUND = "404.html"


@contextmanager
def quiet_house() -> Iterator[None]:
    """The clock stands still, nobody counts calls, and sessions and logs cost nothing."""
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(
            SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
            PORTAL_API_RATE="",
        ),
    ):
        patch.setattr("django.utils.timezone.now", lambda: NOW)
        logging.disable(logging.CRITICAL)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)


class Drawing:
    """Draws a page for the first GET that shows it; for all other calls the status is enough."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.seen: set[str] = set()
        render, context_of = Template.render, PortalAdminSite.each_context

        def draw(template: Template, context: Any = None, request: Any = None) -> str:
            wanted = request is None or self.wants(request, template.template.name)
            return render(template, context, request) if wanted else ""

        def each_context(site: PortalAdminSite, request: Any) -> dict[str, Any]:
            return context_of(site, request) if self.wants(request) else {}

        patch.setattr(Template, "render", draw)
        patch.setattr(PortalAdminSite, "each_context", each_context)

    def wants(self, request: Any, name: str = "") -> bool:
        """Whether what answers the request is drawn; "not found" always is."""
        if request.method != "GET" or name == _NOT_FOUND:
            return bool(request.method == "GET")
        if not hasattr(request, "is_first"):
            shown = f"{name} {request.get_full_path()}"
            request.is_first = shown not in self.seen
            self.seen.add(shown)
        return bool(request.is_first)


class Caller:
    """Answers of the whole house to one person after another."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.factory = RequestFactory()
        self.crash = ""
        people = world.cast.people
        self.cookies = {name: self._sign_in(user) for name, user in people.items()}
        got_request_exception.connect(self._note)

    def _sign_in(self, user: Any) -> str:
        client = Client()
        client.force_login(user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def _note(self, request: Any = None, **_sent: Any) -> None:
        """Remember what a call died of."""
        self.crash = repr(sys.exc_info()[1])

    def call(self, person: str, method: str, place: Place) -> HttpResponse:
        """The answer to one call; whatever it wrote is undone."""
        request = self._request(method, place)
        request._dont_enforce_csrf_checks = True
        if person in self.world.tokens:
            request.META["HTTP_AUTHORIZATION"] = self.world.tokens[person]
        elif person != "anonymous":
            request.COOKIES[settings.SESSION_COOKIE_NAME] = self.cookies[person]
        self.crash = ""
        with undone():
            answer = self.handler.get_response(request)
            if answer.streaming:  # a server would close the file; close() would end the connection
                for close_file in answer._resource_closers:
                    close_file()
            return answer

    def _request(self, method: str, place: Place) -> Any:
        if method in SAFE:
            return self.factory.generic(method, place.url, headers=_CASE)
        if place.pattern.startswith("api/"):
            data, kind = json.dumps(place.body), "application/json"
        else:
            # Not empty: the admin's own question "are you sure" is answered too.
            data = urlencode(place.body or {"post": "yes"}, doseq=True)
            kind = "application/x-www-form-urlencoded"
        return self.factory.generic(method, place.url, data, kind, headers=_CASE)


def status(response: HttpResponse) -> str:
    """The status; a way to the sign-in is told from other ways."""
    location = response.headers.get("Location", "").partition("?")[0]
    where = " login" if location in {"/login/", "/admin/login/"} else ""
    return f"{response.status_code}{where}"


def face(response: HttpResponse, place: Place) -> tuple[str, ...]:
    """What the caller sees, without the name he himself put into the address."""
    text = response.content.decode("utf-8", "replace")
    shown = [status(response), text, *(f"{name}: {value}" for name, value in response.items())]
    for name in place.named:
        shown = [part.replace(name, "…").replace(quote(name), "…") for part in shown]
    return tuple(part for part in shown if not part.startswith("Content-Length"))


@contextmanager
def calling(world: World) -> Iterator[Caller]:
    """A caller for whom pages are drawn once, and who signed in, for whom, is read once.

    What somebody may do is read afresh at every call.
    """
    known = {user.pk: user for user in world.cast.people.values()}
    find_user, find_appointment = ModelBackend.get_user, People.appointment_of

    def get_user(backend: ModelBackend, pk: Any) -> Any:
        return copy(known[int(pk)]) if int(pk) in known else find_user(backend, pk)

    @cache
    def appointment_of(people: People, user_id: int, on: date) -> Any:
        return find_appointment(people, user_id, on)

    with pytest.MonkeyPatch.context() as patch:
        Drawing(patch)
        patch.setattr(ModelBackend, "get_user", get_user)
        patch.setattr(People, "appointment_of", appointment_of)
        yield Caller(world)

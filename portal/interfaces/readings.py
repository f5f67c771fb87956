"""A page that is only looked at is one reading: what it asks again and again is read once."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.workflow.reading import read_once

#: Read by machines; what they get is decided call by call.
_MACHINES = "/api/"


class Reading:
    """Middleware. What is sent, or called by a machine, knows nothing beforehand."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, http_request: HttpRequest) -> HttpResponseBase:
        """Answer, reading each thing once where nothing is sent."""
        is_looked_at = http_request.method in ("GET", "HEAD")
        if not is_looked_at or http_request.path.startswith(_MACHINES):
            return self.answer(http_request)
        with read_once():
            return self.answer(http_request)

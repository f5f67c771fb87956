"""Each access by a contractor's account is logged as such, before it is answered (Art. 36)."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from portal.accounts.models import User
from portal.audit import chain
from portal.interfaces.actors import actor_of
from portal.regulation import articles
from portal.workflow.actor import Interface

_BEGINNINGS = (("/admin/", Interface.ADMIN), ("/api/", Interface.API))


def _interface(path: str) -> Interface:
    found = (interface for beginning, interface in _BEGINNINGS if path.startswith(beginning))
    return next(found, Interface.PAGE)


class ContractorAccess:
    """Middleware behind authentication. What cannot be logged is not answered.

    What an address asks for after its question mark stays out of the log: it may name a person.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, http_request: HttpRequest) -> HttpResponseBase:
        """Log, then answer."""
        # People have sessions; an application's account has none, and is no contractor's.
        if settings.SESSION_COOKIE_NAME in http_request.COOKIES:
            user = http_request.user
            if isinstance(user, User) and user.is_contractor:
                self._log(http_request, user)
        return self.answer(http_request)

    def _log(self, http_request: HttpRequest, user: User) -> None:
        now = timezone.now()
        actor = actor_of(http_request, _interface(http_request.path), now)
        with transaction.atomic():
            chain.append(
                name="contractor.access",
                subject_type=User._meta.label_lower,
                subject_id=user.pk,
                subject_number=user.get_username()[:80],
                article=articles.A36.code,
                **actor.recorded(),
                occurred_at=now,
                details={"method": http_request.method, "path": http_request.path[:500]},
            )

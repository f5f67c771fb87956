"""PortalAdminSite: who may enter the clerks' admin, and its content policy."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.csp import csp_override
from unfold.sites import UnfoldAdminSite

from portal.interfaces.actors import actor_of
from portal.interfaces.inputs import Invalid
from portal.interfaces.text import not_text
from portal.regulation import reasons
from portal.workflow.actor import Interface

#: Django's admin views answer any method as they answer GET.
_READ = ("GET", "HEAD")
_TAKEN = (*_READ, "POST")
#: What the skin's own script sends with a search.
_SEARCHED = frozenset({"s", "page", "extended"})
_READ_ONLY = frozenset({"index", "app_list", "search"})
_POLICY: Any = settings.CSP_ADMIN


class PortalAdminSite(UnfoldAdminSite):
    """Clerks' interface. Entering it gives no right: every step asks the gate."""

    index_template = "admin/index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Appointed people and system administrators enter; service accounts never."""
        user = request.user
        if not user.is_authenticated or not user.is_active or user.is_service:
            return False
        if user.is_staff:
            return True
        return actor_of(request, Interface.ADMIN, timezone.now()).department_id is not None

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Django's list of tables, made where somebody looks at it; the menu is our own."""
        return SimpleLazyObject(
            lambda: super(PortalAdminSite, self).get_app_list(request, app_label)
        )

    def admin_view(
        self, view: Callable[..., HttpResponse], cacheable: bool = False
    ) -> Callable[..., HttpResponse]:
        """Wrap each admin view in the admin's content policy; let only text in an address by."""

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            name = getattr(request.resolver_match, "url_name", "")
            allowed = _READ if name in _READ_ONLY else _TAKEN
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            wrong = not_text(dict(request.GET.lists()))
            if not_text(kwargs):
                raise Http404
            if wrong:
                return self.invalid(request, Invalid.no_text(wrong))
            return view(request, *args, **kwargs)

        return csp_override(_POLICY)(super().admin_view(guarded, cacheable))

    def search(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The menu's search; a page that is none is refused by name."""
        page = request.GET.get("page", "1")
        unknown = sorted(set(request.GET) - _SEARCHED)
        if unknown:
            return self.invalid(request, Invalid.naming(reasons.UNKNOWN_PARAMETER, unknown))
        wrong = Invalid.naming(reasons.INVALID_INPUT, ["page"])
        if not (page.isascii() and page.isdigit()):
            return self.invalid(request, wrong)
        try:
            return super().search(request, extra_context)
        except EmptyPage:
            return self.invalid(request, wrong)

    def invalid(self, request: HttpRequest, invalid: Invalid, opts: Any = None) -> HttpResponse:
        """A parameter or value that is not known here, named."""
        title = invalid.reason.text
        note = {"title": title, "text": invalid.in_words()}
        context = {**self.each_context(request), "title": title, "note": note, "opts": opts}
        return TemplateResponse(request, "admin/invalid.html", context, status=400)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The admin signs in at the same door as the pages."""
        target = request.GET.get("next", "/admin/")
        if request.user.is_authenticated and not self.has_permission(request):
            return redirect("/")
        return redirect(f"{settings.LOGIN_URL}?next={target}")

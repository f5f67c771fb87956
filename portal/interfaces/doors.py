"""The doors: health, readiness, sign-in, and the first page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from axes.decorators import axes_dispatch
from django.contrib.auth.views import LoginView
from django.core.exceptions import BadRequest
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import View

from portal.interfaces.text import not_text
from portal.regulation import deadlines


@require_safe
@never_cache
def healthz(http_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(http_request: HttpRequest) -> HttpResponse:
    """The database answers, its tables are current and commits are durable; else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('fsync'), current_setting('full_page_writes'),"
                " current_setting('synchronous_commit')"
            )
            durable = all(value != "off" for value in cursor.fetchone())
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    if pending:
        return JsonResponse({"status": "migrations pending"}, status=503)
    return JsonResponse({"status": "ok" if durable else "ok, not durable"})


def only_text(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turn away what is no text before failures are counted by it: no column takes it."""

    @wraps(view)
    def guarded(http_request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not_text(dict(http_request.POST.lists())):
            raise BadRequest
        return view(http_request, *args, **kwargs)

    return guarded


@method_decorator(only_text, name="dispatch")
@method_decorator(axes_dispatch, name="dispatch")
class Login(LoginView):
    """Sign-in for pages and admin; it never says which part was wrong."""

    template_name = "portal/login.html"
    redirect_authenticated_user = True
    http_method_names = ("get", "head", "post", "options")

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """The statutory limits beside the form."""
        context = super().get_context_data(**options)
        context["frame"] = {
            "limits": {
                "answer_unconditional": deadlines.ANSWER_UNCONDITIONAL.workdays,
                "answer_conditional": deadlines.ANSWER_CONDITIONAL.workdays,
                "provide": deadlines.SUPPLY.workdays,
            }
        }
        return context


class Home(View):
    """The first page: the workbench for whoever has one, else sign-in."""

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """Send people to where their work is."""
        if http_request.user.is_authenticated:
            return redirect("catalog:entry-list")
        return redirect("login")

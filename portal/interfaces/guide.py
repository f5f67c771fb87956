"""The page for integrators: from client id and secret to the first records, in five minutes.

The examples stand beside this file, each for itself, and the tests run them as they are.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

EXAMPLES: Final = Path(__file__).with_name("examples")


@dataclass(frozen=True, slots=True)
class Example:
    """One call: the file it stands in, what it does, and what to know about it."""

    file: str
    title: Promise
    text: Promise

    @property
    def code(self) -> str:
        """What is typed."""
        return (EXAMPLES / self.file).read_text(encoding="utf-8").strip()

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return self.file.partition(".")[0].replace("_", "-")


STEPS: Final = (
    Example(
        "token.sh",
        _("Get a token"),
        _(
            "Client id and secret are shown once, when the application system is registered. A"
            " token lasts one hour. Scopes: catalog (the directory), request (requests and"
            " agreements), data (records)."
        ),
    ),
    Example(
        "find.sh",
        _("Find an entry"),
        _(
            "Words, pinyin, initials and codes find entries, the best first. available=true keeps"
            " those that lie open to your department."
        ),
    ),
    Example(
        "request.sh",
        _("Draft a request"),
        _(
            "A draft may have gaps. The answer lists its steps; take one by POST to"
            " requests/NUMBER/STEP/. The heads of the two offices consent in person."
        ),
    ),
    Example(
        "records.sh",
        _("Fetch records under an agreement"),
        _(
            "Every call states its purpose and case number, and gets a receipt. Follow next as"
            " cursor until it is null."
        ),
    ),
    Example(
        "look_up.sh",
        _("Look up one subject"),
        _("The identifier travels in the body, so that no log holds it."),
    ),
    Example(
        "feed.sh",
        _("Harvest the directory"),
        _(
            "DCAT-AP 3.0.1 as Turtle (/catalog.ttl) and JSON-LD (/catalog.jsonld), CKAN under"
            " /api/action/. A restricted entry is never said to be open."
        ),
    ),
    Example(
        "refused.sh",
        _("Understand a refusal"),
        _(
            "Refusals are application/problem+json with a code, a sentence, the article, and for"
            " bad input the fields. Here purpose and case number are missing."
        ),
    ),
    Example(
        "all_records.py",
        _("All records, in Python"),
        _("Nothing but the standard library."),
    ),
)


class GuidePage(View):
    """Open to everybody, as the reference is: it tells how to call, not what there is."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        context: dict[str, Any] = {"steps": STEPS, "portal": request.build_absolute_uri("/")[:-1]}
        return render(request, "portal/guide.html", context)

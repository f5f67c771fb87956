"""What pages and admin print of documents."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.interfaces import show
from portal.workflow.actor import Actor
from requests_app.documents import queries
from requests_app.documents.models import Document


def file_address(document: Document) -> str:
    """Where the file is, for every signed-in reader."""
    return reverse("requests:document-file", kwargs={"number": document.public_number})


def row(document: Document, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A document in a list; its date is the day of the act."""
    return {
        "url": file_address(document),
        "title": f"{document.content['title']} {document.reference}",
        "public_number": document.public_number,
        "counterpart": document.issuer.name,
        "status": {"tone": "mute", "label": document.subject_number, "shape": ""},
        "due": None,
        "due_on_label": f"{document.issued_on:%Y-%m-%d}",
    }


def document_parts(matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
    """The acts on paper of a matter, for its page."""
    return {
        "documents": [
            {
                "label": f"{document.content['title']} {document.reference}",
                "url": file_address(document),
                "line": f"{document.issued_on:%Y-%m-%d} · {document.public_number}",
            }
            for document in queries.of_matter(matter)
        ]
    }


def verdict(number: str, link: str) -> dict[str, Any]:
    """What a paper with that number and that digest is worth, as a note."""
    document = queries.by_mark(number, link)
    if document is None:
        text = _("No document bears this number and this digest. Compare them with the paper.")
        return {"tone": "bad", "title": _("Not confirmed"), "text": text}
    said = {
        "title": document.content["title"],
        "reference": document.reference,
        "issuer": document.issuer.name,
        "day": f"{document.issued_on:%Y-%m-%d}",
    }
    if not queries.is_whole(document):
        text = _("The document was issued, but the audit record of its act was altered.")
        return {"tone": "bad", "title": _("Not confirmed"), "text": text}
    text = _("%(title)s %(reference)s, issued by %(issuer)s on %(day)s.") % said
    return {"tone": "ok", "title": _("Confirmed"), "text": text}

"""Which documents may be read: those of the matters one may see."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from portal.audit import chain
from portal.audit.models import AuditEvent, AuditSeal
from portal.workflow.actor import Actor
from requests_app.corrections import queries as corrections
from requests_app.criticisms import queries as criticisms
from requests_app.disputes import queries as disputes
from requests_app.documents.models import Document
from requests_app.oversight import queries as oversight
from requests_app.sharing import queries as sharing
from requests_app.use_changes import queries as use_changes


def visible_to(actor: Actor) -> QuerySet[Document]:
    """Documents of the matters the actor may see."""
    if actor.department_id is None:
        return Document.objects.none()
    readable = Q(pk=None)
    for matters in (
        sharing.visible_to(actor),
        sharing.agreements_visible_to(actor),
        corrections.visible_to(actor),
        disputes.visible_to(actor),
        use_changes.visible_to(actor),
        oversight.visible_to(actor),
        criticisms.visible_to(actor),
    ):
        label = matters.model._meta.label_lower
        readable |= Q(subject_type=label, subject_id__in=matters.values("pk"))
    return Document.objects.filter(readable).select_related("issuer")


def of_matter(matter: Any) -> QuerySet[Document]:
    """A matter's documents, in the order of their issue."""
    return about({matter._meta.label_lower: [matter.pk]})


def about(subjects: Mapping[str, list[int]]) -> QuerySet[Document]:
    """The documents of several matters: label of the table → ids."""
    found = Q(pk=None)
    for label, ids in subjects.items():
        found |= Q(subject_type=label, subject_id__in=ids)
    return Document.objects.filter(found).order_by("pk")


def find(actor: Actor, number: str) -> Document | None:
    """The document of that number, if the actor may read it."""
    return visible_to(actor).filter(public_number=number).first()


def row(document: Document, columns: Iterable[str]) -> tuple[Any, ...]:
    """Some columns of it, as a list reads them."""
    return Document.objects.values_list(*columns).get(pk=document.pk)


def by_mark(number: str, link: str) -> Document | None:
    """The document whose paper bears that number and that digest, whoever holds the paper."""
    return Document.objects.select_related("issuer").filter(public_number=number, link=link).first()


def is_whole(document: Document) -> bool:
    """Whether the chain still holds at the act that the document puts on paper."""
    seal = AuditSeal.objects.filter(event_id=document.event_id).first()
    event = AuditEvent.objects.filter(pk=document.event_id).first()
    if seal is None or event is None or seal.digest != document.link:
        return False
    return chain.holds(seal, event)

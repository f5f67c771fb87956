"""Issue a document: number it, write its words down, and record that in the chain."""

from datetime import datetime

from django.db import transaction

from portal.audit import chain, feed
from portal.audit.models import AuditEvent, AuditSeal
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.models import next_number, yearly_number
from requests_app.documents import words
from requests_app.documents.models import Document

#: The reader of the feed whose place moves with what was issued.
READER = "documents"


def issue(*, event_id: int, actor: Actor, now: datetime) -> Document:
    """Put the sealed act of that event on paper; what was issued already stays as it is.

    It is dated by the act. The words are those of the moment of issue and never change.
    """
    with transaction.atomic():
        event = AuditEvent.objects.get(pk=event_id)
        seal = AuditSeal.objects.select_for_update().get(event_id=event_id)
        issued = Document.objects.filter(event_id=event_id).first()
        if issued is not None:
            return issued
        paper = words.BY_EVENT[event.name]
        matter = words.matter_of(event)
        issuer, content = words.written(paper, matter, event)
        day = local_day(event.occurred_at)
        place = next_number(f"{paper.word}-{issuer.code}-{day.year}")
        document = Document.objects.create(
            public_number=yearly_number("WS", issuer.code, day),
            reference=f"数共{paper.word}〔{day.year}〕{place}号",
            kind=paper.kind,
            issuer=issuer,
            subject_type=event.subject_type,
            subject_id=matter.pk,
            subject_number=event.subject_number,
            event_id=event.pk,
            chain_seq=seal.chain_seq,
            link=seal.digest,
            issued_on=day,
            content=content,
        )
        chain.append(
            name="document.issue",
            subject_type=document._meta.label_lower,
            subject_id=document.pk,
            subject_number=document.public_number,
            article=event.article,
            **actor.recorded(),
            occurred_at=now,
            details={"event": event.pk, "matter": event.subject_number},
        )
    return document


def issue_waiting(*, actor: Actor, now: datetime) -> int:
    """Issue the document of each sealed act that is put on paper, in the order of the chain.

    :returns: how many acts were put on paper.
    """
    issued = 0

    def act(_seal: AuditSeal, event: AuditEvent) -> None:
        nonlocal issued
        issue(event_id=event.pk, actor=actor, now=now)
        issued += 1

    while feed.follow(READER, act, names=words.BY_EVENT):
        pass
    return issued

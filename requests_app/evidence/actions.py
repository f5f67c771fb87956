"""Export the evidence package of an agreement; that it was taken is on record."""

from datetime import datetime
from typing import IO

from django.db import transaction

from portal.audit import chain
from portal.regulation import articles, reasons
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.documents import queries as documents
from requests_app.evidence import facts, package
from requests_app.sharing import queries as sharing


def export_evidence(*, number: str, actor: Actor, now: datetime) -> IO[bytes]:
    """Everything about one agreement, for whoever may see it; recorded before it leaves.

    The record holds the digest of the manifest, so that a package can be told from another one.

    :raises Refused: there is no such agreement, or it is not the actor's to see.
    """
    with transaction.atomic():
        agreement = sharing.find_agreement(actor, number)
        if agreement is None:
            raise Refused(reasons.NOT_FOUND)
        papers = documents.about(facts.subjects(agreement))
        file, digest = package.build(agreement, documents=papers, now=now)
        chain.append(
            name="sharingagreement.export_evidence",
            subject_type=agreement._meta.label_lower,
            subject_id=agreement.pk,
            subject_number=agreement.public_number,
            from_status=agreement.status,
            to_status=agreement.status,
            article=articles.A29.paragraph(2).code,
            **actor.recorded(),
            occurred_at=now,
            details={"manifest": digest},
        )
    return file

"""Document: an act on paper, as it was worded when it was issued."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.audit.models import InsertOnly
from portal.workflow.models import choice_constraint


class Kind(models.TextChoices):
    """What an act on paper is; each has its own template of words."""

    SUPPLEMENT = "SUPPLEMENT", _("supplement notice")
    AGREEMENT = "AGREEMENT", _("answer: agreed to")
    REFUSAL = "REFUSAL", _("answer: not agreed to")
    EXTENSION = "EXTENSION", _("notice of a longer answer period")
    SUSPENSION = "SUSPENSION", _("notice of suspension")
    TERMINATION = "TERMINATION", _("notice of termination")
    FEEDBACK = "FEEDBACK", _("feedback on a correction")
    DECISION = "DECISION", _("decision on a dispute")
    USE_CONSENT = "USE_CONSENT", _("answer: change of use consented to")
    USE_REFUSAL = "USE_REFUSAL", _("answer: change of use refused")
    DISPOSAL = "DISPOSAL", _("certificate of disposal")
    FINDING = "FINDING", _("finding of a breach")
    NO_BREACH = "NO_BREACH", _("finding that there was no breach")
    RECTIFICATION = "RECTIFICATION", _("order of rectification")
    CRITICISM = "CRITICISM", _("public criticism")


class Document(InsertOnly):
    """文书: one act on paper. Written once; the file is made from its words whenever it is read.

    ``content`` holds title, addressees and paragraphs as they were issued, so that the paper says
    the same later, whatever becomes of the matter. ``chain_seq`` and ``link`` are the place and
    the digest of the act's event in the audit chain.
    """

    public_number = models.CharField(_("number"), max_length=60, unique=True)
    #: 数共告〔2026〕12号: how the issuer cites it.
    reference = models.CharField(_("reference"), max_length=60)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    issuer = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="documents_issued",
        verbose_name=_("issued by"),
    )
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_number = models.CharField(_("number of the matter"), max_length=80)
    event_id = models.BigIntegerField(unique=True)
    chain_seq = models.BigIntegerField()
    link = models.CharField(_("digest in the audit chain"), max_length=64)
    issued_on = models.DateField(_("issued on"))
    content = models.JSONField(_("words"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(Kind, "document_kind", "kind"),
            models.UniqueConstraint(fields=["issuer", "reference"], name="document_reference_once"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["subject_type", "subject_id"], name="document_by_subject"),
        ]

    def __str__(self) -> str:
        return self.public_number

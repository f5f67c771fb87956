"""AuditEvent and AuditSeal: INSERT only, by model, trigger and role; no foreign keys."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImmutableRow(AssertionError):
    """A developer's mistake: an audit row is never changed or removed."""


class InsertOnlyQuerySet(models.QuerySet[Any]):
    """Rows can be added and read, nothing else."""

    def update(self, **values: Any) -> int:
        """Refused."""
        raise ImmutableRow(self.model.__name__)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise ImmutableRow(self.model.__name__)


class InsertOnly(models.Model):
    """A row that is written once."""

    objects = InsertOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Insert; a second save is refused."""
        if not self._state.adding:
            raise ImmutableRow(type(self).__name__)
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise ImmutableRow(type(self).__name__)


class AuditEvent(InsertOnly):
    """One act: who, which, when, from, to, article. Never the shared data themselves.

    Written in the fact's own transaction; ``digest`` covers every other column.
    """

    name = models.CharField(_("act"), max_length=80)
    subject_type = models.CharField(_("kind of matter"), max_length=60)
    subject_id = models.BigIntegerField(null=True)
    subject_number = models.CharField(_("number of the matter"), max_length=80, blank=True)
    from_status = models.CharField(_("from"), max_length=30, blank=True)
    to_status = models.CharField(_("to"), max_length=30, blank=True)
    article = models.CharField(_("article"), max_length=20, blank=True)
    interface = models.CharField(_("through"), max_length=10)
    actor_id = models.BigIntegerField(_("person"), null=True)
    client_id = models.BigIntegerField(_("application system"), null=True)
    system_name = models.CharField(_("system"), max_length=60, blank=True)
    department_id = models.BigIntegerField(_("department"), null=True)
    occurred_at = models.DateTimeField(_("at"))
    note = models.TextField(_("note"), blank=True)
    details = models.JSONField(_("details"), default=dict)
    calendar_version = models.CharField(max_length=64, blank=True)
    algorithm = models.CharField(max_length=10)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.name}"


class AuditSeal(InsertOnly):
    """The place of one event in the chain; given by the one sealer, soon after the commit."""

    event_id = models.BigIntegerField(unique=True)
    chain_seq = models.BigIntegerField(unique=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=10)
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")

    def __str__(self) -> str:
        return f"{self.chain_seq}"


class FeedCursor(models.Model):
    """How far a reader of the feed has come; it moves with what the reader did of it."""

    name = models.CharField(max_length=60, unique=True)
    chain_seq = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[Any]] = []

    def __str__(self) -> str:
        return f"{self.name} {self.chain_seq}"

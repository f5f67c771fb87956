"""Notice, the e-mail that carries it, and what a person has chosen to be told."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department
from portal.regulation.notices import BY_EVENT, DECLINABLE, NoticeKind, NoticeRule
from portal.workflow.models import choice_constraint


class MailState(models.TextChoices):
    """How far an e-mail has come. What was once handed over and not confirmed is LOST."""

    WAITING = "WAITING", _("waiting to be sent")
    SENDING = "SENDING", _("being handed to the mail server")
    SENT = "SENT", _("sent")
    FAILED = "FAILED", _("could not be sent")
    LOST = "LOST", _("handed over, not confirmed")


class NoticeMail(models.Model):
    """通知邮件: one e-mail to one person: a single legal notice, or the digest of one morning.

    It is claimed before it is handed to the mail server, in a transaction of its own. A run that
    dies between the two leaves it claimed, and it is never handed over again.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_mails"
    )
    #: The morning of a digest; empty for a single notice.
    digest_on = models.DateField(_("digest of"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=MailState.choices, default=MailState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("e-mail sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("e-mail of notices")
        verbose_name_plural = _("e-mails of notices")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(MailState, "noticemail_state", "state"),
            models.UniqueConstraint(fields=["recipient", "digest_on"], name="one_digest_a_day"),
            models.CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | (~Q(state=MailState.SENT) & Q(sent_at__isnull=True)),
                name="noticemail_sent_with_its_moment",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=[MailState.WAITING, MailState.SENDING]),
                name="noticemail_outgoing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Notice(models.Model):
    """通知: one person is told of one act or mark, for the department he acts for that day.

    It names its matter as the audit log does, and keeps what the matter was called and when it
    was due then: a notice says what was, the matter's page says what is.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices"
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    event_id = models.BigIntegerField()
    event_name = models.CharField(_("act"), max_length=80)
    kind = models.CharField(_("kind"), max_length=15, choices=NoticeKind.choices)
    is_legal = models.BooleanField(_("legal notice"))
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_number = models.CharField(_("number of the matter"), max_length=80)
    #: What the address of the matter's page ends with.
    page_key = models.CharField(max_length=80)
    title = models.CharField(_("matter"), max_length=300)
    #: How many things the act was about, as far as the reader is told of them; None for one matter.
    count = models.PositiveIntegerField(_("how many"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    occurred_at = models.DateTimeField(_("at"))
    given_at = models.DateTimeField(_("given at"))
    read_at = models.DateTimeField(_("notice read at"), null=True, blank=True)
    #: Whether the next digest is to name it; settled when the notice is given.
    is_for_digest = models.BooleanField(default=False)
    mail = models.ForeignKey(
        NoticeMail, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )

    class Meta:
        verbose_name = _("notice to a person")
        verbose_name_plural = _("notices to people")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(NoticeKind, "notice_kind", "kind"),
            models.UniqueConstraint(fields=["recipient", "event_id"], name="told_once_of_an_event"),
            models.CheckConstraint(
                condition=~Q(is_legal=True, is_for_digest=True), name="legal_notices_stand_alone"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["recipient", "department"],
                condition=Q(read_at=None),
                name="notice_unread",
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(is_for_digest=True, mail=None, read_at=None),
                name="notice_for_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_name} {self.subject_number}"

    @property
    def rule(self) -> NoticeRule | None:
        """The row of the table by which it was given; None where the table has it no more."""
        rules = BY_EVENT.get(self.event_name, ())
        same = (self.is_legal, self.kind)
        return next((rule for rule in rules if (rule.is_legal, rule.kind) == same), None)

    @property
    def subject(self) -> Promise | str:
        """What happened, in the words of the table."""
        return self.rule.subject if self.rule is not None else self.event_name

    @property
    def about(self) -> str:
        """What the matter was called; and how many things the act was about."""
        if self.count is None:
            return self.title
        return gettext("%(title)s (%(count)s entries)") % {"title": self.title, "count": self.count}


class NoticeSubscription(models.Model):
    """通知订阅: which ordinary kinds a person does not want, and whether he wants the digest.

    Whoever never chose has no row, is told everything and gets the digest. Legal notices ask for
    no consent and are not touched by it.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_subscription"
    )
    declined_kinds = ArrayField(models.CharField(max_length=15), default=list)
    is_digest_wanted = models.BooleanField(_("digest by e-mail"), default=True)

    class Meta:
        verbose_name = _("subscription to notices")
        verbose_name_plural = _("subscriptions to notices")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(declined_kinds__contained_by=[kind.value for kind in DECLINABLE]),
                name="declined_kinds_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"

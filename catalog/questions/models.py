"""Question and QuestionMessage: what is asked about an entry, and everything said of it since."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department, Membership, authority_over
from catalog.directories.models import DataItem, DirectoryEntry
from portal.regulation import question as rules
from portal.regulation.vocabulary import Mandate, Party
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint

S = rules.State


class Question(WorkflowModel):
    """提问: a department asks what a published entry, or one item of it, means.

    What was asked never changes, which a trigger holds; what is said later is a message.
    """

    machine = rules.MACHINE
    route = "catalog:question"

    status = models.CharField(_("status"), max_length=30, choices=S.choices)
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        related_name="questions",
        verbose_name=_("directory entry"),
    )
    #: The data item it is about, by the name it had; empty: the whole entry.
    item_name = models.CharField(_("data item"), max_length=120, blank=True, default="")
    asker = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asking department"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField(_("question"))
    #: Who of the providing department deals with it; empty: nobody yet.
    owned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    #: The last day for asking back after the answer; the next one it closes by itself.
    closes_on = models.DateField(_("open for asking back until"), null=True, blank=True)
    procedure = models.CharField(
        _("referred to"), max_length=15, choices=rules.Procedure.choices, blank=True, default=""
    )
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)

    class Meta:
        verbose_name = _("question on an entry")
        verbose_name_plural = _("questions on entries")
        constraints: ClassVar[list[Any]] = [
            state_constraint(S, "question_status"),
            choice_constraint(rules.Procedure, "question_procedure", "procedure", blank=True),
            models.CheckConstraint(condition=~Q(text=""), name="question_with_words"),
            models.CheckConstraint(
                condition=Q(status=S.REFERRED) & ~Q(procedure="")
                | ~Q(status=S.REFERRED) & Q(procedure=""),
                name="question_referred_to_a_procedure",
            ),
            models.CheckConstraint(
                condition=~Q(status=S.STRUCK) | Q(hidden_at__isnull=False),
                name="question_struck_is_hidden",
            ),
            models.CheckConstraint(
                condition=~Q(status=S.ANSWERED) | Q(closes_on__isnull=False),
                name="question_answered_closes",
            ),
            models.UniqueConstraint(
                "entry",
                "asker",
                "item_name",
                MD5("text"),
                condition=Q(status__in=sorted(rules.OPEN)),
                name="one_open_question_in_these_words",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["entry", "-id"], name="question_by_entry"),
            models.Index(fields=["asker", "-id"], name="question_by_asker"),
            models.Index(fields=["due_on"], name="question_by_day", condition=Q(status=S.ASKED)),
        ]

    def compilers(self) -> models.QuerySet[Membership]:
        """The appointments of the people who compile the provider's directory."""
        return Membership.objects.filter(
            department=self.entry.provider_id,
            mandates__contains=[Mandate.COMPILE],
            ends_on=None,
            user__is_active=True,
            user__is_service=False,
        )

    @property
    def compiler_ids(self) -> set[int]:
        """Who compiles the provider's directory."""
        return set(self.compilers().values_list("user_id", flat=True))

    def department_for(self, party: Party) -> int | None:
        """Provider: the entry's department. Authority: that of its region. Asker: who asks."""
        if party is Party.ASKER:
            return self.asker_id
        provider = self.entry.provider
        if provider is None:
            return None
        if party is Party.AUTHORITY:
            return authority_over(self, provider)
        return provider.pk if party is Party.PROVIDER else None

    @property
    def entry_is_published(self) -> bool:
        """Whether the entry is in the directory."""
        return self.entry.live_version_id is not None

    @property
    def item_is_known(self) -> bool:
        """Whether the published version has the item, if one is named."""
        if not self.item_name:
            return True
        live = self.entry.live_version_id
        return DataItem.objects.filter(version=live, name=self.item_name).exists()

    @property
    def open_twin(self) -> str | None:
        """The number of the department's open question in the same words, if there is one."""
        twins = Question.objects.filter(
            entry=self.entry_id,
            asker=self.asker_id,
            item_name=self.item_name,
            text=self.text,
            status__in=rules.OPEN,
        )
        return twins.exclude(pk=self.pk).values_list("public_number", flat=True).first()


class QuestionMessage(models.Model):
    """One thing said of a question: an answer, its correction, a question back, a referral.

    Never changed and never removed, which a trigger holds. ``due_on`` is the day by which a reply
    was due.
    """

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(_("kind"), max_length=15, choices=rules.MessageKind.choices)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    said_at = models.DateTimeField(_("said at"))
    text = models.TextField(_("words said"))
    due_on = models.DateField(_("due on"), null=True, blank=True)

    class Meta:
        verbose_name = _("message on a question")
        verbose_name_plural = _("messages on questions")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(rules.MessageKind, "questionmessage_kind", "kind"),
            models.CheckConstraint(condition=~Q(text=""), name="questionmessage_with_words"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(rules.REPLIES), due_on__isnull=False)
                | ~Q(kind__in=sorted(rules.REPLIES)) & Q(due_on=None),
                name="questionmessage_reply_was_due",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["question", "id"], name="questionmessage_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.kind}"

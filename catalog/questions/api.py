"""Questions on entries over REST."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.questions import actions, forms, queries
from catalog.questions.filters import QuestionFilterSet
from catalog.questions.models import Question
from portal.interfaces.actors import entering
from portal.interfaces.api import StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Text, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.interfaces.steps import NoteForm
from portal.regulation import question as rules
from portal.regulation import reasons
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused


class QuestionRowShape(serializers.Serializer[Any]):
    """A question in a list; ``item`` is empty where it is about the whole entry.

    ``due_on`` is the portal's own period, not one of the decree's.
    """

    number = serializers.CharField()
    entry = serializers.CharField()
    provider = serializers.CharField()
    asker = serializers.CharField()
    item = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    status = serializers.CharField()
    status_since = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True)


class QuestionMessageShape(serializers.Serializer[Any]):
    """One thing said of a question, by which department."""

    kind = serializers.CharField()
    department = serializers.CharField()
    said_at = serializers.DateTimeField()
    text = serializers.CharField()


class QuestionShape(QuestionRowShape):
    """One question in full; ``closes_on`` is the last day for asking back."""

    closes_on = serializers.DateField(allow_null=True)
    procedure = serializers.CharField(allow_blank=True)
    is_hidden = serializers.BooleanField()
    messages = QuestionMessageShape(many=True)
    steps = StepShape(many=True)


class NewQuestionShape(InputShape):
    """The entry, the data item if it is about one, and the question."""

    entry = Text(max_length=60)
    item = Text(max_length=120, required=False, default="", allow_blank=True)
    text = Text(max_length=2000)


@extend_schema_view(
    list=extend_schema(responses=paged(QuestionRowShape), tags=["questions"]),
    retrieve=extend_schema(responses=QuestionShape, tags=["questions"]),
)
class QuestionViewSet(WorkflowViewSet):
    """Questions on the entries that the caller may read, and their answers."""

    scope = "catalog"
    order = ("-pk",)
    columns = {
        "public_number": "number",
        "entry__code": "entry",
        "entry__provider__code": "provider",
        "asker__code": "asker",
        "item_name": "item",
        "text": "text",
        "status": "status",
        "status_since": "status_since",
        "due_on": "due_on",
    }
    shape = QuestionRowShape
    filterset_class = QuestionFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Questions the actor may see."""
        return queries.visible_to(actor, now=now)

    def details(self, matter: Question, actor: Actor, now: datetime) -> dict[str, Any]:
        """The question with everything said of it."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "closes_on": matter.closes_on,
            "procedure": matter.procedure,
            "is_hidden": matter.hidden_at is not None,
            "messages": [
                {
                    "kind": each.kind,
                    "department": each.department.code,
                    "said_at": each.said_at,
                    "text": each.text,
                }
                for each in queries.messages_of([matter.pk])
            ],
        }

    @extend_schema(request=NewQuestionShape, responses={201: QuestionShape}, tags=["questions"])
    def create(self, http_request: Request) -> Response:
        """Ask about an entry (step ``ask_question``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewQuestionShape, http_request.data)
        live = queries.find_live(actor, data["entry"].replace("/", "-"), now=now)
        if live is None:
            raise Refused(reasons.NOT_FOUND)
        made = actions.ask_question(
            entry_id=live.entry_id,
            text=data["text"],
            item_name=data["item"],
            actor=actor,
            now=now,
        )
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    QuestionViewSet,
    {
        "answer_question": forms.AnswerForm,
        "hand_over_question": forms.HandOverForm,
        "refer_question": forms.ReferralForm,
        "correct_answer": forms.AnswerForm,
        "ask_back": forms.FollowUpForm,
        "strike_question": NoteForm,
        "hide_question": NoteForm,
    },
    QuestionShape,
    tag="questions",
)

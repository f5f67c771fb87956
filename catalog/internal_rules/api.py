"""Internal rules over REST, and what each department has on file."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.internal_rules import actions, forms, queries
from catalog.internal_rules.filters import FiledFilterSet, InternalRuleFilterSet
from catalog.internal_rules.models import InternalRule
from portal.interfaces.actors import entering
from portal.interfaces.api import ListViewSet, StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Text, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.interfaces.steps import NoteForm
from portal.regulation import internal_rule as rules
from portal.workflow.actor import Actor, Interface


class InternalRuleRowShape(serializers.Serializer[Any]):
    """An internal rule in a list."""

    number = serializers.CharField()
    department = serializers.CharField()
    subject = serializers.CharField()
    title = serializers.CharField()
    document_number = serializers.CharField()
    issued_on = serializers.DateField()
    effective_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)
    status = serializers.CharField()


class InternalRuleShape(InternalRuleRowShape):
    """One rule in full; what it replaces, by its number."""

    text = serializers.CharField()
    replaces = serializers.CharField(allow_null=True)
    ending_ground = serializers.CharField(allow_blank=True)
    steps = StepShape(many=True)


class NewInternalRuleShape(InputShape):
    """A rule as the department issued it."""

    subject = serializers.ChoiceField(choices=rules.RuleSubject.choices)
    title = Text(max_length=200)
    document_number = Text(max_length=100)
    issued_on = serializers.DateField()
    effective_on = serializers.DateField()
    text = Text(max_length=forms.LONGEST_TEXT)


_COLUMNS = {
    "public_number": "number",
    "department__code": "department",
    "subject": "subject",
    "title": "title",
    "document_number": "document_number",
    "issued_on": "issued_on",
    "effective_on": "effective_on",
    "ended_on": "ended_on",
    "status": "status",
}


@extend_schema_view(
    list=extend_schema(responses=paged(InternalRuleRowShape), tags=["internal-rules"]),
    retrieve=extend_schema(responses=InternalRuleShape, tags=["internal-rules"]),
)
class InternalRuleViewSet(WorkflowViewSet):
    """The internal rules of all departments."""

    scope = "catalog"
    order = ("-pk",)
    columns = _COLUMNS
    shape = InternalRuleRowShape
    filterset_class = InternalRuleFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Every rule on file."""
        return queries.visible_to(actor)

    def details(self, matter: InternalRule, actor: Actor, now: datetime) -> dict[str, Any]:
        """The rule in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        replaced = matter.replaces
        return {
            **self.named(own.values_list(*self.columns).get()),
            "text": matter.text,
            "replaces": replaced.public_number if replaced else None,
            "ending_ground": matter.ending_ground,
        }

    @extend_schema(
        request=NewInternalRuleShape, responses={201: InternalRuleShape}, tags=["internal-rules"]
    )
    def create(self, http_request: Request) -> Response:
        """File a rule (step ``file_rule``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewInternalRuleShape, http_request.data)
        made = actions.file_rule(
            subject=data["subject"], document=forms.document_of(data), actor=actor, now=now
        )
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    InternalRuleViewSet,
    {"replace_rule": forms.DocumentForm, "repeal_rule": NoteForm},
    InternalRuleShape,
    tag="internal-rules",
)


class FiledRuleShape(serializers.Serializer[Any]):
    """A subject, and the number of the rule in force on it; null: nothing is on file."""

    subject = serializers.CharField()
    article = serializers.CharField()
    number = serializers.CharField(allow_null=True)


class FiledShape(serializers.Serializer[Any]):
    """What a department has on file."""

    code = serializers.CharField()
    name = serializers.CharField()
    region = serializers.CharField()
    lacking = serializers.IntegerField()
    rules = FiledRuleShape(many=True)


def _filed(found: queries.Filed) -> dict[str, Any]:
    return {
        "code": found.department.code,
        "name": found.department.name,
        "region": found.department.region.code,
        "lacking": len(found.lacking),
        "rules": [
            {
                "subject": subject,
                "article": rules.ARTICLES[subject].code,
                "number": rule.public_number if rule else None,
            }
            for subject, rule in found.rules.items()
        ],
    }


@extend_schema_view(list=extend_schema(responses=paged(FiledShape), tags=["internal-rules"]))
class FiledViewSet(ListViewSet):
    """What departments have on file, most gaps first: the own; an authority's region."""

    scope = "catalog"
    order = ("on_file", "code")
    columns = {"code": "code"}
    shape = FiledShape
    filterset_class = FiledFilterSet

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The departments whose gaps the actor follows."""
        return queries.overseen(actor)

    def read_page(self, query: QueryDict, actor: Actor, now: datetime) -> dict[str, Any]:
        """One page of departments, each with its rules."""
        page = super().read_page(query, actor, now)
        codes = [row["code"] for row in page["results"]]
        rows = self.rows(actor, now).filter(code__in=codes)
        return {**page, "results": list(map(_filed, queries.what_is_filed(rows)))}

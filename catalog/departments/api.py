"""Departments over REST: the register, read-only."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.departments import queries
from catalog.departments.filters import DepartmentFilterSet
from portal.interfaces.actors import entering
from portal.interfaces.api import ListViewSet
from portal.interfaces.schema import paged
from portal.workflow.actor import Actor, Interface


class DepartmentShape(serializers.Serializer[Any]):
    """A department."""

    code = serializers.CharField()
    name = serializers.CharField()
    short_name = serializers.CharField()
    credit_code = serializers.CharField(allow_null=True)
    tier = serializers.CharField()
    region = serializers.CharField()
    is_authority = serializers.BooleanField()
    is_open = serializers.BooleanField()


@extend_schema_view(list=extend_schema(responses=paged(DepartmentShape), tags=["departments"]))
class DepartmentViewSet(ListViewSet):
    """The register of departments."""

    scope = "catalog"
    order = ("code",)
    columns = {
        "code": "code",
        "name": "name",
        "short_name": "short_name",
        "credit_code": "credit_code",
        "tier": "tier",
        "region__code": "region",
        "is_authority": "is_authority",
        "closed_on": "is_open",
    }
    shape = DepartmentShape
    filterset_class = DepartmentFilterSet

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Every department, for any appointed reader."""
        return queries.visible_to(actor)

    def row(self, drawn: dict[str, Any]) -> dict[str, Any]:
        """Open is what has no day of closing."""
        drawn["is_open"] = drawn["is_open"] is None
        return drawn

    def by_number(self, rows: QuerySet[Any], number: str) -> Any | None:
        """By its code."""
        return rows.filter(code=number).first()

    @extend_schema(responses=DepartmentShape, tags=["departments"])
    def retrieve(self, http_request: Request, number: str) -> Response:
        """One department by its code."""
        actor, now = entering(http_request, Interface.API)
        found = self.find(http_request, number, now)
        rows = self.rows(actor, now).filter(pk=found.pk)
        return Response(self.named(rows.values_list(*self.columns).get()))

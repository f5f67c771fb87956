"""Departments over REST: the register, read-only."""

from collections.abc import Mapping
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
    columns = (
        "code",
        "name",
        "short_name",
        "credit_code",
        "tier",
        "region__code",
        "is_authority",
        "closed_on",
    )
    shape = DepartmentShape
    filterset_class = DepartmentFilterSet

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Every department, for any appointed reader."""
        return queries.visible_to(actor)

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The region by its code, and whether the department is open."""
        drawn = dict(values)
        drawn["region"] = drawn.pop("region__code")
        drawn["is_open"] = drawn.pop("closed_on") is None
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
        return Response(self.row(rows.values(*self.columns).get()))

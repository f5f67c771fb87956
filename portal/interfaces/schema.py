"""OpenAPI: every view names its scope; steps, forms and filters describe themselves."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django_filters import MultipleChoiceFilter
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_serializer,
)
from rest_framework import serializers
from rest_framework.decorators import action

from portal.interfaces.api import ProblemShape, WorkflowViewSet, step_method
from portal.interfaces.problems import refusals_of


class PortalSchema(AutoSchema):
    """The schema generator of the portal."""

    def get_filter_backends(self) -> list[Any]:
        """Filters are described from the view's own filter set, not from a backend."""
        return []

    def get_override_parameters(self) -> list[Any]:
        """Cursor, limit, and one parameter for each filter of a list."""
        view: Any = self.view
        if view.action != "list" or not hasattr(view, "filterset_class"):
            return []
        filters = getattr(view.filterset_class, "base_filters", {})
        named = [
            OpenApiParameter(
                name,
                str,
                description=str(each.label or name),
                many=isinstance(each, MultipleChoiceFilter),
                enum=[code for code, _l in each.extra.get("choices", ())] or None,
            )
            for name, each in filters.items()
        ]
        return [
            OpenApiParameter("cursor", str, description="From `next` of the page before."),
            OpenApiParameter("limit", int, description="Rows on a page, 1 to 1000."),
            *named,
        ]


class ApiClientScheme(OpenApiAuthenticationExtension):
    """OAuth2 client credentials."""

    target_class = "portal.interfaces.api_defaults.ApiClientAuthentication"
    name = "oauth2"

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        """The scope that the view asks for."""
        return {"oauth2": [auto_schema.view.scope]}

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Where tokens come from, and which scopes there are."""
        from django.conf import settings

        scopes = {name: str(label) for name, label in settings.SCOPES.items()}
        flow = {"tokenUrl": "/oauth/token/", "scopes": scopes}
        return {"type": "oauth2", "flows": {"clientCredentials": flow}}


class BareTokenScheme(OpenApiAuthenticationExtension):
    """The same token by itself, as CKAN's clients send it."""

    target_class = "portal.interfaces.api_defaults.BareTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """In the header, with or without the word Bearer."""
        return {"type": "apiKey", "in": "header", "name": "Authorization"}


_FIELDS: Mapping[type[forms.Field], type[serializers.Field[Any, Any, Any, Any]]] = {
    forms.BooleanField: serializers.BooleanField,
    forms.IntegerField: serializers.IntegerField,
    forms.DateField: serializers.DateField,
    forms.DateTimeField: serializers.DateTimeField,
    forms.MultipleChoiceField: serializers.ListField,
}

_LIMITS: Mapping[Any, tuple[str, ...]] = {
    serializers.CharField: ("max_length",),
    serializers.IntegerField: ("min_value", "max_value"),
}


def serializer_of(name: str, form: type[forms.Form]) -> type[serializers.Serializer[Any]]:
    """A serializer with a form's fields, so that OpenAPI shows what the form will accept."""
    declared: dict[str, Any] = {"__doc__": (form.__doc__ or name).strip()}
    for field_name, field in form.base_fields.items():
        kind = next((_FIELDS[each] for each in type(field).__mro__ if each in _FIELDS), None)
        options: dict[str, Any] = {"required": field.required, "help_text": str(field.label or "")}
        choices = getattr(field, "choices", None)
        # Rows of the database are no codes of the schema: they are named by their numbers.
        is_list = isinstance(field, forms.ChoiceField) and not isinstance(
            field, forms.ModelChoiceField
        )
        if kind is None and is_list and choices:
            codes = [(code, str(label)) for code, label in choices if code]
            declared[field_name] = serializers.ChoiceField(choices=codes, **options)
            continue
        limits = _LIMITS.get(kind or serializers.CharField, ())
        known = {name: getattr(field, name, None) for name in limits}
        options.update({name: limit for name, limit in known.items() if limit is not None})
        declared[field_name] = (kind or serializers.CharField)(**options)
    return type(name, (serializers.Serializer,), declared)


def paged(shape: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The shape of one page of rows."""
    declared = {
        "__doc__": "One page, and the cursor of the next one.",
        "results": shape(many=True),
        "next": serializers.CharField(allow_null=True),
    }
    name = shape.__name__.removesuffix("Shape")
    page = type(f"{name}PageShape", (serializers.Serializer,), declared)
    # One page is one object, though the view lists.
    return extend_schema_serializer(many=False)(page)


def mount_steps(
    viewset: type[WorkflowViewSet],
    shapes: Mapping[str, type[forms.Form] | type[serializers.Serializer[Any]]],
    answer: type[serializers.Serializer[Any]],
    *,
    tag: str,
) -> None:
    """Give each step of a viewset its own address, ``POST …/{number}/{step}/``, and its schema.

    :param shapes: what is sent for a step, by its name; a step not named takes an empty body.
    """
    machine = viewset.machine
    for name in viewset.step_inputs:
        shape = shapes.get(name)
        if shape is not None and issubclass(shape, forms.Form):
            title = f"{machine.name}_{name}".title().replace("_", "")
            shape = serializer_of(f"{title}Shape", shape)
        described = extend_schema(
            request=shape,
            responses={
                200: answer,
                403: ProblemShape,
                404: ProblemShape,
                409: OpenApiResponse(ProblemShape, refusals_of(machine.by_name[name])),
            },
            summary=str(machine.by_name[name].label),
            tags=[tag],
        )
        handler = action(detail=True, methods=["post"], url_path=name)(step_method(name))
        setattr(viewset, name, described(handler))

"""What is sent to the API, read strictly: nothing unknown, nothing of a wrong type."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers
from rest_framework.parsers import JSONParser

from portal.interfaces.text import not_text
from portal.regulation import reasons
from portal.regulation.reasons import Reason

MAX_LIMIT = 1000
DEFAULT_LIMIT = 50
LONGEST_MESSAGE = 300


class Invalid(Exception):
    """What was sent has the wrong shape; ``fields`` says which and why."""

    def __init__(self, reason: Reason, fields: Mapping[str, Any] | None = None) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.fields = fields

    @classmethod
    def naming(cls, reason: Reason, names: Iterable[str], text: str = "") -> "Invalid":
        """The same is wrong with each of these; ``text`` says what, where the reason does not."""
        return cls(reason, {name: [text or reason.text] for name in names})

    def labelled(self, labels: Mapping[str, str]) -> "Invalid":
        """The same with its fields by the words that people read; what has none keeps its name."""
        named = {labels.get(name, name): told for name, told in (self.fields or {}).items()}
        return Invalid(self.reason, named)

    def in_words(self) -> str:
        """What is wrong with each, for people; only its name where the reason says the rest."""
        lines = []
        for name, errors in (self.fields or {}).items():
            found = [str(error) for error in errors if str(error) != self.reason.text]
            named = {"label": name, "value": " ".join(found)}
            lines.append(_("%(label)s: %(value)s") % named if found else name)
        return " ".join(lines)

    @classmethod
    def no_text(cls, names: Iterable[str]) -> "Invalid":
        """Each of these holds what no column takes as text."""
        return cls.naming(reasons.INVALID_INPUT, names, _("Holds characters that are no text."))


def plain_errors(detail: Any) -> Any:
    """The framework's error details as plain text, each cut to a length one can read."""
    if isinstance(detail, dict):
        return {str(name): plain_errors(value) for name, value in detail.items()}
    if isinstance(detail, list):
        return [plain_errors(value) for value in detail]
    return str(detail)[:LONGEST_MESSAGE]


class StrictJsonParser(JSONParser):
    """JSON in UTF-8, whatever the caller declares (RFC 8259); nesting without end is no JSON."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The decoded value.

        :raises ParseError: the body is no JSON.
        """
        context = {**(parser_context or {}), "encoding": "utf-8"}
        try:
            return super().parse(stream, media_type, context)
        except RecursionError as error:
            raise exceptions.ParseError from error


class Text(serializers.CharField):
    """Text as JSON knows it: a number or a truth value is not text."""

    def to_internal_value(self, data: Any) -> str:
        """The text.

        :raises ValidationError: it is none.
        """
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Whole(serializers.IntegerField):
    """A whole number as JSON knows it: digits in quotation marks are text."""

    def to_internal_value(self, data: Any) -> int:
        """The number.

        :raises ValidationError: it is none.
        """
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class Truth(serializers.BooleanField):
    """``true`` or ``false``, and no word for it."""

    def to_internal_value(self, data: Any) -> bool:
        """The truth value.

        :raises ValidationError: it is none.
        """
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class InputShape(serializers.Serializer[Any]):
    """What is sent: a field that is not declared is refused by its name, at any depth."""

    def to_internal_value(self, data: Any) -> Any:
        """The fields read.

        :raises ValidationError: a field is unknown, missing or of the wrong type.
        """
        if isinstance(data, Mapping):
            unknown = sorted(set(map(str, data)) - set(self.fields))
            if unknown:
                told = {name: [reasons.UNKNOWN_PARAMETER.text] for name in unknown}
                raise serializers.ValidationError(told)
        return super().to_internal_value(data)


def sent_object(sent: Any) -> Mapping[str, Any]:
    """The JSON object that was sent, all of whose texts are text.

    :raises Invalid: it is no object, or a field holds characters that are no text.
    """
    if not isinstance(sent, dict):
        raise Invalid(reasons.NOT_READABLE)
    wrong = not_text(sent)
    if wrong:
        raise Invalid.no_text(wrong)
    return sent


def refuse_unknown(sent: Mapping[str, Any], known: Iterable[str]) -> None:
    """Refuse by name what is not known here.

    :raises Invalid: something else was sent.
    """
    unknown = sorted(set(sent) - set(known))
    if unknown:
        raise Invalid.naming(reasons.UNKNOWN_PARAMETER, unknown)


@cache
def _reader(shape: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """Its fields are copied for each instance; without data of its own one serves all calls."""
    return shape()


def read_shape(shape: type[serializers.Serializer[Any]], sent: Any) -> dict[str, Any]:
    """What was sent, of the declared shape; an unknown field is named.

    :raises Invalid: it is no object, or a field is unknown.
    :raises ValidationError: a field is missing or of the wrong type.
    """
    body = sent_object(sent)
    reader = _reader(shape)
    refuse_unknown(body, map(str, reader.fields))
    return dict(reader.run_validation(body))


#: What JSON a form's field takes; the first kind that fits. Everything else takes text.
_FORM_TYPES: Sequence[tuple[type[forms.Field], tuple[type, ...]]] = (
    (forms.BooleanField, (bool,)),
    (forms.IntegerField, (int,)),
    (forms.ModelMultipleChoiceField, (list,)),
    (forms.MultipleChoiceField, (list,)),
    (forms.ModelChoiceField, (str,)),
)


def _fits(field: forms.Field, value: Any) -> bool:
    """Whether the JSON value has the type that the form's field takes."""
    kinds = next((kinds for kind, kinds in _FORM_TYPES if isinstance(field, kind)), (str,))
    if isinstance(value, bool):
        return bool in kinds
    return isinstance(value, kinds)


def read_form(form: forms.Form, sent: Any) -> Mapping[str, Any]:
    """What was sent, read by a step's form; unknown fields are named.

    :raises Invalid: a field is unknown, missing or of the wrong type.
    """
    body = sent_object(sent)
    refuse_unknown(body, form.fields)
    wrong = [name for name, value in body.items() if not _fits(form.fields[name], value)]
    if wrong:
        raise Invalid.naming(reasons.INVALID_INPUT, wrong, _("The value has the wrong type."))
    if not form.is_valid():
        raise Invalid(reasons.INVALID_INPUT, plain_errors(dict(form.errors)))
    return form.cleaned_data


def read_limit(raw: str | None) -> int:
    """The page size asked for: 1 to 1000.

    :raises Invalid: it is not a whole number in that range.
    """
    if raw is None:
        return DEFAULT_LIMIT
    if not raw.isascii() or not raw.isdigit() or len(raw) > 6 or not 1 <= int(raw) <= MAX_LIMIT:
        raise Invalid(reasons.INVALID_INPUT, {"limit": [f"1 … {MAX_LIMIT}"]})
    return int(raw)

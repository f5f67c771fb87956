"""OpenAPI: which problems each operation answers with, each with its reason code and an example."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from portal.regulation import reasons
from portal.regulation.machine import Transition
from portal.regulation.reasons import Reason

PROBLEM: Final = "application/problem+json"
#: The shape that CKAN's clients read errors from.
ENVELOPE: Final = "CkanAnswer"
_SHAPE: Final = {"$ref": "#/components/schemas/Problem"}
#: Under an address, everything else is no operation.
METHODS: Final = frozenset({"get", "post", "put", "patch", "delete"})
#: What may happen to any call, and which reason then stands for it.
_ALWAYS: Final = (
    (401, reasons.UNAUTHENTICATED),
    (403, reasons.FORBIDDEN),
    (406, reasons.NOT_READABLE),
    (429, reasons.RATE_EXCEEDED),
    (503, reasons.UNAVAILABLE),
)


def refusals_of(rule: Transition) -> str:
    """The codes with which the rule may refuse the step, as the table of the lifecycle has them."""
    found = dict.fromkeys((reasons.WRONG_STATE, *(need.reason for need in rule.needs)))
    return ", ".join(f"`{each.code}`" for each in found)


def _problem(reason: Reason, status: int, description: str = "") -> dict[str, Any]:
    example = {
        "type": "about:blank",
        "title": reason.text,
        "status": status,
        "code": reason.code,
        "article": reason.basis,
    }
    return {
        "description": description or f"`{reason.code}`: {reason.text}",
        "content": {PROBLEM: {"schema": _SHAPE, "example": example}},
    }


def _expected(path: str, method: str, operation: Mapping[str, Any]) -> Iterator[tuple[int, Reason]]:
    if operation.get("security") != [{}]:
        yield from _ALWAYS
    if operation.get("parameters") or operation.get("requestBody"):
        yield 400, reasons.INVALID_INPUT
    if "requestBody" in operation:
        yield 415, reasons.NOT_READABLE
    # What an address or a body names may be hidden or absent, which look alike.
    if "{" in path or "requestBody" in operation or "404" in operation["responses"]:
        yield 404, reasons.NOT_FOUND
    if method != "get":
        yield 409, reasons.WRONG_STATE


def _answers_itself(answer: Mapping[str, Any]) -> bool:
    """Whether the operation has an envelope of its own for errors, as CKAN has."""
    shapes = (str(content.get("schema", {})) for content in answer.get("content", {}).values())
    return any(ENVELOPE in shape for shape in shapes)


def with_problems(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """Postprocessing hook: every operation names the problems it may answer with.

    What an operation says of an answer itself stays; the media type is that of a problem, unless
    the operation answers in another protocol's own way.
    """
    shared: dict[str, Any] = {}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            if method not in METHODS:
                continue
            answers = operation["responses"]
            for status, reason in _expected(path, method, operation):
                if _answers_itself(answers.get(str(status), {})):
                    continue
                said = answers.get(str(status), {}).get("description", "")
                if said:
                    answers[str(status)] = _problem(reason, status, said)
                    continue
                name = f"Problem{status}"
                shared[name] = _problem(reason, status)
                answers[str(status)] = {"$ref": f"#/components/responses/{name}"}
            operation["responses"] = dict(sorted(answers.items()))
    result.setdefault("components", {})["responses"] = dict(sorted(shared.items()))
    return result

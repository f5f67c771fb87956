"""An agreement in ODRL 2.2: told to other systems, and never what is enforced.

Each call is judged by the agreement itself (state, grant, term, purpose, quota, stops). This says
in ODRL how it stood when it was asked for; whoever evaluates it elsewhere gets no data by it.
"""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from urllib.parse import quote

from django.utils import timezone

from catalog.directories.models import DataItem
from catalog.exchange.records import base, department_iri, entry_iri
from portal.regulation import articles
from portal.regulation.agreement import State
from portal.regulation.vocabulary import Purpose
from requests_app.sharing import stopping
from requests_app.sharing.models import SharingAgreement

type Node = dict[str, Any]

#: Prefixes only: nothing that a reader would have to fetch.
_CONTEXT = {
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def _text(value: str) -> Node:
    return {"@value": value, "@language": "zh"}


def _moment(value: datetime) -> Node:
    return {"@value": value.isoformat(), "@type": "xsd:dateTime"}


def _party(code: str, name: str) -> Node:
    return {"@id": department_iri(code), "@type": ["odrl:Party"], "dct:title": _text(name)}


def _constraint(left: str, operator: str, right: Any, **more: Any) -> Node:
    return {
        "@type": "odrl:Constraint",
        "odrl:leftOperand": {"@id": left},
        "odrl:operator": {"@id": f"odrl:{operator}"},
        "odrl:rightOperand": right,
        **more,
    }


def _purposes(codes: Iterable[str]) -> Node:
    named = [
        {
            "@id": f"{base()}/catalog/#purpose-{code}",
            "@type": "skos:Concept",
            "skos:prefLabel": _text(str(Purpose(code).label)),
        }
        for code in codes
    ]
    return _constraint("odrl:purpose", "isAnyOf", named)


def _until(agreement: SharingAgreement) -> datetime:
    """The end of the term, or the day from which a norm that it rests on is repealed."""
    lapses_on = agreement.basis_lapses_on
    if lapses_on is None:
        return agreement.valid_until
    lapse = timezone.make_aware(datetime.combine(lapses_on, time()))
    return min(agreement.valid_until, lapse)


def _term(agreement: SharingAgreement) -> list[Node]:
    return [
        _constraint("odrl:dateTime", "gteq", _moment(agreement.valid_from)),
        _constraint("odrl:dateTime", "lt", _moment(_until(agreement))),
    ]


def _data(agreement: SharingAgreement, iri: str) -> Node:
    """The columns and rows agreed, as a part of the entry."""
    items = DataItem.objects.filter(pk__in=agreement.items.values("item_id"))
    columns = list(items.order_by("position").values_list("column_name", flat=True))
    rules = agreement.rows.select_related("item").order_by("pk")
    return {
        "@id": f"{iri}#data",
        "@type": "odrl:AssetCollection",
        "odrl:source": {"@id": entry_iri(agreement.entry_version.entry.slug)},
        "odrl:refinement": [
            _constraint(f"{base()}/api/docs/#column", "isAnyOf", columns),
            *(
                _constraint(
                    f"{base()}/api/docs/#rows-by-{rule.kind.lower()}",
                    "isAnyOf",
                    rule.values,
                    **{"dct:subject": rule.item.column_name},
                )
                for rule in rules
            ),
        ],
    }


def _use(agreement: SharingAgreement, target: Node) -> Node:
    system = agreement.system
    recipient = department_iri(agreement.requester.code)
    if system is not None:
        recipient = f"{base()}/api/v1/departments/#system-{quote(system.code)}"
    quota = _constraint(
        "odrl:count",
        "lteq",
        {"@value": agreement.daily_quota, "@type": "xsd:integer"},
        **{"odrl:unit": {"@id": f"{base()}/api/docs/#calls-a-day"}},
    )
    return {
        "@type": "odrl:Permission",
        "odrl:target": target,
        "odrl:action": {"@id": "odrl:use"},
        "odrl:constraint": [
            *_term(agreement),
            _purposes(agreement.purposes),
            quota,
            _constraint("odrl:recipient", "eq", {"@id": recipient}),
        ],
    }


def _passing_on(agreement: SharingAgreement, target: Node) -> list[Node]:
    """To each third party that the provider has consented to (Art. 25)."""
    return [
        {
            "@type": "odrl:Permission",
            "odrl:target": target,
            "odrl:action": {"@id": "odrl:distribute"},
            "odrl:constraint": [
                *_term(agreement),
                _constraint(
                    "odrl:dateTime",
                    "lteq",
                    {"@value": third.supply_ends_on.isoformat(), "@type": "xsd:date"},
                ),
                _purposes([third.purpose]),
                _constraint(
                    "odrl:recipient",
                    "eq",
                    _party(third.department.code, third.department.name),
                ),
            ],
        }
        for third in agreement.third_parties.select_related("department").order_by("pk")
    ]


def _deletion(agreement: SharingAgreement, target: Node) -> Node:
    """To delete the data once the term is over, as the provider has instructed (Art. 27)."""
    instructed = agreement.disposal_instructions.order_by("-pk").first()
    limit = (
        [
            _constraint(
                "odrl:dateTime",
                "lteq",
                {"@value": instructed.limit_on.isoformat(), "@type": "xsd:date"},
            )
        ]
        if instructed
        else []
    )
    return {
        "@type": "odrl:Duty",
        "odrl:target": target,
        "odrl:action": {"@id": "odrl:delete"},
        "odrl:constraint": [
            _constraint("odrl:dateTime", "gteq", _moment(_until(agreement))),
            *limit,
        ],
        "dct:source": _text(f"《政务数据共享条例》{articles.A27.zh}"),
    }


def _onward(target: Node) -> Node:
    return {
        "@type": "odrl:Prohibition",
        "odrl:target": target,
        "odrl:action": {"@id": "odrl:distribute"},
        "dct:source": _text(f"《政务数据共享条例》{articles.A25.zh}"),
    }


def policy(agreement: SharingAgreement, *, now: datetime) -> Node:
    """The agreement as it stands at that moment.

    An agreement under which nothing may be fetched now (not in use, suspended, ended, stopped by
    an authority) permits nothing here either; its prohibition and its duty stay.
    """
    iri = f"{base()}/api/v1/agreements/{quote(agreement.public_number)}/"
    target = {"@id": f"{iri}#data"}
    is_open = agreement.status == State.IN_USE and not stopping.stops_of(agreement)
    permitted = [_use(agreement, target), *_passing_on(agreement, target)] if is_open else []
    return {
        "@context": _CONTEXT,
        "@id": iri,
        "@type": "odrl:Agreement",
        "odrl:uid": {"@id": iri},
        "dct:identifier": agreement.public_number,
        "dct:title": _text(agreement.entry_version.name),
        "dct:issued": _moment(now),
        "dct:type": {"@id": f"{base()}/api/docs/#agreement-{agreement.status}"},
        "odrl:conflict": {"@id": "odrl:perm"},
        "odrl:assigner": _party(agreement.provider.code, agreement.provider.name),
        "odrl:assignee": _party(agreement.requester.code, agreement.requester.name),
        "odrl:target": _data(agreement, iri),
        "odrl:permission": permitted,
        "odrl:prohibition": [_onward(target)],
        "odrl:obligation": [_deletion(agreement, target)],
    }

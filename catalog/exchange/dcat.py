"""The directory in DCAT-AP 3.0.1: an entry as nodes of a graph, which ``rdf`` writes down.

Data of this directory are shared between departments and with nobody else. So no entry is ever
PUBLIC, none has a download address, and each carries its rights twice: by the European access
right, and by the limitation code that some harvesters read instead of it.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

from catalog.exchange.records import (
    DECREE,
    Holder,
    Record,
    Supply,
    base,
    department_iri,
    entry_iri,
    label,
    schema_iri,
)
from portal.regulation import articles
from portal.regulation.vocabulary import (
    DataFormat,
    SharingClass,
    SharingMode,
    UpdateFrequency,
)

type Node = dict[str, Any]

_EU = "http://publications.europa.eu/resource/authority"
#: 依法保密的公务程序: the limitation that harvesters know for what public bodies keep among
#: themselves. It is no statement about the law of this country, which ``dct:rights`` cites.
_LIMITATION = (
    "http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/"
    "INSPIRE_Directive_Article13_1a"
)
_ACCESS = {
    SharingClass.UNCONDITIONAL: "RESTRICTED",
    SharingClass.CONDITIONAL: "RESTRICTED",
    SharingClass.WITHHELD: "NON_PUBLIC",
}
_FREQUENCY = {
    UpdateFrequency.REAL_TIME: "UPDATE_CONT",
    UpdateFrequency.DAILY: "DAILY",
    UpdateFrequency.WEEKLY: "WEEKLY",
    UpdateFrequency.TEN_DAYS: "MONTHLY_3",
    UpdateFrequency.MONTHLY: "MONTHLY",
    UpdateFrequency.QUARTERLY: "QUARTERLY",
    UpdateFrequency.HALF_YEARLY: "ANNUAL_2",
    UpdateFrequency.YEARLY: "ANNUAL",
    UpdateFrequency.IRREGULAR: "IRREG",
    UpdateFrequency.OTHER: "OTHER",
}


def _text(value: str) -> Node:
    return {"@value": value, "@language": "zh"}


def _day(value: date) -> Node:
    return {"@value": value.isoformat(), "@type": "xsd:date"}


def _iri(path: str) -> str:
    return f"{base()}{path}"


def catalog_iri() -> str:
    """The catalog as a whole."""
    return _iri("/catalog/#catalog")


def _chinese() -> Node:
    return {"@id": f"{_EU}/language/ZHO", "@type": ["dct:LinguisticSystem"]}


def _decree() -> Node:
    return {
        "@id": _iri(f"/regulation/articles/#{articles.A14.code}"),
        "@type": ["eli:LegalResource"],
        "dct:title": [_text(f"{DECREE}{articles.A14.zh}")],
    }


def _scheme() -> Node:
    return {
        "@id": _iri("/catalog/#classification"),
        "@type": ["skos:ConceptScheme"],
        "dct:title": [_text("政务数据目录分类")],
    }


def catalog_head(title: str, publisher: str) -> Node:
    """The catalog itself; each entry is then tied to it beside its own node.

    :param publisher: the authority that keeps the directory.
    """
    return {
        "@id": catalog_iri(),
        "@type": ["dcat:Catalog"],
        "dct:title": [_text(title)],
        "dct:description": [
            _text(
                "政府部门之间共享政务数据的统一目录。目录内的数据只在政府部门之间依法共享，"
                "不向社会公开。"
            )
        ],
        "dct:publisher": [
            {
                "@id": _iri("/#authority"),
                "@type": ["foaf:Agent"],
                "foaf:name": [_text(publisher)],
            }
        ],
        "dct:language": [_chinese()],
        "foaf:homepage": [{"@id": _iri("/catalog/"), "@type": ["foaf:Document"]}],
        "dcat:themeTaxonomy": [_scheme()],
        "dcatap:applicableLegislation": [_decree()],
    }


def belonging(record: Record) -> Node:
    """That the catalog has the entry."""
    return {"@id": catalog_iri(), "dcat:dataset": [{"@id": entry_iri(record.slug)}]}


def _holder(holder: Holder) -> Node:
    return {
        "@id": department_iri(holder.code),
        "@type": ["foaf:Agent"],
        "dct:identifier": [{"@value": holder.code}],
        "foaf:name": [_text(holder.name)],
    }


def _access(record: Record) -> Node:
    code = _ACCESS[SharingClass(record.sharing_class)]
    return {"@id": f"{_EU}/access-right/{code}", "@type": ["dct:RightsStatement"]}


def _rights(record: Record) -> Node:
    return {
        "@id": f"{record.address}#rights",
        "@type": ["dct:RightsStatement"],
        "dct:description": [_text(record.rights)],
    }


def _legislation(record: Record) -> list[Node]:
    found = [_decree()]
    if record.norm_number:
        found.append(
            {
                "@id": _iri(f"/norms/{quote(record.norm_number)}/#norm"),
                "@type": ["eli:LegalResource"],
                "dct:title": [_text(record.norm_title)],
            }
        )
    return found


def dataset(record: Record) -> Node:
    """One entry. A closed one tells title, holder, class, reason and basis only."""
    return {
        "@id": entry_iri(record.slug),
        "@type": ["dcat:Dataset"],
        "dct:identifier": [{"@value": record.code}],
        "dct:title": [_text(record.title)],
        "dct:description": [_text(record.description)],
        "dct:publisher": [_holder(record.holder)],
        "dct:accessRights": [_access(record)],
        "dct:rights": [
            _rights(record),
            {"@id": _LIMITATION, "@type": ["dct:RightsStatement"]},
        ],
        "dcatap:applicableLegislation": _legislation(record),
        "dcat:landingPage": [{"@id": record.address, "@type": ["foaf:Document"]}],
        **dict(_told(record)),
    }


def _told(record: Record) -> Iterator[tuple[str, list[Node]]]:
    """What the details tell; nothing of a particular that is not stated."""
    details = record.details
    if details is None:
        return
    yield "dct:language", [_chinese()]
    yield "dcat:version", [{"@value": details.version}]
    if details.issued_on:
        yield "dct:issued", [_day(details.issued_on)]
    yield "dcat:contactPoint", [_contact(record)]
    yield "dct:spatial", [_place(record.holder)]
    if record.words:
        yield "dcat:keyword", [_text(word) for word in record.words]
    if details.frequency:
        yield "dct:accrualPeriodicity", [_frequency(details.frequency)]
    if details.theme_code:
        yield "dcat:theme", [_theme(details.theme_code, details.theme_name)]
    if details.related_codes:
        yield "dct:relation", [_related(code) for code in details.related_codes]
    if details.standards:
        yield "dct:conformsTo", [_standard(*each) for each in details.standards]
    supplied = [supply.updated_on for supply in details.supplies if supply.updated_on]
    if supplied:
        yield "dct:modified", [_day(max(supplied))]
    if details.supplies:
        yield "dcat:distribution", [_distribution(record, each) for each in details.supplies]


def _contact(record: Record) -> Node:
    holder = record.holder
    return {
        "@id": _iri(f"/api/v1/departments/{quote(holder.code)}/#office"),
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": [_text(holder.office)],
        "vcard:organization-name": [_text(holder.name)],
    }


def _place(holder: Holder) -> Node:
    return {
        "@id": _iri(f"/catalog/?region={quote(holder.region_code)}"),
        "@type": ["dct:Location"],
        "dct:identifier": [{"@value": holder.region_code}],
        "skos:prefLabel": [_text(holder.region_name)],
    }


def _frequency(code: str) -> Node:
    return {
        "@id": f"{_EU}/frequency/{_FREQUENCY[UpdateFrequency(code)]}",
        "@type": ["dct:Frequency"],
    }


def _theme(code: str, name: str) -> Node:
    return {
        "@id": _iri(f"/catalog/#classification-{quote(code)}"),
        "@type": ["skos:Concept"],
        "skos:notation": [{"@value": code}],
        "skos:prefLabel": [_text(name)],
        "skos:inScheme": [_scheme()],
    }


def _related(code: str) -> Node:
    """The same resource in another class: by its code, whichever catalog has it."""
    return {"@id": entry_iri(code.replace("/", "-")), "dct:identifier": [{"@value": code}]}


def _standard(number: str, cited: str) -> Node:
    return {
        "@id": _iri(f"/standards/{quote(number)}/#standard"),
        "@type": ["dct:Standard"],
        "dct:title": [_text(cited)],
    }


def _schema(record: Record) -> Node:
    """What the rows keep: columns, types and value rules, for a receiver's own tool."""
    return {
        "@id": schema_iri(record.slug),
        "@type": ["dct:Standard"],
        "dct:title": [_text("数据项及取值规则（Table Schema）")],
    }


def _distribution(record: Record, supply: Supply) -> Node:
    """A way to the data: by the page where one asks for them, never by where they lie."""
    form = label(DataFormat, record.details.data_format if record.details else "")
    words = "；".join(filter(None, (label(SharingMode, supply.mode), form)))
    modified = {"dct:modified": [_day(supply.updated_on)]} if supply.updated_on else {}
    has_schema = record.details is not None and record.details.table_schema is not None
    ruled = {"dct:conformsTo": [_schema(record)]} if has_schema else {}
    return {
        "@id": f"{record.address}#{quote(supply.code)}",
        "@type": ["dcat:Distribution"],
        "dct:identifier": [{"@value": supply.code}],
        "dct:title": [_text(supply.name)],
        "dct:description": [_text(f"{words}。须经本平台申请并签订共享协议后使用。")],
        "dcat:accessURL": [{"@id": record.address, "@type": ["foaf:Document"]}],
        "dct:rights": [_rights(record)],
        "dcatap:applicableLegislation": [_decree()],
        **ruled,
        **modified,
    }

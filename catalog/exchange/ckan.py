"""The directory in the words of CKAN: entries as packages, departments as organisations.

Every package is private and closed, so that who gathers catalogs of open data takes none for it.
"""

from typing import Any

from catalog.exchange.records import DECREE, Holder, Record, Supply, base, label
from portal.regulation import articles
from portal.regulation.vocabulary import (
    DataFormat,
    Openness,
    SharingClass,
    SharingMode,
    UpdateFrequency,
)

type Row = dict[str, Any]


def package(record: Record) -> Row:
    """One entry. Of a closed one: title, holder, class, reason and basis."""
    details = record.details
    supplies = details.supplies if details else ()
    issued = details.issued_on.isoformat() if details and details.issued_on else None
    return {
        "id": record.code,
        "name": record.slug,
        "title": record.title,
        "notes": record.description,
        "url": record.address,
        "type": "dataset",
        "state": "active",
        "private": True,
        "isopen": False,
        "license_id": "other-closed",
        "license_title": f"{DECREE}{articles.A14.zh}",
        "owner_org": record.holder.code,
        "organization": organization(record.holder),
        "author": record.holder.name,
        "maintainer": record.holder.office if details else None,
        "version": details.version if details else None,
        "metadata_created": issued,
        "metadata_modified": issued,
        "resources": [_resource(record, supply, place) for place, supply in enumerate(supplies)],
        "num_resources": len(supplies),
        "tags": [tag(word) for word in record.words],
        "num_tags": len(record.words),
        "groups": [group(details.theme_code, details.theme_name)]
        if details and details.theme_code
        else [],
        "extras": [{"key": key, "value": value} for key, value in _extras(record) if value],
    }


def _extras(record: Record) -> list[tuple[str, str]]:
    told = [
        ("access_rights", "NON_PUBLIC" if _is_withheld(record) else "RESTRICTED"),
        ("sharing_class", str(SharingClass(record.sharing_class).label)),
        ("reason", record.reason),
        ("basis", record.basis),
        ("norm", record.norm_title),
    ]
    if record.details is None:
        return told
    return [
        *told,
        ("frequency", label(UpdateFrequency, record.details.frequency)),
        ("data_items", "；".join(record.details.items)),
        ("conforms_to", "；".join(cited for _number, cited in record.details.standards)),
        ("safeguards", record.details.safeguards),
        ("openness", label(Openness, record.details.openness)),
        ("open_condition", record.details.open_condition),
        ("related_codes", "；".join(record.details.related_codes)),
        ("spatial", record.holder.region_name),
    ]


def _is_withheld(record: Record) -> bool:
    return record.sharing_class == SharingClass.WITHHELD


def _resource(record: Record, supply: Supply, place: int) -> Row:
    """A way to the data; its address is the page where one asks for them.

    ``schema`` is the Table Schema by which CKAN's validation extension checks the rows.
    """
    schema = record.details.table_schema if record.details else None
    return {
        "id": supply.code,
        "package_id": record.code,
        "position": place,
        "name": supply.name,
        "description": label(SharingMode, supply.mode),
        "format": label(DataFormat, record.details.data_format) if record.details else "",
        "url": record.address,
        "state": "active",
        "last_modified": supply.updated_on.isoformat() if supply.updated_on else None,
        **({"schema": schema} if schema else {}),
    }


def organization(holder: Holder) -> Row:
    """A department."""
    return {
        "id": holder.code,
        "name": holder.code,
        "title": holder.name,
        "description": holder.office,
        "type": "organization",
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
        "image_url": "",
    }


def group(code: str, name: str) -> Row:
    """A classification of the directory."""
    return {
        "id": code,
        "name": code,
        "title": name,
        "display_name": name,
        "description": "",
        "type": "group",
        "is_organization": False,
        "state": "active",
        "image_display_url": "",
    }


def tag(word: str) -> Row:
    """A key word."""
    return {
        "id": word,
        "name": word,
        "display_name": word,
        "state": "active",
        "vocabulary_id": None,
    }


def status() -> Row:
    """What a client asks first: which version of CKAN's interface it may expect."""
    return {
        "site_title": "政务数据共享门户",
        "site_description": "政府部门之间共享政务数据的统一目录",
        "site_url": base(),
        "ckan_version": "2.11.0",
        "locale_default": "zh_Hans_CN",
        "extensions": [],
        "error_emails_to": None,
    }

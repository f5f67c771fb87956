"""Reads the whole of a registered catalog: its rows, and the mapping they are read by."""

import hashlib
import json
import time
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from catalog.exchange import sources
from catalog.exchange.fetching import fetch
from catalog.exchange.graphs import dataset_rows
from catalog.exchange.models import HarvestKind, HarvestSource
from catalog.exchange.reading import FileFault, decoded, json_rows
from catalog.exchange.sources import Source

_PAGE = 100
#: Of one catalog; a larger one is refused as a whole, for half of it would look as if the rest
#: had vanished.
MOST_RECORDS = 100_000
#: Of all pages of one catalog together.
MOST_BYTES = 200 * 1024 * 1024
WHOLE_SECONDS = 3600


def read_whole(source: HarvestSource) -> tuple[Source, list[Any]]:
    """Every record of the catalog.

    :raises FileFault: it cannot be read to its end.
    """
    if source.kind == HarvestKind.CKAN:
        mapping, rows = sources.ckan(source.code), _ckan_rows(source.address)
    elif source.kind == HarvestKind.DCAT_US:
        mapping = sources.dcat_us(source.code)
        rows = json_rows(decoded(fetch(source.address)), mapping)
    else:
        mapping = sources.dcat_ap(source.code)
        rows = list(dataset_rows(decoded(fetch(source.address))))
    if len(rows) > MOST_RECORDS:
        raise FileFault(_("The catalog has more than 100,000 records."))
    return mapping, rows


_ENVELOPE = Source("ckan", title="success")


def _ckan_rows(address: str) -> list[Any]:
    """All packages, page by page, until as many have come as there are."""
    found: list[Any] = []
    size, pages = 0, set[bytes]()
    ends = time.monotonic() + WHOLE_SECONDS
    while True:
        query = urlencode({"rows": _PAGE, "start": len(found), "sort": "id asc"})
        page = fetch(f"{address.rstrip('/')}/api/3/action/package_search?{query}")
        packages, count = _package_page(page)
        size += len(page)
        print_of_page = hashlib.sha256(json.dumps(packages).encode()).digest()
        if packages and print_of_page in pages:
            raise FileFault(_("The catalog gives the same page again and again."))
        if size > MOST_BYTES or time.monotonic() > ends:
            raise FileFault(_("The catalog is larger than 200 MB, or took longer than an hour."))
        pages.add(print_of_page)
        found += packages
        if len(found) >= count or len(found) > MOST_RECORDS:
            return found
        if not packages:
            raise FileFault(_("The catalog gave fewer records than it says it has."))


def _package_page(page: bytes) -> tuple[list[Any], int]:
    """The packages of a page, and how many there are in all."""
    body = json_rows(decoded(page), _ENVELOPE)[0]
    result = body.get("result") if isinstance(body, dict) else None
    packages = result.get("results") if isinstance(result, dict) else None
    count = result.get("count") if isinstance(result, dict) else None
    if not isinstance(packages, list) or not isinstance(count, int):
        raise FileFault(_("The answer is not that of a CKAN catalog."))
    return packages, count

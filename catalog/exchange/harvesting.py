"""Fetches a registered catalog page by page, and tells the mapping that its rows are read by."""

import hashlib
import json
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from catalog.exchange import sources
from catalog.exchange.faults import FileFault
from catalog.exchange.fetching import fetch
from catalog.exchange.graphs import dataset_rows
from catalog.exchange.models import HarvestKind, HarvestSource
from catalog.exchange.reading import decoded, json_rows
from catalog.exchange.sources import Source

_PAGE = 100
#: Of one catalog; a larger one is refused as a whole, for half of it would look as if the rest
#: had vanished.
MOST_RECORDS = 100_000
#: Of all pages of one catalog together.
MOST_BYTES = 200 * 1024 * 1024
WHOLE_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of a catalog, in its order; after the last page it is whole."""

    rows: list[Any]
    size: int = 0
    is_last: bool = True

    @property
    def digest(self) -> str:
        """What tells the page from every other."""
        return hashlib.sha256(json.dumps(self.rows).encode()).hexdigest()

    @property
    def packed(self) -> bytes:
        """The records as they are kept."""
        return zlib.compress(json.dumps(self.rows).encode(), 6)


def unpacked(kept: bytes) -> list[Any]:
    """The records that were kept."""
    found: list[Any] = json.loads(zlib.decompress(kept))
    return found


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a catalog already: records, bytes, the digests, and the time it took."""

    records: int = 0
    size: int = 0
    digests: frozenset[str] = frozenset()
    seconds: float = 0


def mapping(source: HarvestSource) -> Source:
    """Which fields of the catalog's rows state what."""
    if source.kind == HarvestKind.CKAN:
        return sources.ckan(source.code)
    if source.kind == HarvestKind.DCAT_US:
        return sources.dcat_us(source.code)
    return sources.dcat_ap(source.code)


def pages(source: HarvestSource, kept: Kept) -> Iterator[Page]:
    """The pages of the catalog that are not kept yet; the last one says so.

    :raises FileFault: it cannot be read to its end.
    """
    if source.kind == HarvestKind.CKAN:
        yield from _ckan_pages(source.address, kept)
        return
    text = _catalog_text(fetch(source.address))
    if source.kind == HarvestKind.DCAT_US:
        rows = json_rows(text, mapping(source))
    else:
        rows = list(dataset_rows(text))
    if len(rows) > MOST_RECORDS:
        raise FileFault("TOO_MANY_RECORDS")
    yield Page(rows, len(text))


def _catalog_text(raw: bytes) -> str:
    """The text of an answer; a page for people, as of a sign-in, is told from a catalog.

    :raises FileFault: it is one, or no text.
    """
    text = decoded(raw)
    if text.lstrip()[:14].lower().startswith(("<!doctype html", "<html")):
        raise FileFault("WEB_PAGE_ANSWER")
    return text


_ENVELOPE = Source("ckan", title="success")


def _ckan_pages(address: str, kept: Kept) -> Iterator[Page]:
    """The packages, page by page, until as many have come as there are."""
    found, size, digests = kept.records, kept.size, set(kept.digests)
    ends = time.monotonic() + WHOLE_SECONDS - kept.seconds
    is_last = False
    while not is_last:
        query = urlencode({"rows": _PAGE, "start": found, "sort": "id asc"})
        raw = fetch(f"{address.rstrip('/')}/api/3/action/package_search?{query}")
        packages, count = _package_page(raw)
        found += len(packages)
        size += len(raw)
        is_last = found >= count
        page = Page(packages, len(raw), is_last)
        if packages and page.digest in digests:
            raise FileFault("SAME_PAGE")
        if size > MOST_BYTES or time.monotonic() > ends:
            raise FileFault("TOO_LARGE_CATALOG")
        if found > MOST_RECORDS:
            raise FileFault("TOO_MANY_RECORDS")
        if not packages and not is_last:
            raise FileFault("TOO_FEW_RECORDS")
        digests.add(page.digest)
        yield page


def _package_page(page: bytes) -> tuple[list[Any], int]:
    """The packages of a page, and how many there are in all."""
    try:
        body = json_rows(_catalog_text(page), _ENVELOPE)[0]
    except FileFault as fault:
        raise FileFault("NO_CKAN") if fault.fault == "OTHER_CATALOG" else fault from fault
    result = body.get("result") if isinstance(body, dict) else None
    packages = result.get("results") if isinstance(result, dict) else None
    count = result.get("count") if isinstance(result, dict) else None
    if not isinstance(packages, list) or type(count) is not int or count < 0:
        raise FileFault("NO_CKAN")
    if not count:
        # As of every other kind: a catalog that was emptied by mistake makes nothing vanish.
        raise FileFault("NO_DATASET")
    return packages, count

"""The evidence package: a zip of facts, documents and the chain's proof, checked off-line."""

import hashlib
import tempfile
import zipfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import orjson
from django.conf import settings

from portal.audit import chain
from portal.audit.models import AuditEvent, AuditSeal
from requests_app.documents import paper
from requests_app.documents.models import Document
from requests_app.evidence import facts
from requests_app.sharing.models import SharingAgreement

#: Kept in memory up to this size; a longer package goes to a temporary file.
_IN_MEMORY = 8 * 2**20
_SCRIPT = settings.BASE_DIR / "scripts" / "check_evidence.py"
_BATCH = 2000


class _Package:
    """A zip being written, and the SHA-256 of every file in it."""

    def __init__(self, target: IO[bytes], moment: datetime) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self._moment = (*moment.timetuple()[:5], 0)
        self.digests: dict[str, str] = {}

    def add(self, name: str, parts: Iterable[bytes]) -> None:
        """One file, written piece by piece."""
        entry = zipfile.ZipInfo(name, self._moment)
        entry.compress_type = zipfile.ZIP_DEFLATED
        digest = hashlib.sha256()
        with self._zip.open(entry, "w", force_zip64=True) as file:
            for part in parts:
                digest.update(part)
                file.write(part)
        self.digests[name] = digest.hexdigest()

    def add_json(self, name: str, said: Any) -> None:
        """One file of facts."""
        self.add(name, [orjson.dumps(said, option=orjson.OPT_INDENT_2)])

    def close(self, manifest: dict[str, Any]) -> bytes:
        """Write the manifest last; it names every other file with its digest."""
        body = orjson.dumps({**manifest, "files": self.digests}, option=orjson.OPT_INDENT_2)
        self.add("manifest.json", [body])
        self._zip.close()
        return body


def _lines(rows: Iterable[Any]) -> Iterator[bytes]:
    for row in rows:
        yield orjson.dumps(row) + b"\n"


def _sealed(events: Iterable[AuditEvent]) -> Iterator[tuple[AuditSeal, AuditEvent]]:
    """Events with their seals, a batch at a time; what is not sealed yet is left for later."""
    batch: list[AuditEvent] = []

    def flush() -> Iterator[tuple[AuditSeal, AuditEvent]]:
        seals = AuditSeal.objects.filter(event_id__in=[event.pk for event in batch])
        found = {seal.event_id: seal for seal in seals}
        yield from ((found[event.pk], event) for event in batch if event.pk in found)

    for event in events:
        batch.append(event)
        if len(batch) == _BATCH:
            yield from flush()
            batch = []
    yield from flush()


def _event_lines(agreement: SharingAgreement, places: list[int]) -> Iterator[bytes]:
    """The canonical bytes of each event, exactly as its digest covers them."""
    found = facts.events(agreement).iterator(chunk_size=_BATCH)
    for seal, event in _sealed(found):
        places.append(seal.chain_seq)
        head = f"{seal.chain_seq}\t{event.pk}\t".encode("ascii")
        yield head + chain.canonical(event) + b"\n"


def _stretches(places: list[int], anchors: list[int], end: int) -> Iterator[tuple[int, int]]:
    """From each event to the next head that was published, overlapping ones joined."""
    begun: tuple[int, int] | None = None
    for place in sorted(places):
        at = bisect_left(anchors, place)
        until = anchors[at] if at < len(anchors) else end
        if begun is not None and place <= begun[1] + 1:
            begun = (begun[0], max(begun[1], until))
            continue
        if begun is not None:
            yield begun
        begun = (place, until)
    if begun is not None:
        yield begun


def _pieces(stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for first, last in stretches:
        for start in range(first, last + 1, _BATCH):
            yield start, min(start + _BATCH - 1, last)


def _link_lines(stretches: Iterable[tuple[int, int]]) -> Iterator[bytes]:
    """The links of each stretch: place, event, its digest, moment, algorithm, previous, digest."""
    for first, last in _pieces(stretches):
        seals = list(facts.seals_between(first, last))
        covered = AuditEvent.objects.filter(pk__in=[seal.event_id for seal in seals])
        digests = dict(covered.values_list("pk", "digest"))
        for seal in seals:
            parts = (
                seal.chain_seq,
                seal.event_id,
                digests[seal.event_id],
                chain.moment(seal.sealed_at),
                seal.algorithm,
                seal.previous,
                seal.digest,
            )
            yield ("\t".join(map(str, parts)) + "\n").encode("ascii")


def build(
    agreement: SharingAgreement, *, documents: Iterable[Document], now: datetime
) -> tuple[IO[bytes], str]:
    """Everything about one agreement in one zip.

    :param documents: the acts on paper that go with it.
    :returns: the file, at its beginning, and the SHA-256 of its manifest.
    """
    target = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the caller's
    try:
        digest = _write(target, agreement, documents, now)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target, digest


def _write(
    target: IO[bytes], agreement: SharingAgreement, documents: Iterable[Document], now: datetime
) -> str:
    """Every file, then the manifest; its SHA-256."""
    package = _Package(target, now)
    package.add_json("request.json", facts.request_facts(agreement.request))
    package.add_json("entry_versions.json", facts.version_facts(agreement))
    package.add_json("agreement.json", facts.agreement_facts(agreement))
    package.add_json("people.json", facts.people(agreement))
    package.add("receipts.jsonl", _lines(facts.receipts(agreement)))
    for document in documents:
        package.add(f"documents/{document.public_number}.pdf", [paper.pdf(document)])
    places: list[int] = []
    package.add("chain/events.tsv", _event_lines(agreement, places))
    anchors = chain.read_anchors(Path(settings.AUDIT_ANCHOR_FILE))
    stretches = list(_stretches(places, sorted(anchors), chain.head().chain_seq))
    package.add("chain/links.tsv", _link_lines(stretches))
    ends = {last: anchors.get(last, "") for _first, last in stretches}
    package.add("chain/heads.tsv", (f"{seq}\t{ends[seq]}\n".encode("ascii") for seq in ends))
    package.add("check_evidence.py", [_SCRIPT.read_bytes()])
    manifest = package.close(
        {"format": 1, "agreement": agreement.public_number, "made_at": chain.moment(now)}
    )
    return hashlib.sha256(manifest).hexdigest()

"""The evidence package: what is in it, that it is checked off-line, and that tampering shows."""

import hashlib
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from portal.audit import chain
from portal.models import AuditEvent
from portal.workflow.actor import Actor
from requests_app.delivery.actions import Call, deliver
from requests_app.delivery.models import Delivery, Operation
from requests_app.documents import actions as documents
from requests_app.models import Document
from requests_app.sharing import actions as sharing
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.disputes.quarrel import Quarrel

BACKEND = "django.contrib.auth.backends.ModelBackend"
SCRIPT = Path(__file__).parents[3] / "scripts" / "check_evidence.py"


@pytest.fixture
def evidence(quarrel: Quarrel, settings, tmp_path) -> Quarrel:
    """Rows were delivered, sharing was suspended, all is sealed, on paper, and published."""
    settings.AUDIT_ANCHOR_FILE = tmp_path / "anchor"
    chain.seal(now=quarrel.now)
    chain.anchor(settings.AUDIT_ANCHOR_FILE, now=quarrel.now)
    client = quarrel.cast.systems["labour"].system.client
    deliver(
        call=Call(
            number=quarrel.agreement.public_number,
            client_id=client.pk,
            operation=Operation.RECORDS,
            purpose=quarrel.agreement.purpose,
            case_number="WG-7",
        ),
        actor=Actor.person(
            client.user_id, interface="api", on=quarrel.now.date(), client_id=client.pk
        ),
        now=quarrel.now,
    )
    sharing.suspend(
        pk=quarrel.agreement.pk,
        note="将数据用于约定以外的用途。",
        rectify_by=quarrel.days(7).date(),
        actor=quarrel.cast.actor("market_office_head"),
        now=quarrel.now,
    )
    chain.seal(now=quarrel.now)
    documents.issue_waiting(actor=Actor.system("issue-documents"), now=quarrel.now)
    chain.seal(now=quarrel.now)
    chain.anchor(settings.AUDIT_ANCHOR_FILE, now=quarrel.now)
    return quarrel


def whole(answer: Any) -> bytes:
    """The body of a streamed answer; it is closed with its last piece."""
    return b"".join(answer.streaming_content)


def taken(quarrel: Quarrel, client, person: str = "labour_clerk") -> bytes:
    """The package as that person downloads it."""
    client.force_login(quarrel.cast.people[person], BACKEND)
    answer = client.get(f"/agreements/{quarrel.agreement.public_number}/evidence/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    return whole(answer)


def checked(body: bytes, folder: Path, *options: str) -> tuple[int, str]:
    """What the public script says, run by a bare Python without any of our packages."""
    path = folder / "package.zip"
    path.write_bytes(body)
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(path), *options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


def test_the_package_is_whole_and_holds_what_the_parties_did(
    evidence: Quarrel, client, settings, tmp_path
) -> None:
    """Facts, documents, receipts and every event; checked against the heads published outside."""
    body = taken(evidence, client)
    anchors = ("--anchors", str(settings.AUDIT_ANCHOR_FILE))
    code, said = checked(body, tmp_path, *anchors)
    assert (code, said.strip()) == (0, "完整 / WHOLE")
    assert checked(body, tmp_path)[0] == 0
    with zipfile.ZipFile(BytesIO(body)) as package:
        read = {name: package.read(name) for name in package.namelist()}
    request, agreement = evidence.agreement.request, evidence.agreement
    told = json.loads(read["request.json"])
    assert told["public_number"] == request.public_number
    assert told["legal_basis"] == request.legal_basis
    assert [item["decision"] for item in told["items"]] == ["AGREE"] * request.items.count()
    assert json.loads(read["agreement.json"])["public_number"] == agreement.public_number
    (version,) = json.loads(read["entry_versions.json"])
    assert version["number"] == agreement.entry_version.number
    receipts = [json.loads(line) for line in read["receipts.jsonl"].splitlines()]
    stored = Delivery.objects.filter(agreement=agreement).order_by("pk")
    assert [row["receipt_number"] for row in receipts] == [row.receipt_number for row in stored]
    assert not any("record_marks" in row for row in receipts)
    papers = Document.objects.filter(subject_number__in=[request, agreement])
    assert {f"documents/{paper.public_number}.pdf" for paper in papers} == {
        name for name in read if name.startswith("documents/")
    }
    assert papers.count() == 2  # the answer and the suspension
    events = [line.split(b"\t", 2)[2] for line in read["chain/events.tsv"].splitlines()]
    names = {json.loads(event)["name"] for event in events}
    assert {
        "sharingrequest.apply",
        "sharingrequest.consent_to_agree",
        "sharingagreement.conclude",
        "delivery.deliver",
        "sharingagreement.suspend",
    } <= names
    of_request = AuditEvent.objects.filter(subject_number=request.public_number)
    assert of_request.count() == sum(
        json.loads(event)["subject_number"] == request.public_number for event in events
    )
    assert read["check_evidence.py"] == SCRIPT.read_bytes()


def test_that_it_was_taken_is_on_record(evidence: Quarrel, client) -> None:
    """Who, when, and the digest of the manifest, so that one package is told from another."""
    body = taken(evidence, client)
    with zipfile.ZipFile(BytesIO(body)) as package:
        manifest = package.read("manifest.json")
    event = AuditEvent.objects.get(name="sharingagreement.export_evidence")
    assert event.actor_id == evidence.cast.people["labour_clerk"].pk
    assert event.details == {"manifest": hashlib.sha256(manifest).hexdigest()}


def _rewritten(body: bytes, name: str, change: Callable[[bytes], bytes], *, honest: bool) -> bytes:
    """The package with one file changed; ``honest`` leaves the manifest as it was."""
    with zipfile.ZipFile(BytesIO(body)) as package:
        files = {one: package.read(one) for one in package.namelist()}
    files[name] = change(files[name])
    if not honest:
        manifest = json.loads(files["manifest.json"])
        manifest["files"][name] = hashlib.sha256(files[name]).hexdigest()
        files["manifest.json"] = json.dumps(manifest).encode()
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for one, content in files.items():
            package.writestr(one, content)
    return made.getvalue()


def _flip(random_source: random.Random) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        places = [at for at, sign in enumerate(content) if chr(sign) in "0123456789abcdef"]
        at = random_source.choice(places)
        other = b"1" if content[at : at + 1] != b"1" else b"2"
        return content[:at] + other + content[at + 1 :]

    return change


@pytest.mark.parametrize(
    "name",
    ["request.json", "agreement.json", "receipts.jsonl", "chain/events.tsv", "chain/links.tsv"],
)
def test_a_changed_file_shows(evidence: Quarrel, client, tmp_path, name: str) -> None:
    """A digit changed anywhere, and the manifest left alone."""
    seed = random.randrange(2**32)  # noqa: S311
    print(f"seed {seed}")
    source = random.Random(seed)  # noqa: S311
    body = taken(evidence, client)
    for _round in range(5):
        code, said = checked(_rewritten(body, name, _flip(source), honest=True), tmp_path)
        assert code == 1, said
        assert f"altered: {name}" in said


@pytest.mark.parametrize("name", ["chain/events.tsv", "chain/links.tsv", "chain/heads.tsv"])
def test_a_forged_manifest_does_not_help(
    evidence: Quarrel, client, settings, tmp_path, name: str
) -> None:
    """Whoever changes the chain's proof and the manifest with it is found by the links."""
    seed = random.randrange(2**32)  # noqa: S311
    print(f"seed {seed}")
    source = random.Random(seed)  # noqa: S311
    body = taken(evidence, client)
    anchors = ("--anchors", str(settings.AUDIT_ANCHOR_FILE))
    for _round in range(10):
        forged = _rewritten(body, name, _flip(source), honest=False)
        code, said = checked(forged, tmp_path, *anchors)
        assert code == 1, said


def test_a_rewritten_end_is_found_by_the_heads_alone(
    evidence: Quarrel, client, settings, tmp_path
) -> None:
    """Links that were all made anew agree with themselves, and not with what was published."""
    body = taken(evidence, client)
    lines = settings.AUDIT_ANCHOR_FILE.read_text(encoding="ascii").splitlines()
    other = tmp_path / "other"
    other.write_text(
        "\n".join(f"{line.split()[0]}\t{'0' * 64}\t-" for line in lines), encoding="ascii"
    )
    assert checked(body, tmp_path)[0] == 0
    code, said = checked(body, tmp_path, "--anchors", str(other))
    assert code == 1
    assert "not among the heads published outside" in said


@pytest.mark.parametrize("broken", [b"", b"PK", b"not a zip"])
def test_what_is_no_package_is_said_so(tmp_path, broken: bytes) -> None:
    code, said = checked(broken, tmp_path)
    assert code == 1
    assert "not a whole evidence package" in said


@pytest.mark.parametrize("person", ["civil_clerk", "hongkou_clerk"])
def test_others_find_nothing(evidence: Quarrel, client, person: str) -> None:
    """Neither the package nor a trace that there is one; and nothing is recorded."""
    client.force_login(evidence.cast.people[person], BACKEND)
    real = client.get(f"/agreements/{evidence.agreement.public_number}/evidence/")
    absent = client.get("/agreements/SA-XXX-2025-0001/evidence/")
    assert (real.status_code, absent.status_code) == (404, 404)
    assert real.content == absent.content
    assert not AuditEvent.objects.filter(name="sharingagreement.export_evidence").exists()


def test_the_package_over_rest(evidence: Quarrel, open_doors, tmp_path, settings) -> None:
    """The same package for the department's own system."""
    api = ApiCaller(evidence.cast.systems["labour"])
    answer = api.get(f"/agreements/{evidence.agreement.public_number}/evidence/")
    body = whole(answer)
    assert checked(body, tmp_path, "--anchors", str(settings.AUDIT_ANCHOR_FILE))[0] == 0
    assert api.get("/agreements/SA-XXX-2025-0001/evidence/").status_code == 404


def test_the_agreement_s_page_offers_it(evidence: Quarrel, client) -> None:
    """In the pages and in the admin."""
    number = evidence.agreement.public_number
    client.force_login(evidence.cast.people["labour_clerk"], BACKEND)
    for address in (f"/agreements/{number}/", f"/admin/requests_app/sharingagreement/{number}/"):
        assert f"/agreements/{number}/evidence/" in client.get(address).content.decode()

"""The examples for integrators do what they say, run as they stand on the page."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from rdflib import DCAT, RDF, Graph

from portal.interfaces.guide import EXAMPLES, STEPS
from requests_app.models import SharingRequest
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.requests_app.delivery.desk import write

CREDIT_CODE = "TEST00000000000003"
ROWS = (
    f"甲公司,{CREDIT_CODE},2001-01-31,有限责任,50,贸易,上海,310109,某路1号",
    "乙公司,TEST00000000000011,2002-02-28,有限责任,60,制造,上海,310109,某路2号",
)


def test_every_example_stands_on_the_page_in_both_languages(client: Client) -> None:
    """Open to everybody; no example file is left out."""
    assert {step.file for step in STEPS} == {path.name for path in EXAMPLES.iterdir()}
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        page = client.get("/api/guide/")
        assert page.status_code == 200
        assert page.content.decode().count("<pre") == len(STEPS) + 1
    assert client.post("/api/guide/").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_the_examples_run_as_they_stand(live_server, tmp_path: Path, monkeypatch) -> None:
    """From the token to the last record, each in its own shell."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cast = the_cast.build(NOW)
    version = story.publish(cast, story.enterprise_registry())
    header = [item.column_name for item in story.REGISTRY_ITEMS]
    agreement = story.agree(cast, story.send(cast, story.apply(cast, version)))
    story.load(cast, version, write(tmp_path / "rows.csv", ROWS, header))
    agreement = story.put_into_use(cast, agreement)
    environment = {
        **os.environ,
        "PORTAL": live_server.url,
        "CLIENT_ID": cast.systems["labour"].client_id,
        "CLIENT_SECRET": cast.systems["labour"].client_secret,
        "ENTRY": version.entry.slug,
        "AGREEMENT": agreement.public_number,
        "CREDIT_CODE": CREDIT_CODE,
    }

    def run(*files: str) -> str:
        """The shell's examples one after the other, as a reader pastes them."""
        script = "\n".join((EXAMPLES / name).read_text(encoding="utf-8") for name in files)
        done = subprocess.run(
            ["sh", "-eu", "-c", script], env=environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, (files, done.stdout, done.stderr)
        return done.stdout

    def told(*files: str) -> Any:
        return json.loads(run("token.sh", *files))

    found = told("find.sh")["results"]
    assert [entry["code"] for entry in found] == [version.entry.code]
    drafted = told("request.sh")
    request = SharingRequest.objects.get(public_number=drafted["number"])
    assert (request.status, request.scenario) == ("DRAFT", "稳岗返还资格核验")
    assert "revise" in {step["name"] for step in drafted["steps"]}
    page = told("records.sh")
    assert len(page["records"]) == len(ROWS)
    assert [row["credit_code"] for row in told("look_up.sh")["records"]] == [CREDIT_CODE]
    feed = Graph().parse(data=run("token.sh", "feed.sh"), format="turtle")
    assert len(list(feed.subjects(RDF.type, DCAT.Dataset))) == 1
    refusal = told("refused.sh")
    assert (refusal["status"], refusal["code"]) == (403, "no-purpose")
    script = subprocess.run(
        [sys.executable, EXAMPLES / "all_records.py"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    lines = [json.loads(line) for line in script.stdout.splitlines()]
    assert lines == page["records"]

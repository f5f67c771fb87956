"""The API as it is served, held against its published description by schemathesis.

No server error, and no answer whose status, media type or body the description does not name.
"""

import http.client
import json
import subprocess
import sys
import urllib.parse
from datetime import datetime
from pathlib import Path

from portal.regulation.vocabulary import Mandate

ROOT = Path(__file__).resolve().parents[2]
_SCHEMA = ROOT / "docs" / "openapi.yaml"
_BIN = Path(sys.executable).parent
_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
_SCOPES = "catalog request data"
_TIME_LIMIT = 1800


#: What the system may do for its department: all that a machine may.
_MANDATES = (Mandate.APPLY, Mandate.ANSWER, Mandate.SUPPLY)


def register(department: str, officer: str, now: datetime) -> tuple[str, str]:
    """The authority's officer registers a system of the department: its client id and secret."""
    from catalog.departments import actions
    from catalog.models import Department
    from portal.models import User
    from portal.workdays.arithmetic import local_day
    from portal.workflow.actor import Actor, Interface

    person = User.objects.get(username=officer)
    made = actions.register_system(
        pk=Department.objects.get(code=department).pk,
        code="contract",
        name="接口符合性检测系统",
        mandates=_MANDATES,
        actor=Actor.person(person.pk, interface=Interface.COMMAND, on=local_day(now)),
        now=now,
    )
    return made.client_id, made.client_secret


def _token(root: str, client_id: str, secret: str) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "client_secret": secret,
        "scope": _SCOPES,
    }
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(root).netloc, timeout=30)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/oauth/token/", urllib.parse.urlencode(form), kind)
    with connection.getresponse() as answer:
        return str(json.load(answer)["access_token"])


def judge(root: str, credentials: tuple[str, str], *, examples: int, seed: int) -> tuple[str, bool]:
    """What schemathesis says of the whole, and whether it found nothing."""
    command = [_BIN / "st", "run", _SCHEMA, "--url", root, "--workers", "2"]
    command += ["--checks", ",".join(_CHECKS), "--max-examples", str(examples)]
    command += ["--seed", str(seed), "--phases", "examples,coverage,fuzzing"]
    command += ["--header", f"Authorization: Bearer {_token(root, *credentials)}"]
    command += ["--generation-database", "none", "--no-color", "--warnings", "off"]
    answer = subprocess.run(
        command, cwd=ROOT / "var", stdout=subprocess.PIPE, text=True, timeout=_TIME_LIMIT
    )
    return answer.stdout, answer.returncode == 0

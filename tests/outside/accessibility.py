"""The demo city's pages judged by pa11y: axe and HTML CodeSniffer, WCAG 2.2 AA.

What the admin's theme itself gets wrong stands in ``exempt.tsv`` with its selector and the reason.
A line nothing needs any more is a fault as well, so the list can only shrink.
"""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

from tests.screens import city
from tests.screens.addresses import Screen

HERE = Path(__file__).parent
EXEMPT = HERE / "exempt.tsv"
#: Both are beside this Python: the packages that bring them are locked as all others are.
_BIN = Path(sys.executable).parent
_WIDTHS = (1440, 390)
_AT_ONCE = 2
_TIME_LIMIT = 1800


@dataclass(frozen=True, slots=True)
class Exemption:
    """What is let pass: a rule, what its selectors and pages look like, and why."""

    code: str
    selector: str
    pages: str
    reason: str

    def covers(self, name: str, issue: dict[str, Any]) -> bool:
        """Whether it is that rule at such a place of such a page."""
        return bool(
            issue["code"].endswith(self.code)
            and re.search(self.selector, issue["selector"])
            and re.match(self.pages, name)
        )


def exemptions() -> list[Exemption]:
    """The list as it stands."""
    with EXEMPT.open(encoding="utf-8", newline="") as file:
        return [Exemption(**row) for row in csv.DictReader(file, delimiter="\t")]


def install() -> None:
    """Install what the lock file names, once."""
    environment = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
    environment["PATH"] = f"{_BIN}{os.pathsep}{environment['PATH']}"
    command = [_BIN / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=HERE, env=environment, check=True)


def cookies(screens: Iterable[Screen], now: datetime) -> dict[str, str]:
    """The session of everybody who reads one of the screens, begun by the city's own clock."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from portal.models import User

    people = User.objects.in_bulk({s.person for s in screens if s.person}, field_name="username")
    sessions = {}
    for name, user in people.items():
        client = Client()
        with mock.patch.object(timezone, "now", lambda: now):
            client.force_login(user)
        key = settings.SESSION_COOKIE_NAME
        sessions[name] = f"{key}={client.cookies[key].value}"
    return sessions


def judge(root: str, screens: list[Screen], sessions: dict[str, str]) -> tuple[int, list[str]]:
    """Pages judged, and what is wrong with them, a line each."""
    pages = [
        {
            "name": f"{screen.name} at {width}",
            "url": f"{root}{screen.address}",
            "cookie": "; ".join(
                [f"django_language={screen.language}", *filter(None, [sessions.get(screen.person)])]
            ),
            "width": width,
        }
        for screen in screens
        if screen.status == 200
        for width in _WIDTHS
    ]
    asked = {"chromium": city.chromium(), "arguments": city.QUIET, "at_once": _AT_ONCE}
    answer = subprocess.run(
        [_BIN / "node", "pa11y.mjs"],
        input=json.dumps({**asked, "pages": pages}),
        cwd=HERE,
        stdout=subprocess.PIPE,
        text=True,
        timeout=_TIME_LIMIT,
        check=True,
    )
    told = [json.loads(line) for line in answer.stdout.splitlines()]
    missing = {page["name"] for page in pages} - {page["name"] for page in told}
    faults = [f"{name}: not judged" for name in sorted(missing)]
    listed = exemptions()
    used: set[Exemption] = set()
    for page in told:
        if "error" in page:
            faults.append(f"{page['name']}: {page['error']}")
        for issue in page.get("issues", ()):
            covering = [each for each in listed if each.covers(page["name"], issue)]
            used.update(covering)
            if not covering:
                faults.append(
                    f"{page['name']}: {issue['code']} at {issue['selector']}: {issue['message']}"
                    f" {issue['context']}"
                )
    faults += [f"exempt.tsv: nothing needs {each}" for each in listed if each not in used]
    return len(told), faults

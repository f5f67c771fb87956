"""What journeys need: a clock that can be moved, desks to work at, and the real registry."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.cast import PASSWORD

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
REGISTRY = "rows/shanghai_enterprises_1979_1999.csv"


class Clock:
    """One clock for everything in the process; stories move it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The story's now, as every interface reads it."""
        return self.moment

    def set(self, text: str) -> None:
        """Move to a moment in Shanghai."""
        zone = ZoneInfo("Asia/Shanghai")
        self.moment = datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Clock:
    """The clock of the story."""
    made = Clock(now)
    monkeypatch.setattr(timezone, "now", made.now)
    return made


@pytest.fixture(scope="session")
def registry_file() -> Path:
    """The real enterprise registry; it never ships, so it lies beside the checkout."""
    default = Path(django_settings.BASE_DIR).parent / "shared" / "data"
    path = Path(os.environ.get("PORTAL_SHARED_DATA", default)) / REGISTRY
    if not path.exists() and not os.environ.get("CI"):
        pytest.skip(f"{path} is not here; PORTAL_SHARED_DATA names the folder")
    return path


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """The system's Chromium, quiet on the network."""
    return {
        "executable_path": os.environ.get("PORTAL_CHROMIUM", "/usr/bin/chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


class Desk:
    """A person at work in a browser of his own."""

    def __init__(self, context: BrowserContext, root: str, person: str) -> None:
        self.page: Page = context.new_page()
        self.root = root
        self.person = person
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.open("/admin/")

    def open(self, address: str) -> None:
        """Go to an address of the portal; sign in where the session has ended."""
        response = self.page.goto(f"{self.root}{address}")
        if "/login/" in self.page.url:
            self.page.fill("input[name=username]", self.person)
            self.page.fill("input[name=password]", PASSWORD)
            self.page.get_by_role("button", name="登录").click()
            self.page.wait_for_url(f"{self.root}{address}")
            response = self.page.goto(f"{self.root}{address}")
        assert response is not None
        assert response.status == 200, (self.person, address, response.status)

    def begin(self, title: str) -> None:
        """From the workbench to a matter that waits: one click."""
        self.open("/admin/")
        self.page.get_by_role("link", name=title, exact=True).first.click()

    def press(self, label: str) -> None:
        """Press a step's button or follow it to its form."""
        step = self.page.locator("a.btn, button.btn").filter(has_text=label).first
        expect(step).to_be_visible()
        step.click()
        self.page.wait_for_load_state()

    def confirm(self, label: str) -> None:
        """Take the step on its form."""
        self.page.locator("form.dialog button").filter(has_text=label).click()
        self.page.wait_for_load_state()

    def shoot(self, name: str) -> None:
        """Keep a picture of the page, where ``PORTAL_PICTURES`` names a folder."""
        folder = os.environ.get("PORTAL_PICTURES")
        if folder:
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    def status(self) -> str:
        """The status the page shows."""
        return self.page.locator(".page-head .badge").first.inner_text()


@pytest.fixture(scope="session", autouse=True)
def _no_session_left(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The live server's threads may still hold a session when the test database is dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()


@pytest.fixture
def desks(browser: Browser, live_server, settings) -> Iterator:
    """Desks by person, each with a browser context of its own."""
    settings.AXES_ENABLED = False
    contexts: list[BrowserContext] = []
    opened: dict[str, Desk] = {}

    def desk(person: str) -> Desk:
        if person not in opened:
            context = browser.new_context(
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                viewport={"width": 1440, "height": 1000},
            )
            context.set_default_timeout(20_000)
            contexts.append(context)
            opened[person] = Desk(context, live_server.url, person)
        return opened[person]

    yield desk
    faults = {person: desk.faults for person, desk in opened.items() if desk.faults}
    for context in contexts:
        context.close()
    assert not faults, faults

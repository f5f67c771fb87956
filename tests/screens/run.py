"""make screens: photographs every screen of a demo city, wide and narrow, into var/screens/.

The city, its database and its server are this run's own, and their clock stands, so two runs give
the same pictures. ``--docs`` takes the four pictures of the README instead, ``--only WORD,WORD``
the screens whose name has one of the words, ``--dark`` the dark theme. Each page is also checked:
its status, no overflow at 360 px, no error in the console, no request to another host. The exit
code says whether all of it held.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from tests.screens import city  # noqa: E402

if TYPE_CHECKING:
    from tests.screens.addresses import Screen

WIDTHS = (1440, 390)
HEIGHT = 1000
NARROWEST = 360
WAIT = 20_000


def _arguments() -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--docs", action="store_true", help="the README's pictures only")
    parser.add_argument("--only", default="", help="screens whose name holds one of these words")
    parser.add_argument("--dark", action="store_true", help="in the dark theme")
    return parser.parse_args()


class Camera:
    """A browser that signs people in, takes pictures and notes what is wrong with a page."""

    def __init__(self, browser: Browser, root: str, *, dark: bool) -> None:
        self.browser = browser
        self.root = root
        self.scheme: Any = "dark" if dark else "light"
        self.pages: dict[tuple[str, str], Page] = {}
        self.faults: list[str] = []
        self.here = ""

    def _fault(self, text: str) -> None:
        self.faults.append(f"{self.here}: {text}")

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self._fault(f"script error: {error}"))
        page.on("console", self._heard)
        page.on("request", self._asked)

    def _heard(self, message: Any) -> None:
        # The browser reports the status of an error page by itself; that one is checked below.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._fault(f"console: {message.text}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.root, "data:", "blob:")):
            self._fault(f"foreign host: {request.url}")

    def page(self, person: str, language: str) -> Page:
        """The person's browser window, signed in once."""
        from requests_app.management.demo.city import PASSWORD

        if (person, language) in self.pages:
            return self.pages[person, language]
        context = self.browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme=self.scheme
        )
        context.set_default_timeout(WAIT)
        cookie: Any = {"name": "django_language", "value": language, "url": self.root}
        context.add_cookies([cookie])
        page = context.new_page()
        self._watch(page)
        if person:
            page.goto(f"{self.root}/login/")
            page.fill("input[name=username]", person)
            page.fill("input[name=password]", PASSWORD)
            page.locator("main form button.btn-1").click()
            page.wait_for_load_state()
        self.pages[person, language] = page
        return page

    def open(self, screen: "Screen", width: int) -> Page:
        """The screen's page in a window of that width, as good as its status says."""
        self.here = f"{screen.name} at {width}"
        page = self.page(screen.person, screen.language)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        answer = page.goto(f"{self.root}{screen.address}")
        if answer is None or answer.status != screen.status:
            self._fault(f"status {answer.status if answer else 'none'} of {screen.address}")
        return page

    def shoot(self, page: Page, path: Path) -> None:
        """The whole page, in a window as high as it is, so that nothing sticks in its middle."""
        size = page.viewport_size or {"width": WIDTHS[0], "height": HEIGHT}
        tall = page.evaluate("Math.ceil(document.documentElement.scrollHeight)")
        page.set_viewport_size({"width": size["width"], "height": max(HEIGHT, tall)})
        page.screenshot(path=path, full_page=True)

    def check_width(self, page: Page) -> None:
        """Nothing sticks out of the narrowest phone."""
        page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > NARROWEST:
            self._fault(f"{wide} px wide in a window of {NARROWEST}")


def _photograph(camera: Camera, listed: "list[Screen]", folder: Path) -> None:
    for screen in listed:
        for width in WIDTHS:
            page = camera.open(screen, width)
            camera.shoot(page, folder / f"{screen.name}-{width}.png")
        camera.check_width(page)


def _document(camera: Camera, listed: "list[Screen]", folder: Path) -> None:
    for screen in listed:
        camera.open(screen, WIDTHS[0]).screenshot(path=folder / f"{screen.name}.png")


def main() -> int:
    """Make the city, take the pictures, say what was wrong."""
    arguments = _arguments()
    now = city.found()
    from tests.screens import addresses

    # Found before the browser starts: its event loop keeps Django's database away.
    listed = addresses.documented() if arguments.docs else addresses.screens(now)
    words = arguments.only.split(",")
    listed = [screen for screen in listed if any(word in screen.name for word in words)]
    folder = ROOT / "docs" / "screens" if arguments.docs else ROOT / "var" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    with city.served() as root, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=city.chromium(), args=list(city.QUIET))
        camera = Camera(browser, root, dark=arguments.dark)
        (_document if arguments.docs else _photograph)(camera, listed, folder)
        browser.close()
    print(f"{len(listed)} screens in {folder.relative_to(ROOT)}/")
    for fault in camera.faults:
        print(fault, file=sys.stderr)
    return 1 if camera.faults else 0


if __name__ == "__main__":
    sys.exit(main())

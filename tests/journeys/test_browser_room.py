"""Every window has room for the page: nothing sticks out of it, and nothing is squeezed."""

import pytest
from playwright.sync_api import Page, expect

from portal.workflow import grants
from tests import cast as the_cast
from tests import story

#: The narrowest phone, both sides of every break of the style sheet, and an ordinary screen.
WIDTHS = (360, 759, 761, 1079, 1081, 1239, 1241, 1440)
ADDRESSES = ("/catalog/", "/saved-searches/", "/admin/")


def _sticking_out(page: Page) -> list[str]:
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{page.url} is {wide} px wide in a window of {width}")
    return found


@pytest.mark.django_db(transaction=True)
def test_nothing_sticks_out_of_any_window(clock, desks, live_server) -> None:
    """In both languages: English words are longer, and the bar holds the same places."""
    grants.forget_permissions()
    cast = the_cast.build(clock.now())
    version = story.publish(cast, story.enterprise_registry())
    story.send(cast, story.apply(cast, version))
    clerk = desks("labour_clerk")
    page = clerk.page
    found = []
    for language in ("zh-hans", "en"):
        cookie = {"name": "django_language", "value": language, "url": live_server.url}
        page.context.add_cookies([cookie])
        for address in ADDRESSES:
            clerk.open(address)
            found += _sticking_out(page)
    assert found == []


@pytest.mark.django_db(transaction=True)
def test_the_desk_keeps_its_title_and_a_way_past_the_menu(clock, desks, live_server) -> None:
    """Whatever may be begun stands beneath the title; the first key leads past the menu."""
    grants.forget_permissions()
    cast = the_cast.build(clock.now())
    story.publish(cast, story.enterprise_registry())
    clerk = desks("labour_clerk")
    page = clerk.page
    page.set_viewport_size({"width": 1440, "height": 900})
    clerk.open("/admin/")
    # Ten things to begin, as a clerk with every mandate of the department has them.
    page.evaluate(
        "const acts = document.querySelector('.page-head .acts');"
        "while (acts.children.length < 10) acts.append(acts.firstElementChild.cloneNode(true));"
    )
    title = page.locator(".page-head h1").bounding_box()
    assert title is not None
    assert title["height"] < 2 * 24, "one line of 24 px"

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到主要内容")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#content').contains(document.activeElement)")

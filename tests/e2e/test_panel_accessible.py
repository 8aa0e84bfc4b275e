"""axe-core finds nothing serious on any tab, in each language and theme; the page reflows."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import expect

pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
pytestmark = pytest.mark.browser

Hire = Callable[..., Any]
TABS = {"inbox": 1, "reply": 2, "check": 3, "knowledge": 4, "gaps": 5}
RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter((one) => ["serious", "critical"].includes(one.impact))
  .map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ").slice(0, 400)}`)"""


@pytest.mark.parametrize(("locale", "theme"), [("de-DE", "light"), ("en-US", "dark")])
def test_nothing_serious_on_any_tab(hire: Hire, locale: str, theme: str) -> None:
    agent = hire(locale, reduced_motion="reduce", color_scheme=theme)
    made = agent.shop.draft(
        "Ich bin stinksauer, die Orvanto MK-261085 ist undicht! Wie lange habe ich Garantie?"
    )
    agent.open(made["id"])
    agent.drafted()
    agent.text.press("Control+End")
    agent.text.type(" {{name}}")
    expect(agent.page.locator(".rc-v-block").first).to_be_visible()
    agent.page.locator("#rc-alternatives").click()
    expect(agent.page.locator(".rc-offer").first).to_be_visible()
    agent.page.locator(".rc-offer summary").first.click()
    agent.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = {}
    for name, place in TABS.items():
        agent.tab(place)
        if name == "knowledge":
            agent.page.locator("#rc-query input").fill("Garantie Orvanto")
            agent.page.locator("#rc-search").click()
            expect(agent.page.locator(".rc-hit").first).to_be_visible()
        found[name] = agent.page.evaluate(RUN)
    agent.page.locator("[data-keys]").click()
    found["keys"] = agent.page.evaluate(RUN)
    assert {place: faults for place, faults in found.items() if faults} == {}


# Boxes with a horizontal scroll bar of their own.
BARS = """Array.from(document.querySelectorAll(".gradio-container *")).filter((one) => {
  const style = getComputedStyle(one);
  return one.offsetParent && /auto|scroll/.test(style.overflowX)
    && style.scrollbarWidth !== "none" && one.scrollWidth > one.clientWidth;
}).map((one) => one.className)"""


def test_no_box_of_the_forms_has_a_bar_of_its_own(hire: Hire) -> None:
    agent = hire(reduced_motion="reduce")
    agent.open()
    for tab in (2, 3, 4):
        agent.tab(tab)
        for width in (320, 400, 640):
            agent.page.set_viewport_size({"width": width, "height": 900})
            assert agent.page.evaluate(BARS) == [], (tab, width)


def test_at_every_width_and_zoom_nothing_scrolls_sideways_or_moves(hire: Hire) -> None:
    """320 px is 1280 px at 400 %; 640 px the same at 200 %."""
    agent = hire(reduced_motion="reduce")
    made = agent.shop.draft(
        "Wo bleibt MK-261007? " + "x" * 3000 + " https://example.com/" + "y" * 500
    )
    agent.open(made["id"])
    agent.drafted()
    for tab in (2, 1, 3, 4, 5):
        agent.tab(tab)
        for width in (320, 360, 400, 640, 1280):
            agent.page.set_viewport_size({"width": width, "height": 900})
            wide = agent.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (tab, width)
    moving = """Array.from(document.querySelectorAll(".gradio-container *"))
      .filter((one) => getComputedStyle(one).animationName !== "none").length"""
    assert agent.page.evaluate(moving) == 0

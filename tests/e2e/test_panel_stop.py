"""A model that writes slowly is watched, and stopped half way: nothing jumps, nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, Page, expect

from copilot.config import load_settings
from copilot.pipeline import Copilot
from copilot.testing import FakeModelServer, Say

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)  # a busy machine is no failure

Serve = Callable[[Copilot], AbstractContextManager[str]]
MESSAGE = "Guten Tag, was kostet der Versand nach Dänemark?"
WORDS = [f"Wort{n}" for n in range(600)]


@pytest.fixture
def model() -> Iterator[FakeModelServer]:
    """Two minutes long: nobody sees its end."""
    with FakeModelServer([Say(" ".join(WORDS), pause=0.2)]) as server:
        yield server


@pytest.fixture
def copilot(tmp_path_factory: pytest.TempPathFactory, model: FakeModelServer) -> Iterator[Copilot]:
    settings = load_settings(
        home=tmp_path_factory.mktemp("stop"),
        model="openai-compatible:any",
        model_base_url=model.base_url,
        deadline_s=300,
    )
    with Copilot.open(settings) as opened:
        yield opened


@pytest.fixture
def opening(copilot: Copilot, serve: Serve, chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens the panel in a browser of a language."""
    with serve(copilot) as address:
        contexts = []

        def opened(locale: str) -> Page:
            context = chromium.new_context(locale=locale, viewport={"width": 400, "height": 900})
            context.set_default_timeout(20_000)
            contexts.append(context)
            page = context.new_page()
            page.goto(f"{address}/ui/")
            page.wait_for_selector(".rc-help [data-copied]", state="attached")
            return page

        yield opened
        for context in contexts:
            context.close()


COUNT = """() => (document.querySelector('#rc-reply-text textarea')?.value ?? '')
  .split(/\\s+/).filter((word) => word.startsWith('Wort')).length"""


def words_shown(page: Page, least: int) -> None:
    page.wait_for_function(f"least => ({COUNT})() >= least", arg=least)


@pytest.mark.parametrize(
    ("locale", "step", "stop", "said", "by_key"),
    [
        ("de-DE", "Schreiben", "Anhalten", "Angehalten. Nichts wurde gespeichert.", False),
        ("en-US", "Write", "Stop", "Stopped. Nothing was stored.", True),
    ],
    ids=["German, by button", "English, by key"],
)
def test_a_streaming_model_is_stopped(
    copilot: Copilot,
    model: FakeModelServer,
    opening: Callable[[str], Page],
    locale: str,
    step: str,
    stop: str,
    said: str,
    by_key: bool,
) -> None:
    page = opening(locale)
    page.locator("#rc-new-message textarea").fill(MESSAGE)
    page.locator("#rc-draft").click()
    words_shown(page, 1)
    expect(page.locator(".rc-steps .now")).to_have_text(step)
    expect(page.locator("#rc-stop")).to_have_text(stop)
    expect(page.locator("#rc-new-message")).to_be_hidden()  # folded away for good
    box = page.locator("#rc-reply-text textarea")
    top = "b => b.getBoundingClientRect().top + window.scrollY"
    before = box.evaluate(top)
    words_shown(page, page.evaluate(COUNT) + 4)
    assert box.evaluate(top) == before  # nothing jumps while text comes in
    assert copilot.drafts().total == 0

    if by_key:
        page.keyboard.press("Escape")
    else:
        page.locator("#rc-stop").click()
    expect(page.locator(".rc-notice")).to_have_text(said)
    expect(page.locator(".rc-steps")).to_have_count(0)
    expect(page.locator("#rc-stop")).to_be_hidden()
    expect(page.locator("#rc-draft")).to_be_enabled()
    assert page.locator("#rc-new-message textarea").input_value() == MESSAGE
    assert copilot.drafts().total == 0

    # The next one is made as if nothing had been.
    model.acts.append(Say("Dorthin liefern wir gern."))
    page.locator("#rc-draft").click()
    expect(page.locator('#rc-reply-editor .rc-overlay[data-draft$=":open"]')).to_be_attached()
    (made,) = copilot.drafts().items
    assert "liefern wir gern" in made.reply
    assert "Wort" not in made.reply
    expect(box).to_have_value(made.reply)

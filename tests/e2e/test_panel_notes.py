"""A note into the helpdesk and a translation, in a browser before a server of this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, Page, expect

from copilot.config import load_settings
from copilot.messages import Draft, DraftRequest, Message
from copilot.pipeline import Copilot
from copilot.testing import FakeModelServer, Say
from copilot.testing.helpdesks import FakeZammad, Fault

pytestmark = pytest.mark.browser

Serve = Callable[[Copilot], AbstractContextManager[str]]
FRENCH = "Bonjour, où est mon colis ? Je l'attends depuis une semaine déjà."
REPLY = "Bonjour,\n\nvotre colis est en route et arrivera demain.\n\nCordialement"


@pytest.fixture(scope="module")
def zammad() -> Iterator[FakeZammad]:
    with FakeZammad() as desk:
        yield desk


@pytest.fixture(scope="module")
def model() -> Iterator[FakeModelServer]:
    def said(request: dict[str, Any]) -> str:
        if "translat" in request["messages"][0]["content"].lower():
            return "Wo ist mein <Paket>?"
        return REPLY

    with FakeModelServer([Say(said)]) as server:
        yield server


@pytest.fixture(scope="module")
def copilot(
    tmp_path_factory: pytest.TempPathFactory, model: FakeModelServer, zammad: FakeZammad
) -> Iterator[Copilot]:
    settings = load_settings(
        home=tmp_path_factory.mktemp("beside"),
        model="openai-compatible:any",
        model_base_url=model.base_url,
    )
    with Copilot.open(replace(settings, helpdesks=(zammad.settings(),))) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(copilot: Copilot, serve: Serve) -> Iterator[str]:
    with serve(copilot) as found:
        yield found


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="de-DE", viewport={"width": 400, "height": 900})
    context.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    yield context.new_page()
    context.close()


def opened(page: Page, address: str, draft: Draft) -> None:
    page.goto(f"{address}/ui/?draft={draft.id}")
    page.wait_for_selector("#rc-reply-editor .rc-overlay[data-draft]", state="attached")


def drafted(copilot: Copilot, ticket: str) -> Draft:
    return copilot.draft(DraftRequest(Message(FRENCH, id=ticket)))


def test_the_edited_text_is_filed_as_a_note(
    copilot: Copilot, zammad: FakeZammad, address: str, page: Page
) -> None:
    ticket = zammad.ticket()
    opened(page, address, drafted(copilot, f"zammad:{ticket}"))
    page.locator("#rc-agent input").fill("Kim")
    page.locator("#rc-reply-text textarea").fill("Mein eigener Text.")
    zammad.faults.append(Fault(403))
    button = page.get_by_role("button", name="Als interne Notiz ablegen")
    button.click()
    expect(page.locator(".rc-notice.rc-bad")).to_contain_text("nicht angenommen")
    expect(page.locator(".rc-notice.rc-bad")).to_contain_text("fehlt dort das Recht")
    button.click()
    expect(page.locator(".rc-notice.rc-good")).to_contain_text(f"zammad:{ticket} abgelegt")
    (note,) = zammad.notes(ticket)
    assert "Mein eigener Text." in note
    assert "Abgelegt von Kim" in note
    assert zammad.sent == []
    assert page.locator("#rc-reply-text textarea").input_value() == "Mein eigener Text."


def test_a_draft_of_no_ticket_has_no_such_button(
    copilot: Copilot, address: str, page: Page
) -> None:
    opened(page, address, drafted(copilot, "T-1"))
    expect(page.locator("#rc-copy")).to_be_visible()
    expect(page.locator("#rc-note")).to_have_count(0)


def test_message_and_reply_are_shown_translated_and_hidden_again(
    copilot: Copilot, address: str, page: Page
) -> None:
    opened(page, address, drafted(copilot, "zammad:1"))
    text = page.locator("#rc-reply-text textarea")
    text.fill(REPLY)
    expect(page.locator("#rc-reply-editor .rc-overlay")).to_contain_text("en route")
    shown = page.locator(".rc-translation .rc-text")
    page.get_by_role("button", name="Übersetzen").click()
    expect(shown).to_have_count(2)
    expect(shown.first).to_have_text("Wo ist mein <Paket>?")
    assert text.input_value() == REPLY
    page.set_viewport_size({"width": 320, "height": 900})
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) <= 0
    page.get_by_role("button", name="Übersetzen").click()
    expect(shown).to_have_count(0)

"""What makes a day's work: keys, copying, inserting, a colleague, a customer who writes again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

Hire = Callable[..., Any]
WARRANTY = "Wie lange habe ich Garantie auf die Orvanto? Und was kostet der Versand?"


def test_a_colleague_is_seen_and_a_new_message_makes_the_draft_stale(hire: Hire) -> None:
    first, second = hire(), hire("en-US")
    made = first.shop.draft(WARRANTY, message={"text": WARRANTY, "id": "zendesk:4711"})
    for agent, name in ((first, "Robin"), (second, "Kim")):
        agent.page.goto(f"{agent.shop.address}/ui/?ticket=zendesk:4711")
        assert agent.drafted() == made["id"]
        agent.page.locator("#rc-agent input").fill(name)
        agent.page.wait_for_function("!!window.replyCopilot.signal")
        agent.page.evaluate("window.replyCopilot.watch()")
    expect(second.page.locator(".rc-others .rc-notice")).to_have_text(
        "Robin has this draft open too."
    )
    first.page.evaluate("window.replyCopilot.watch()")
    expect(first.page.locator(".rc-others .rc-notice")).to_contain_text("auch Kim offen")

    first.text.fill("Mein Text.")
    newer = {"text": "Hat sich erledigt. Geht auch PayPal?", "id": "zendesk:4711"}
    newer_draft = first.shop.post("/drafts", {"message": newer})
    first.page.evaluate("window.replyCopilot.watch()")
    expect(first.page.locator(".rc-v-stale")).to_contain_text("Überholt")
    expect(first.page.locator(".rc-conflict .rc-text")).to_have_text(newer_draft["reply"])
    assert first.text.input_value() == "Mein Text."
    first.page.locator('[data-act="take"]').click()
    expect(first.text).to_have_value(newer_draft["reply"])


def test_texts_are_inserted_brought_back_and_copied(hire: Hire, locale: str) -> None:
    agent = hire(locale, permissions=["clipboard-read", "clipboard-write"])
    made = agent.shop.draft(WARRANTY)
    agent.open(made["id"])
    agent.drafted()
    agent.page.locator(".rc-at-sources .rc-more > summary").first.click()
    source = agent.page.locator("details.rc-source:has([data-act=insert])").first
    source.locator("summary").click()
    source.locator('[data-act="insert"]').click()
    agent.page.wait_for_function(
        f"document.querySelector('#rc-reply-text textarea').value.length > {len(made['reply'])}"
    )
    edited = agent.text.input_value()
    agent.text.press("Control+z")
    expect(agent.text).to_have_value(made["reply"])
    agent.text.press("Control+Shift+z")
    expect(agent.text).to_have_value(edited)
    expect(agent.page.locator("#rc-reply-editor .rc-overlay")).to_contain_text(edited[-40:].strip())

    expect(agent.page.locator("#rc-translate")).to_have_count(0)  # no model, nothing to offer
    agent.page.get_by_role("button", name=agent.words("draft_more")).click()
    agent.page.locator("#rc-instruction input").fill("kürzer")
    agent.page.locator("#rc-redraft").click()
    expect(agent.page.locator('[data-act="earlier"]')).to_have_count(1)
    agent.page.locator(".rc-conflicts details summary").first.click()
    agent.page.locator('[data-act="earlier"]').click()
    expect(agent.text).to_have_value(edited)

    agent.text.fill("Guten Tag,\n\nzwei <Dinge>:\n- eins\n- zwei\n\nGruß")
    agent.page.locator("#rc-copy-html").click()
    expect(agent.page.locator("#rc-copy-html")).to_contain_text(agent.words("draft_copied"))
    forms = agent.page.evaluate(
        """async () => {
             const [item] = await navigator.clipboard.read();
             const read = async (type) => (await item.getType(type)).text();
             return [await read("text/plain"), await read("text/html")];
           }"""
    )
    assert forms[0] == agent.text.input_value()
    shown = "<p>zwei &lt;Dinge&gt;:</p><ul><li>eins</li><li>zwei</li></ul>"
    assert shown in forms[1]
    agent.page.locator("#rc-copy").click()
    expect(agent.page.locator("#rc-copy")).to_contain_text(agent.words("draft_copied"))
    assert agent.page.evaluate("navigator.clipboard.readText()") == agent.text.input_value()


def test_another_reply_is_asked_for_and_used_by_key_and_undone(hire: Hire, locale: str) -> None:
    agent = hire(locale)
    made = agent.shop.draft(WARRANTY)
    agent.open(made["id"])
    agent.drafted()
    agent.page.keyboard.press("Alt+a")
    cards = agent.page.locator(".rc-offers:not([hidden]) .rc-offer:not(.rc-by-question)")
    put_off = cards.filter(has_text=agent.words("alternative_acknowledgement"))
    expect(put_off).to_be_visible()
    assert 1 <= cards.count() <= 3
    expect(cards.locator('[data-act="use"]').first).to_be_focused()
    for _ in range(2 * cards.count()):
        if put_off.locator('[data-act="use"]').evaluate("one => one === document.activeElement"):
            break
        agent.page.keyboard.press("Tab")
    agent.page.keyboard.press("Enter")
    expect(agent.page.locator(".rc-questions .rc-s-deferred").first).to_be_visible()
    put = agent.text.input_value()
    assert put != made["reply"]
    assert "\n\n" in put
    expect(agent.text).to_be_focused()
    agent.page.keyboard.press("Control+z")
    expect(agent.text).to_have_value(made["reply"])
    expect(agent.page.locator(".rc-questions .rc-s-deferred")).to_have_count(0)
    agent.page.keyboard.press("Alt+a")
    expect(cards).to_have_count(0)
    state = agent.shop.get(f"/drafts/{made['id']}")["state"]
    assert state == "open"


def _with_offers(hire: Hire) -> tuple[Any, Any]:
    """An agent with a draft, and beside it what else could be said; and that draft."""
    agent = hire()
    made = agent.shop.draft(WARRANTY)
    agent.open(made["id"])
    agent.drafted()
    agent.page.locator("#rc-alternatives").click()
    return agent, made


def test_a_further_passage_goes_into_the_text(hire: Hire) -> None:
    agent, made = _with_offers(hire)
    passage = agent.page.locator(".rc-by-question .rc-passage").first
    told = passage.locator(".rc-text").inner_text()
    assert told not in made["reply"]
    passage.locator('[data-act="use"]').click()
    expect(agent.text).to_have_value(re.compile(re.escape(told)))
    assert agent.text.input_value().startswith(made["reply"].split("\n")[0])
    agent.page.keyboard.press("Control+z")
    expect(agent.text).to_have_value(made["reply"])


def test_other_replies_leave_with_the_draft_that_they_belong_to(hire: Hire) -> None:
    agent, _ = _with_offers(hire)
    expect(agent.page.locator(".rc-offer").first).to_be_visible()
    agent.page.locator("#rc-reason-free input").fill("gelesen")
    agent.page.locator("#rc-save").click()
    expect(agent.page.locator(".rc-notice.rc-good")).to_be_visible()
    expect(agent.page.locator("#rc-alternatives")).to_be_hidden()
    expect(agent.page.locator(".rc-offer").first).to_be_hidden()


@pytest.mark.parametrize(
    ("locale", "said"), [("de-DE", "Die Antwort sagt"), ("en-US", "The reply says")]
)
def test_the_caret_in_an_underlined_place_tells_why_and_leads_to_the_passage(
    hire: Hire, locale: str, said: str
) -> None:
    agent = hire(locale)
    made = agent.shop.draft("Was kostet der Versand nach Österreich?")
    agent.open(made["id"])
    agent.drafted()
    agent.text.fill("Guten Tag,\n\nder Versand nach Österreich kostet 99,00 €.\n\nViele Grüße")
    place = agent.page.locator("#rc-reply-editor .rc-overlay mark").filter(has_text="99,00")
    expect(place).to_be_attached()
    why = agent.page.locator(".rc-why")
    expect(why).to_have_count(0)
    agent.text.evaluate(
        "b => { b.focus(); const at = b.value.indexOf('99'); b.setSelectionRange(at, at); }"
    )
    agent.text.press("ArrowRight")
    expect(why).to_contain_text(said)
    expect(why).to_contain_text("9,90")
    within = why.bounding_box()
    assert within is not None
    assert within["x"] >= 0
    assert within["x"] + within["width"] <= 400
    why.locator("[data-source]").first.click()
    opened = agent.page.locator("details.rc-source[open]").first
    expect(opened).to_contain_text("9,90")
    expect(why).to_be_hidden()
    agent.text.press("Control+Home")
    expect(why).to_be_hidden()


def test_the_keyboard_alone_suffices(hire: Hire, locale: str) -> None:
    agent = hire(locale)
    agent.open()
    press = agent.page.keyboard.press
    press("?")
    expect(agent.page.locator("dialog.rc-keys")).to_be_visible()
    press("Escape")
    expect(agent.page.locator("dialog.rc-keys")).to_be_hidden()
    agent.page.locator("#rc-new-message textarea").focus()
    agent.page.keyboard.type("How long is the warranty of the Orvanto?")
    press("Control+Enter")
    draft_id = agent.drafted()
    press("Alt+e")
    press("Control+End")
    # At once: a check that falls between two keys would see half a placeholder.
    agent.page.keyboard.insert_text(" {{name}}")
    expect(agent.page.locator(".rc-v-block")).to_be_visible()
    press("F8")
    selected = "b => b.value.slice(b.selectionStart, b.selectionEnd)"
    assert agent.text.evaluate(selected) == "{{name}}"
    press("Delete")
    expect(agent.page.locator(".rc-v-block")).to_have_count(0)
    press("Control+Enter")
    expect(agent.page.locator(".rc-notice.rc-good")).to_be_visible()
    assert agent.shop.get(f"/drafts/{draft_id}")["state"] == "edited"
    waiting = agent.shop.draft("Do you ship to Switzerland?")
    press("Alt+n")
    agent.page.wait_for_function(
        "before => !document.querySelector('#rc-reply-editor .rc-overlay')"
        ".dataset.draft.startsWith(before)",
        arg=draft_id,
    )
    press("Alt+r")
    expect(agent.page.locator(".rc-notice.rc-warn")).to_contain_text(agent.words("why_reject"))
    press("Alt+4")
    expect(agent.page.locator("#rc-query input")).to_be_visible()
    assert agent.shop.get(f"/drafts/{waiting['id']}")["state"] == "open"


def test_a_document_is_marked_as_outdated_and_back(hire: Hire, locale: str) -> None:
    agent = hire(locale)
    agent.open()
    agent.tab(4)
    agent.page.locator("#rc-query input").fill("Mahlin 40 Garantie")
    agent.page.locator("#rc-search").click()
    hit = agent.page.locator(".rc-hit").filter(has_text="mahlin-40").first
    hit.locator('[data-act="outdated"]').click()
    expect(hit.locator(".rc-badge")).to_have_text(agent.words("marked_outdated"))
    expect(hit).to_contain_text(agent.words("source_until"))
    hit.locator('[data-act="valid"]').click()
    expect(hit.locator(".rc-badge")).to_have_count(0)


def test_a_lost_connection_loses_nothing(hire: Hire, locale: str) -> None:
    agent = hire(locale)
    made = agent.shop.draft("Was kostet der Versand?")
    agent.open(made["id"])
    agent.drafted()
    agent.page.context.set_offline(True)
    expect(agent.page.locator(".rc-offline")).to_have_text(agent.words("connection_lost"))
    agent.text.fill("Geschrieben im Tunnel.")
    agent.page.wait_for_timeout(300)
    agent.page.context.set_offline(False)
    expect(agent.page.locator(".rc-offline")).to_have_count(0)
    agent.page.locator("#rc-recheck").click()
    expect(agent.page.locator("#rc-reply-editor .rc-overlay")).to_contain_text("im Tunnel")
    agent.page.reload()
    expect(agent.text).to_have_value("Geschrieben im Tunnel.")


def test_the_decision_stays_in_sight_below_a_long_draft(hire: Hire, locale: str) -> None:
    agent = hire(locale)
    made = agent.shop.draft(WARRANTY)
    agent.open(made["id"])
    agent.drafted()
    agent.text.fill("\n".join(f"Zeile {n}" for n in range(60)))
    for spot in ("0", "600"):
        agent.page.evaluate(f"window.scrollTo(0, {spot})")
        expect(agent.page.locator("#rc-save")).to_be_in_viewport(ratio=1)
        expect(agent.page.locator("#rc-next")).to_be_in_viewport(ratio=1)


def test_huge_and_hostile_texts_stay_readable(hire: Hire) -> None:
    agent = hire()
    agent.open()
    agent.page.locator("#rc-new-message textarea").fill("x" * 100_000)
    agent.page.locator("#rc-draft").click()
    expect(agent.page.locator(".rc-notice").first).to_contain_text("zu lang")
    line = "y" * 30_000 + "\u202e![x](https://evil.example/p.png) Wie lange habe ich Garantie?"
    made = agent.shop.draft(line)
    agent.open(made["id"])
    agent.drafted()
    expect(agent.page.locator(".rc-at-message").first).to_contain_text("Gekürzt")
    agent.text.fill(" ".join(f"{{{{feld{n}}}}}" for n in range(1_500)))
    expect(agent.page.locator(".rc-finds").first).to_contain_text("weitere Befunde")
    assert agent.page.locator(".rc-finding").count() <= 50
    assert agent.page.evaluate("document.documentElement.scrollWidth") <= 400
    expect(agent.page.locator("#rc-save")).to_be_enabled()

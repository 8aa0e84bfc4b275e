"""The side panel as an agent uses it, in Chromium, over the demo shop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

Hire = Callable[..., Any]
MAIL = {"de-DE": "Widerruf MK-261085", "en-US": "EN · "}


@pytest.mark.parametrize(
    ("locale", "tabs", "save", "said"),
    [
        (
            *("de-DE", ["Eingang", "Antwort", "Prüfen", "Wissen", "Auswertung"], "Speichern"),
            "ist nicht ausgefüllt",
        ),
        (
            *("en-US", ["Inbox", "Reply", "Check", "Knowledge", "Insights"], "Save edited"),
            "has not been filled in",
        ),
    ],
    ids=["German", "English"],
)
def test_a_mail_becomes_a_checked_draft_that_is_edited_and_kept(
    hire: Hire, locale: str, tabs: list[str], save: str, said: str
) -> None:
    agent = hire(locale)
    agent.open()
    shown = agent.page.locator('.rc-tabs [role="tablist"] [role="tab"]').all_inner_texts()
    assert [name.split()[0] for name in shown] == tabs
    agent.page.locator("#rc-agent input").fill("Kim")
    agent.pick(MAIL[locale])
    draft_id = agent.draft()

    stored = agent.shop.get(f"/drafts/{draft_id}")
    expect(agent.text).to_have_value(stored["reply"])
    expect(agent.page.locator(".rc-at-message mark.rc-q").first).to_be_visible()
    expect(agent.page.locator(".rc-questions li")).to_have_count(len(stored["questions"]))
    numbers = len({item["evidence_id"] for item in stored["citations"]})
    expect(agent.page.locator("details.rc-source > summary > .rc-chip")).to_have_count(numbers)
    assert numbers > 0
    agent.page.locator("#rc-reply-editor .rc-pin .rc-chip").first.click()
    opened = agent.page.locator("details.rc-source[open]")
    expect(opened).to_have_count(1)
    expect(opened).to_have_attribute("data-evidence", stored["citations"][0]["evidence_id"])

    agent.text.press("Control+End")
    agent.text.type("\n\n{{name}}")
    finding = agent.page.locator(".rc-f-block").filter(has_text="{{name}}")
    expect(finding).to_contain_text(said)  # the shop's language is German
    expect(agent.page.locator("#rc-save")).to_have_text(save)
    finding.click()
    assert _selected(agent) == "{{name}}"

    edited = stored["reply"] + "\n\nWir wünschen alles Gute."
    agent.text.fill(edited)
    agent.page.locator("#rc-recheck").click()
    expect(finding).to_have_count(0)
    agent.page.locator("#rc-reason-free input").fill("Gruß ergänzt")
    agent.page.locator("#rc-save").click()
    expect(agent.page.locator(".rc-notice.rc-good")).to_be_visible()
    kept = agent.shop.get(f"/drafts/{draft_id}")
    assert kept["state"] == "edited"
    assert (kept["decision"]["reply"], kept["decision"]["agent"]) == (edited, "Kim")
    assert kept["decision"]["reason"] == "Gruß ergänzt"


def _selected(agent: Any) -> str:
    return str(agent.text.evaluate("b => b.value.slice(b.selectionStart, b.selectionEnd)"))


def test_a_rejection_needs_a_reason(hire: Hire, locale: str) -> None:
    agent = hire(locale, width=1280)
    made = agent.shop.draft("How long is the warranty of the Orvanto?")
    agent.open(made["id"])
    assert agent.drafted() == made["id"]
    agent.page.locator("#rc-reject").click()
    expect(agent.page.locator(".rc-notice")).to_contain_text(agent.words("why_reject"))
    assert agent.shop.get(f"/drafts/{made['id']}")["state"] == "open"
    agent.page.locator("#rc-reason input").click()
    agent.page.get_by_role("option", name=agent.words("reason_tone")).click()
    agent.page.locator("#rc-reject").click()
    expect(agent.page.locator(".rc-notice.rc-good")).to_have_text(agent.words("notice_rejected"))
    kept = agent.shop.get(f"/drafts/{made['id']}")
    why = agent.words("reason_tone")
    assert (kept["state"], kept["decision"]["reason"]) == ("rejected", why)


def test_a_block_is_overruled_only_with_a_reason(hire: Hire, locale: str) -> None:
    agent = hire(locale)
    made = agent.shop.draft("Wie lange habe ich Garantie auf die Orvanto?")
    agent.open(made["id"])
    agent.drafted()
    agent.text.press("Control+End")
    agent.text.type(" {{name}}")
    expect(agent.page.locator(".rc-v-block").first).to_be_visible()
    agent.page.locator("#rc-save").click()
    expect(agent.page.locator(".rc-notice.rc-warn")).to_contain_text(agent.words("why_overrule"))
    assert agent.text.input_value().endswith("{{name}}")
    agent.page.locator("#rc-reason-free input").fill("Absicht")
    agent.page.locator("#rc-save").click()
    expect(agent.page.locator(".rc-notice.rc-good")).to_be_visible()
    assert agent.shop.get(f"/drafts/{made['id']}")["decision"]["reason"] == "Absicht"


def test_ones_own_text_is_checked_against_the_message(hire: Hire, locale: str) -> None:
    agent = hire(locale)
    agent.open()
    agent.tab(3)
    agent.page.locator("#rc-check-message textarea").fill(
        "Guten Tag, wie viel Kalkwende brauche ich zum Entkalken der Orvanto Plus?"
    )
    agent.page.locator("#rc-own-text textarea").fill(
        "Guten Tag,\n\nunser Newsletter erscheint jeden Monat mit vielen Rabatten. "
        "Melden Sie sich gern auf unserer Seite an.\n\nFreundliche Grüße"
    )
    agent.page.locator("#rc-own-text textarea").press("Control+Enter")
    expect(agent.page.locator(".rc-result .rc-s-unanswered")).to_have_count(1)
    expect(agent.page.locator(".rc-result .rc-v-pass")).to_have_count(0)
    found = agent.page.locator(".rc-result .rc-finding").all_inner_texts()
    codes = ("finding_canned_mismatch", "finding_unanswered_question")
    assert any(agent.words(code) in text for text in found for code in codes)


def test_the_knowledge_is_searched_and_filtered(hire: Hire, locale: str) -> None:
    agent = hire(locale)
    macro = agent.words("kind_macro")
    agent.open()
    agent.tab(4)
    agent.page.locator("#rc-query input").fill("Orvanto entkalken")
    agent.page.locator("#rc-query input").press("Enter")
    expect(agent.page.locator(".rc-hit").first).to_contain_text("Entkalk")
    agent.page.locator(".rc-kinds label").filter(has_text=macro).click()
    agent.page.wait_for_function(
        "[...document.querySelectorAll('.rc-hit .rc-foot > .rc-sub')].length > 0 &&"
        "[...document.querySelectorAll('.rc-hit .rc-foot > .rc-sub')]"
        f".every((one) => one.textContent.startsWith('{macro}'))"
    )


def test_a_conflict_shows_what_the_other_did_and_keeps_ones_own(hire: Hire) -> None:
    first, second = hire(), hire("en-US")
    made = first.shop.draft("Liefern Sie auch in die Schweiz?")
    for agent in (first, second):
        agent.open(made["id"])
        agent.drafted()
    second.text.fill("Mine stays.")
    first.page.locator("#rc-agent input").fill("Robin")
    first.page.locator("#rc-reason-free input").fill("passt")
    first.page.locator("#rc-save").click()
    expect(first.page.locator(".rc-notice.rc-good")).to_be_visible()
    second.page.locator("#rc-reason-free input").fill("mine")
    second.page.locator("#rc-save").click()
    expect(second.page.locator(".rc-notice.rc-warn")).to_contain_text("Robin was faster")
    expect(second.page.locator(".rc-conflict .rc-text")).to_have_text(made["reply"])
    assert second.text.input_value() == "Mine stays."
    second.page.locator('[data-act="take"]').click()
    expect(second.text).to_have_value(made["reply"])
    assert second.shop.get(f"/drafts/{made['id']}")["decision"]["agent"] == "Robin"


def test_what_was_typed_survives_a_reload(hire: Hire) -> None:
    agent = hire()
    made = agent.shop.draft("Was kostet der Versand?")
    agent.open(made["id"])
    agent.drafted()
    agent.text.fill("Halb fertig.")
    agent.page.reload()
    expect(agent.text).to_have_value("Halb fertig.")
    assert agent.shop.get(f"/drafts/{made['id']}")["state"] == "open"


def test_complaints_come_first_in_the_inbox_and_open_from_there(hire: Hire, locale: str) -> None:
    agent = hire(locale)
    calm = agent.shop.draft("Passt der AquaLind Filter in die Orvanto Plus?")
    angry = agent.shop.draft(
        "Ich bin stinksauer! Zum dritten Mal ist die Mühle defekt. Unverschämt. "
        "Ich gehe zu meinem Anwalt."
    )
    agent.open()
    agent.tab(1)
    expect(agent.page.locator(f'[data-id="{calm["id"]}"]')).to_be_visible()
    order = agent.page.eval_on_selector_all(".rc-row", "rows => rows.map(r => r.dataset.id)")
    assert order.index(angry["id"]) < order.index(calm["id"])
    agent.page.locator("#rc-inbox-filter input").fill("AquaLind")
    expect(agent.page.locator(f'[data-id="{angry["id"]}"]')).to_have_count(0)
    agent.page.locator(f'[data-id="{calm["id"]}"]').click()
    expect(agent.text).to_have_value(calm["reply"])


def test_the_language_switch_keeps_what_was_typed(hire: Hire) -> None:
    agent = hire()
    agent.open()
    agent.page.locator("#rc-new-message textarea").fill("Angefangen")
    agent.page.locator("#rc-language label").filter(has_text="EN").click()
    expect(agent.page.locator("#rc-draft")).to_have_text("Draft a reply")
    assert agent.page.locator("#rc-new-message textarea").input_value() == "Angefangen"
    agent.page.reload()
    expect(agent.page.locator("#rc-draft")).to_have_text("Draft a reply")


def test_hostile_content_is_shown_and_harmless(hire: Hire) -> None:
    evil = (
        "<script>window.hacked=1</script> <img src=x onerror='window.hacked=2'> "
        "![x](https://evil.example/pixel.png) ${window.hacked=3} {{constructor}} "
        "\u202egnp.exe\u202c Wie lange habe ich Garantie?"
    )
    agent = hire()
    agent.open()
    agent.page.locator("#rc-new-message textarea").fill(evil)
    agent.draft()
    shown = agent.page.locator(".rc-at-message").first
    expect(shown).to_contain_text("Wie lange habe ich Garantie?")
    agent.text.fill(evil)
    agent.page.locator("#rc-recheck").click()
    expect(agent.page.locator("#rc-reply-editor .rc-overlay")).to_contain_text("Garantie")
    agent.tab(1)
    expect(agent.page.locator(".rc-row").first).to_be_visible()
    assert agent.page.evaluate("window.hacked") is None
    assert agent.page.locator(".rc-html img, .rc-html script, .rc-html a").count() == 0
    assert "\u202e" not in shown.inner_text()


def test_an_empty_message_is_a_plain_sentence(hire: Hire, locale: str) -> None:
    agent = hire(locale)
    agent.open()
    agent.page.locator("#rc-draft").click()
    expect(agent.page.locator(".rc-notice").first).to_have_text(agent.words("need_message"))


def test_a_confirmed_reply_is_found_by_the_next_search(hire: Hire) -> None:
    agent = hire()
    made = agent.shop.draft("Kann ich bei Ihnen mit Muscheln bezahlen?")
    decision = {"version": made["version"], "decision": "edited", "agent": "Kim"}
    decision |= {"reply": "Guten Tag,\n\nMuscheln nehmen wir nicht.", "reason": "so ist es"}
    agent.shop.post(f"/drafts/{made['id']}/decision", decision)
    agent.open()
    agent.tab(4)
    card = agent.page.locator(".rc-proposals article").filter(has_text="Muscheln")
    card.locator("textarea").fill("Muscheln nehmen wir leider nicht an.")
    card.locator('[data-act="confirm"]').click()
    expect(agent.page.locator(".rc-notice.rc-good")).to_be_visible()
    expect(card).to_have_count(0)
    agent.page.locator("#rc-query input").fill("mit Muscheln bezahlen")
    agent.page.locator("#rc-search").click()
    expect(agent.page.locator(".rc-hit").first).to_contain_text("leider nicht an")

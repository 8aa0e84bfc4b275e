"""How the panel's views follow from events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from copilot.events import Checked, Done, Failed, Found, TextDelta, Understood
from copilot.messages import (
    CheckResult,
    Citation,
    Decision,
    Draft,
    Escalation,
    Finding,
    Understanding,
)
from ui import state
from ui.state import View

MakeDraft = Callable[..., Draft]


def test_a_stream_leads_to_the_stored_draft(make_draft: MakeDraft) -> None:
    draft = make_draft()
    view, steps = state.started(), []
    events = (
        Understood(draft.understanding),
        Found(draft.evidence),
        TextDelta("Guten "),
        TextDelta("Tag"),
    )
    for event in events:
        view = state.advanced(view, event)
        steps.append((view.step, view.text))
    assert steps == [("search", ""), ("write", ""), ("write", "Guten "), ("write", "Guten Tag")]
    assert not view.is_open
    view = state.advanced(view, Checked(CheckResult("pass", 0.9)))
    view = state.advanced(view, Done(draft))
    assert view.is_open
    assert (view.draft, view.text, view.step) == (draft, draft.reply, "idle")


def test_a_failure_keeps_what_was_typed_and_says_why() -> None:
    view = state.advanced(View(step="write", text="halb"), Failed("storage", "Full.", "Make room."))
    assert view.text == "halb"
    assert not view.is_busy
    assert view.notice == state.Notice("bad", "error_storage", detail="Full. Make room.")


@pytest.mark.parametrize(
    ("details", "told", "values"),
    [
        ({"reason": "timeout", "seconds": 5}, "error_helpdesk_timeout", (("seconds", "5"),)),
        ({"kind": "busy"}, "error_helpdesk_busy", ()),
        ({}, "", ()),
    ],
    ids=["reason", "kind", "none"],
)
def test_a_failure_is_told_by_its_reason(
    details: dict[str, str | int], told: str, values: tuple[tuple[str, str], ...]
) -> None:
    expected = state.Notice("bad", "error_helpdesk", values, "English.", told)
    assert state.fault("helpdesk", "English.", "", details) == expected


@pytest.mark.parametrize("code", ["busy", "overloaded", "deadline", "not_found", "unauthorized"])
def test_what_our_own_sentence_says_is_not_said_again_in_english(code: str) -> None:
    assert state.fault(code, "English.", "Hint.", {}) == state.Notice("bad", f"error_{code}")


def test_findings_come_gravest_first_then_in_reading_order() -> None:
    found = state.in_order(
        [
            Finding("spelling", "hint", "", (0, 1)),
            Finding("wrong_name", "block", "", None),
            Finding("foreign_link", "block", "", (9, 12)),
            Finding("over_promise", "block", "", (3, 5)),
        ]
    )
    assert [item.code for item in found] == [
        "over_promise",
        "foreign_link",
        "wrong_name",
        "spelling",
    ]


def test_a_recheck_rules_until_the_text_is_the_drafts_own_again(make_draft: MakeDraft) -> None:
    view = state.opened(make_draft())
    result = CheckResult("block", 0.1, findings=(Finding("wrong_name", "block", "Falsch."),))
    edited = state.rechecked(view, "Anderer Text.", result)
    assert (edited.verdict, edited.is_edited) == ("block", True)
    assert [item.code for item in edited.findings] == ["wrong_name"]
    back = state.rechecked(edited, view.text, None)
    assert (back.verdict, back.is_edited) == ("review", False)


def test_a_conflict_keeps_the_own_text_and_shows_the_others(make_draft: MakeDraft) -> None:
    mine = replace(state.opened(make_draft()), text="Mein Text.")
    theirs = make_draft(state="edited", decision=Decision("edited", "Kim", "Kims Text."))
    view = state.conflicted(mine, theirs)
    assert (view.text, view.conflict, view.is_open) == ("Mein Text.", theirs, False)
    assert view.notice is not None
    assert dict(view.notice.values)["by"] == "Kim"
    assert state.taken(view).text == "Kims Text."


def test_a_conflict_with_a_newer_version_can_still_be_decided(make_draft: MakeDraft) -> None:
    mine = replace(state.opened(make_draft()), text="Mein Text.")
    view = state.conflicted(mine, make_draft(version=2, reply="Neu."))
    assert view.is_open
    assert view.draft is not None
    assert (view.draft.version, view.text) == (2, "Mein Text.")


def test_what_stood_before_a_new_draft_comes_back(make_draft: MakeDraft) -> None:
    mine = replace(state.opened(make_draft()), text="Vorher.")
    view = state.remade(mine, make_draft(version=2, reply="Nachher."), "Vorher.")
    assert (view.text, view.earlier) == ("Nachher.", ("Vorher.",))
    back = state.chosen(view, 0)
    assert (back.text, back.earlier) == ("Vorher.", ("Nachher.",))
    assert state.chosen(back, 7) == back


def test_the_last_texts_are_kept_once_each(make_draft: MakeDraft) -> None:
    view = state.opened(make_draft())
    for number in (1, 1, 2, 3, 4, 5, 6, 7):
        view = state.remade(view, make_draft(reply="Neu."), f"Text {number}.")
    assert view.earlier == tuple(f"Text {number}." for number in (3, 4, 5, 6, 7))


def test_a_new_message_makes_the_draft_stale_and_shows_the_new_one(make_draft: MakeDraft) -> None:
    mine = replace(state.opened(make_draft()), text="Mein Text.")
    stale, newer = make_draft(state="stale"), make_draft(id="n" * 32, reply="Neu.")
    assert state.is_overtaken(mine, stale)
    view = state.conflicted(mine, stale, newer)
    assert view.notice is not None
    assert (view.notice.key, view.text) == ("notice_stale_newer", "Mein Text.")
    assert view.is_stale
    assert not view.is_open
    assert state.taken(view).text == "Neu."
    alone = state.conflicted(mine, stale)
    assert alone.notice is not None
    assert (alone.notice.key, alone.conflict) == ("notice_stale", None)


def test_what_is_as_it_was_is_not_overtaken(make_draft: MakeDraft) -> None:
    view = state.opened(make_draft())
    assert not state.is_overtaken(view, make_draft())
    assert not state.is_overtaken(view, make_draft(id="x" * 32, state="stale"))
    assert not state.is_overtaken(state.View(), make_draft(state="stale"))


def test_a_ticket_without_a_draft_is_remembered(make_draft: MakeDraft) -> None:
    view = state.unanswered("zendesk:5158")
    assert view.ticket == "zendesk:5158"
    assert view.notice is not None
    assert dict(view.notice.values) == {"ticket": "zendesk:5158"}


def _marks(**understood: Any) -> dict[str, Any]:
    return {"understood": understood}


def test_the_inbox_puts_what_presses_first_and_then_who_waits_longest(
    make_draft: MakeDraft,
) -> None:
    hour = dt.timedelta(hours=1)
    start = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
    legal = (Escalation("legal", "anwalt", (0, 3)),)
    drafts = [
        make_draft(id="new", created_at=start + hour),
        make_draft(id="old", created_at=start),
        make_draft(id="urgent", created_at=start + hour, **_marks(urgent=True)),
        make_draft(id="angry", created_at=start + hour, **_marks(complaint=True)),
        make_draft(id="legal", created_at=start + 2 * hour, **_marks(escalate=legal)),
    ]
    assert [d.id for d in state.inbox(drafts)] == ["legal", "angry", "urgent", "old", "new"]


@pytest.mark.parametrize(
    ("needle", "found"),
    [
        ("", ["a", "b"]),
        ("sommer", ["a", "b"]),
        ("GARANTIE rechnung", ["b"]),
        ("mühle", []),
    ],
    ids=["nothing typed", "a name", "two words, any case", "no hit"],
)
def test_the_inbox_is_filtered_by_every_word(
    make_draft: MakeDraft, needle: str, found: list[str]
) -> None:
    drafts = [make_draft(id="a"), make_draft(id="b", subject="Rechnung")]
    assert [d.id for d in state.inbox(drafts, needle)] == found


def test_next_goes_round_and_ends_with_the_last_one(make_draft: MakeDraft) -> None:
    drafts = [make_draft(id=name) for name in "abc"]
    following = [state.next_of(drafts, current) for current in ("a", "c", "gone")]
    assert [d.id if d else None for d in following] == ["b", "a", "a"]
    assert state.next_of(drafts[:1], "a") is None


@pytest.mark.parametrize(
    ("after", "spans"),
    [
        ("Eins. Zwei. Drei.", [(6, 11), (12, 17)]),
        ("Hallo! Eins. Zwei. Drei.", [(13, 18), (19, 24)]),
        ("Eins. Drei. Zwei.", [(12, 17), (6, 11)]),
        ("Eins. Zwo. Drei.", [(11, 16)]),
        ("", []),
    ],
    ids=["unchanged", "moved by what was put before", "swapped", "one reworded", "emptied"],
)
def test_citations_follow_their_words(after: str, spans: list[tuple[int, int]]) -> None:
    before = "Eins. Zwei. Drei."
    citations = [Citation(6, 11, "e1"), Citation(12, 17, "e2")]
    found = state.moved(citations, before, after)
    assert [(item.start, item.end) for item in found] == spans
    assert all(after[s:e] in {"Zwei.", "Drei."} for s, e in spans)


def test_sources_are_numbered_as_the_reply_cites_them() -> None:
    citations = [Citation(20, 30, "e7"), Citation(0, 9, "e3"), Citation(40, 50, "e3")]
    assert state.numbered(citations) == {"e3": 1, "e7": 2}


def test_an_empty_view_has_nothing_to_decide() -> None:
    view = View(understanding=Understanding("", "de"))
    assert (view.is_open, view.findings, view.citations, view.verdict) == (False, (), (), None)


def test_a_text_that_is_too_long_is_told_with_its_length() -> None:
    details = {"what": "message", "length": 30_000, "limit": 20_000}
    notice = state.fault("too_large", "English.", "Hint.", details)
    assert notice == state.Notice("bad", "error_too_long", (("n", "30000"), ("most", "20000")))
    other = state.fault("model", "It is down.", "Start it.", {})
    assert other == state.Notice("bad", "error_model", detail="It is down. Start it.")

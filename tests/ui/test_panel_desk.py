"""What an agent does at the desk, over a real copilot without a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from copilot.config import load_settings
from copilot.messages import Customer, Decision, DraftRequest, Message
from copilot.pipeline import Copilot
from knowledge.documents import Document
from ui import state
from ui.desk import Desk
from ui.presence import AWAY_S, Presence
from ui.state import Notice, View

MACRO = "Hallo {{ticket.requester.first_name}},\n\ndu kannst deine Ware zurückgeben.\n\nViele Grüße"


@pytest.fixture(scope="module")
def copilot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copilot]:
    home = tmp_path_factory.mktemp("desk") / "home"
    with Copilot.open(load_settings(env={"COPILOT_HOME": str(home)})) as opened:
        opened.knowledge.add(
            [
                Document("shop", "a.md", "policy", "Rückgabe", "30 Tage Rückgaberecht.", "de"),
                Document("shop", "macros.csv", "macro", "Rückgabe", MACRO, "de", key="m1"),
            ]
        )
        yield opened


@pytest.fixture(scope="module")
def desk(copilot: Copilot) -> Desk:
    return Desk(copilot)


def _request(
    text: str = "Kann ich die Ware zurückgeben?", ticket: str | None = None
) -> DraftRequest:
    who = Customer(first_name="Jana", last_name="Petersen", salutation="Frau")
    return DraftRequest(Message(text, id=ticket), who)


def test_who_was_shown_a_draft_is_logged(copilot: Copilot) -> None:
    desk = Desk(copilot)
    made = copilot.draft(DraftRequest(Message("Wie lange habe ich Garantie?")))
    desk.open(made.id, View(), by="Ada")
    seen = [e.actor for e in copilot.store.audit.entries(made.id) if e.action == "draft.seen"]
    assert seen == ["Ada"]


def test_a_draft_that_is_stopped_is_not_stored(copilot: Copilot, desk: Desk) -> None:
    before = copilot.drafts().total
    views = desk.draft(_request())
    assert [next(views).step, next(views).step] == ["understand", "search"]
    views.close()
    assert copilot.drafts().total == before


def test_a_ticket_opens_its_draft_or_the_place_for_one(copilot: Copilot, desk: Desk) -> None:
    made = copilot.draft(_request(ticket="zendesk:1"))
    found = desk.ticket("zendesk:1", View())
    assert found.draft is not None
    assert found.draft.id == made.id
    assert desk.ticket("zendesk:2", View()).ticket == "zendesk:2"


def test_what_happens_elsewhere_is_seen(copilot: Copilot, desk: Desk) -> None:
    made = copilot.draft(_request(ticket="zendesk:3"))
    mine = replace(state.opened(made), text="Mein Text.")
    assert desk.watched(mine) is mine
    newer = copilot.draft(_request("Noch etwas: Was kostet der Versand?", "zendesk:3"))
    seen = desk.watched(mine)
    assert seen.is_stale
    assert seen.text == "Mein Text."
    assert seen.conflict is not None
    assert seen.conflict.id == newer.id


def test_a_forgotten_page_is_found_again_by_what_it_holds(copilot: Copilot, desk: Desk) -> None:
    made = copilot.draft(_request())
    held = state.opened(made).held
    found = desk.held(View(), held)
    assert found.draft is not None
    assert (found.draft.id, found.notice) == (made.id, None)
    again = copilot.redraft(made.id, made.version, instruction="kürzer")
    late = desk.held(View(), held)
    assert late.notice is not None
    assert late.notice.key == "notice_conflict"
    copilot.decide(made.id, again.version, Decision("rejected", "Robin", reason="nein"))
    gone = desk.held(View(), held)
    assert gone.notice is not None
    assert gone.notice.key == "notice_conflict_decided"
    assert desk.held(View(), "") == View()
    lost = desk.held(View(), "nothing:1").notice
    assert lost is not None
    assert lost.key == "error_not_found"


def test_a_macro_is_filled_and_turned_into_the_customers_form(copilot: Copilot, desk: Desk) -> None:
    view = state.opened(copilot.draft(_request()))
    macro = next(item for item in view.sources if item.kind == "macro")
    assert desk.fitted(view, macro.id) == "Sie können Ihre Ware zurückgeben."
    assert desk.fitted(view, "e99") == Notice("bad", "error_not_found")


def test_who_has_a_draft_open_is_known_until_they_are_away() -> None:
    clock = [0.0]
    presence = Presence(lambda: clock[0])
    assert presence.seen("page-1", "d1", "Kim") == ()
    assert presence.seen("page-2", "d1", "Robin") == ("Kim",)
    assert presence.seen("page-3", "d2", "Alex") == ()
    assert presence.seen("page-3", "", "Alex") == ()
    clock[0] = AWAY_S - 1
    assert presence.seen("page-1", "d1", "Kim") == ("Robin",)
    clock[0] = AWAY_S + 1
    assert presence.seen("page-1", "d1", "Kim") == ()


def test_a_stored_drafts_findings_are_known_in_both_languages(copilot: Copilot, desk: Desk) -> None:
    made = copilot.draft(replace(_request(), instruction="Erwähne unsere Mondbasis."))
    stored = copilot.draft_by_id(made.id)
    hint = next(f for f in stored.findings if f.code == "instruction_not_followed")
    assert "Mondbasis" in hint.said("en")
    assert "instruction" in hint.said("en")
    checked = desk.recheck(state.opened(stored), "Guten Tag {{name}}")
    for finding in (*stored.findings, *checked.findings):
        assert finding.message == finding.said("de") != finding.said("en")

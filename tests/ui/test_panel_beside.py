"""Redraft with the agent's words, notes into the helpdesk, translations: the desk's part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from copilot.config import load_settings
from copilot.helpdesks import Desks
from copilot.messages import Decision, Draft, DraftRequest, Message
from copilot.pipeline import Copilot
from copilot.testing import FakeModelServer, Say, Status
from copilot.testing.helpdesks import FakeZammad, Fault
from knowledge.documents import Document
from ui import state
from ui.desk import Desk
from ui.state import Notice, View


@pytest.fixture
def copilot(tmp_path: Path) -> Iterator[Copilot]:
    with Copilot.open(load_settings(env={"COPILOT_HOME": str(tmp_path / "home")})) as opened:
        text = "Sie haben 30 Tage Rückgaberecht."
        opened.knowledge.add([Document("shop", "a.md", "policy", "Rückgabe", text, "de")])
        yield opened


@pytest.fixture
def zammad() -> Iterator[FakeZammad]:
    with FakeZammad() as desk:
        yield desk


@pytest.fixture
def desk(copilot: Copilot, zammad: FakeZammad) -> Iterator[Desk]:
    desks = Desks((zammad.settings(),), copilot.store.jobs, copilot)
    yield Desk(copilot, desks)
    desks.stop()


def drafted(copilot: Copilot, ticket: str | None = None) -> Draft:
    message = Message("Guten Tag, kann ich die Ware zurückgeben?", id=ticket)
    return copilot.draft(DraftRequest(message))


def test_what_the_agent_wrote_stays_in_a_new_version(copilot: Copilot) -> None:
    view, desk = state.opened(drafted(copilot)), Desk(copilot)
    own = "Den Retourenschein lege ich Ihnen morgen früh persönlich ins Paket."
    made = desk.redraft(view, f"{view.text}\n\n{own}", "", "Lena")
    assert made.draft is not None
    assert made.draft.version == 2
    assert own in made.text
    assert "30 Tage" in made.text


def test_an_untouched_or_emptied_text_changes_nothing(copilot: Copilot) -> None:
    view, desk = state.opened(drafted(copilot)), Desk(copilot)
    for version, text in ((2, view.text), (3, "  ")):
        view = desk.redraft(view, text, "", "Lena")
        assert view.draft is not None
        assert (view.draft.version, "30 Tage" in view.text) == (version, True)
        assert view.text == view.draft.reply


def test_a_new_version_with_the_same_text_is_no_earlier_one(copilot: Copilot) -> None:
    draft = drafted(copilot)
    assert state.remade(state.opened(draft), draft, draft.reply).alternatives == ()


def test_the_editors_text_is_filed_in_its_ticket(
    copilot: Copilot, desk: Desk, zammad: FakeZammad
) -> None:
    ticket = zammad.ticket()
    view = state.opened(drafted(copilot, f"zammad:{ticket}"))
    assert desk.takes_note(view)
    named = (("ticket", f"zammad:{ticket}"),)
    assert desk.file(view, "Mein Text.", "Lena") == Notice("good", "notice_filed", named)
    assert desk.file(view, "Mein Text.", "Lena") == Notice("info", "notice_filed_before", named)
    (note,) = zammad.notes(ticket)
    assert "Mein Text." in note
    assert "30 Tage" not in note
    assert zammad.sent == []
    assert desk.file(view, " ", "Lena") == Notice("warn", "need_text")


def test_only_a_helpdesks_open_ticket_takes_a_note(copilot: Copilot, desk: Desk) -> None:
    assert not desk.takes_note(View())
    for ticket in (None, "T-1", "zendesk:1"):
        assert not desk.takes_note(state.opened(drafted(copilot, ticket)))
    rejected = drafted(copilot, "zammad:1")
    decided = copilot.decide(rejected.id, 1, Decision("rejected", "Lena", reason="nein"))
    assert not desk.takes_note(state.opened(decided))
    refused = desk.file(state.opened(decided), "Text", "Lena")
    assert (refused.tone, refused.key) == ("bad", "error_conflict")


@pytest.mark.parametrize(
    ("fault", "said"), [(Fault(403), "right to read"), (Fault(500), "500"), (Fault(drop=True), "")]
)
def test_a_helpdesk_that_fails_is_explained(
    copilot: Copilot, desk: Desk, zammad: FakeZammad, fault: Fault, said: str
) -> None:
    ticket = zammad.ticket()
    view = state.opened(drafted(copilot, f"zammad:{ticket}"))
    zammad.faults.append(fault)
    notice = desk.file(view, view.text, "Lena")
    assert (notice.tone, notice.key) == ("bad", "error_helpdesk")
    assert said in notice.detail
    assert zammad.notes(ticket) == []


def test_only_what_is_foreign_is_translated(tmp_path: Path) -> None:
    with FakeModelServer([Say("Wo ist mein Paket?")]) as server:
        settings = load_settings(
            home=tmp_path, model="openai-compatible:any", model_base_url=server.base_url
        )
        with Copilot.open(settings) as copilot:
            desk = Desk(copilot)
            assert desk.translates
            french = "Bonjour, où est mon colis ? Je l'attends depuis une semaine."
            german = "Guten Tag, Ihr Paket ist unterwegs und kommt morgen an."
            found = desk.translated(View(), (french, german), "de")
            assert found == ("Wo ist mein Paket?", None)
            assert len(server.received) == 1


def test_a_model_that_fails_is_explained(tmp_path: Path) -> None:
    with FakeModelServer([Status(500)]) as server:
        settings = load_settings(
            home=tmp_path, model="openai-compatible:any", model_base_url=server.base_url
        )
        with Copilot.open(settings) as copilot:
            failed = Desk(copilot).translated(View(), ("Bonjour, où est mon colis ?",), "de")
    assert isinstance(failed, Notice)
    assert failed.key == "error_model"


def test_without_a_model_nothing_is_offered(copilot: Copilot) -> None:
    view = state.opened(drafted(copilot))
    assert not Desk(copilot).translates
    failed = Desk(copilot).translated(view, ("Bonjour, où est mon colis ?",), "de")
    assert isinstance(failed, Notice)
    assert failed.key == "error_conflict"

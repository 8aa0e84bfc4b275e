"""Redraft with the agent's words, notes into the helpdesk, translations: the desk's part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from copilot.config import load_settings
from copilot.errors import StorageError
from copilot.helpdesks import Desks
from copilot.messages import Decision, Draft, DraftRequest, Message
from copilot.pipeline import Copilot
from copilot.testing import FakeModelServer, Say, Status
from copilot.testing.helpdesks import FakeZammad, Fault
from knowledge.documents import Document
from ui import alternatives, render, state
from ui.alternatives import Others
from ui.desk import Desk
from ui.markup import attribute
from ui.state import Notice, View
from ui.words import LANGUAGES, Language, Words


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
    assert state.remade(state.opened(draft), draft, draft.reply).earlier == ()


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
    ("fault", "german", "english"),
    [
        (Fault(401), "Token und Benutzer", "Token and user"),
        (Fault(403), "fehlt dort das Recht", "lacks the right"),
        (Fault(404), "gibt es dort nicht mehr", "is gone there"),
        (Fault(422), "weist die Notiz ab (422)", "rejects the note (422)"),
        (Fault(500), "Fehler bei sich (500)", "fault of its own (500)"),
        (Fault(429, retry_after="7"), "in 7 Sekunden", "in 7 seconds"),
        (Fault(drop=True), "nicht erreichbar", "cannot be reached"),
    ],
    ids=["token", "rights", "gone", "refused", "failing", "throttled", "unreachable"],
)
def test_a_helpdesk_that_fails_is_explained(
    copilot: Copilot, desk: Desk, zammad: FakeZammad, fault: Fault, german: str, english: str
) -> None:
    ticket = zammad.ticket()
    view = state.opened(drafted(copilot, f"zammad:{ticket}"))
    zammad.faults.append(fault)
    notice = desk.file(view, view.text, "Lena")
    assert (notice.tone, notice.key) == ("bad", "error_helpdesk")
    assert notice.detail
    told: dict[Language, str] = {"de": german, "en": english}
    for language, said in told.items():
        shown = render.notice(notice, Words(language))
        assert said in re.sub(r"<[^>]*>", "", shown)
        assert f'title="{attribute(notice.detail)}"' in shown
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


@pytest.mark.parametrize(
    ("status", "said"),
    [(429, "ausgelastet"), (500, "nicht erreichbar"), (401, "lehnt die Anfrage ab")],
    ids=["busy", "down", "refused"],
)
def test_a_model_that_fails_is_explained(tmp_path: Path, status: int, said: str) -> None:
    with FakeModelServer([Status(status)]) as server:
        settings = load_settings(
            home=tmp_path, model="openai-compatible:any", model_base_url=server.base_url
        )
        with Copilot.open(settings) as copilot:
            failed = Desk(copilot).translated(View(), ("Bonjour, où est mon colis ?",), "de")
    assert isinstance(failed, Notice)
    assert failed.key == "error_model"
    assert said in render.notice(failed, Words("de"))
    assert 'lang="en"' not in render.notice(failed, Words("de"))


def test_other_replies_belong_to_the_open_draft(copilot: Copilot) -> None:
    desk, view = Desk(copilot), state.opened(drafted(copilot))
    found = desk.others(view)
    assert not isinstance(found, Notice)
    assert "acknowledgement" in [other.kind for other in found.replies]
    for language in LANGUAGES:
        words = Words(language)
        html = alternatives.cards(view.key, found, words)
        assert words("alternative_acknowledgement") in html
        assert words("verdict_short_pass") in html
        assert html.count('data-act="use"') == len(found.replies) + len(found.passages)
        shown = re.findall(r"<summary><span>([^<]*)", html)
        assert all(not opening.startswith("Guten Tag") for opening in shown)
        assert alternatives.is_shown(html, view.key)
        assert not alternatives.is_shown(html, "another:1:open")
    offered = alternatives.offered(view.key, found)
    assert offered.texts[0] == found.replies[0].proposal.reply
    assert offered.replies == len(found.replies)


def test_passages_stand_under_their_question_and_go_into_the_text(copilot: Copilot) -> None:
    more = "Die Rückgabe kostet nichts. Sperriges holt die Spedition ab."
    copilot.knowledge.add([Document("shop", "b.md", "policy", "Rückgabe, Kosten", more, "de")])
    view = state.opened(drafted(copilot))
    found = Desk(copilot).others(view)
    assert not isinstance(found, Notice)
    assert found.passages
    assert all(passage.text not in view.text for passage in found.passages)
    html = alternatives.cards(view.key, found, Words("de"))
    assert html.count("Weitere Stellen zu dieser Frage") == 1
    assert found.passages[0].text in html
    offered = alternatives.offered(view.key, found)
    assert offered.texts[offered.replies :] == tuple(p.text for p in found.passages)


def test_where_there_is_no_other_reply_that_is_said(copilot: Copilot) -> None:
    draft = drafted(copilot)
    html = alternatives.cards(state.opened(draft).key, Others(draft), Words("de"))
    assert "keine wirklich andere Antwort" in html
    assert "data-act" not in html


def test_other_replies_that_cannot_be_made_are_explained(
    copilot: Copilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(copilot)
    assert desk.others(View()) == Notice("bad", "error_not_found")
    view = state.opened(drafted(copilot))

    def fail(_draft_id: str) -> None:
        raise StorageError("The disk is full.", hint="Make room.")

    monkeypatch.setattr(copilot, "alternatives", fail)
    failed = desk.others(view)
    assert isinstance(failed, Notice)
    assert (failed.key, failed.detail) == ("error_storage", "The disk is full. Make room.")


def test_without_a_model_nothing_is_offered(copilot: Copilot) -> None:
    view = state.opened(drafted(copilot))
    assert not Desk(copilot).translates
    failed = Desk(copilot).translated(view, ("Bonjour, où est mon colis ?",), "de")
    assert isinstance(failed, Notice)
    assert failed.key == "error_conflict"

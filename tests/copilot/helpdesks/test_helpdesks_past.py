"""Past tickets and macros over the vendors' APIs: all of them, once, whatever goes wrong."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from copilot.errors import ConfigError, CopilotError
from copilot.helpdesks import HelpdeskBusyError, HelpdeskRefusedError, open_past
from copilot.helpdesks.past import chatwoot, freshdesk, zammad, zendesk
from copilot.imports import ImportReport, Judged, Options, Wanted, preview_pull, run_pull
from copilot.testing import tiny_knowledge
from copilot.testing.helpdesks import FakeFreshdesk, FakeHelpdesk, Fault
from knowledge.base import KnowledgeBase
from knowledge.documents import Document

ALL = Options(min_quality=0.0)
_chance = random.Random(11)
_WORDS = [
    "".join(_chance.choice("bdfgklmnprst") + _chance.choice("aeiou") for _ in range(4))
    for _ in range(900)
]


def words(number: int) -> str:
    """Twelve words that no other number has: nothing is near-duplicate by chance."""
    return " ".join(_WORDS[number * 12 : number * 12 + 12])


def fill(desk: FakeHelpdesk, count: int, first: int = 0) -> list[str]:
    """Answered tickets, with an internal note in each; their ids."""
    made = []
    for number in range(first, first + count):
        ticket = desk.ticket(name="Petra Muster", subject=f"Frage {number}")
        desk.says(ticket, f"Guten Tag, wie pflege ich {words(number)}? Petra Muster")
        desk.replies(ticket, "intern: Kulanz bis 20 Euro", private=True)
        desk.replies(ticket, f"Guten Tag Frau Muster, {words(number + 36)} pflegen Sie trocken.")
        made.append(ticket)
    return made


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    knowledge = tiny_knowledge(tmp_path / "home")
    yield knowledge
    knowledge.close()


def pull(desk: FakeHelpdesk, base: KnowledgeBase, **changes: Any) -> ImportReport:
    settings = {name: changes.pop(name) for name in ("attempts", "token") if name in changes}
    stop: Callable[[], bool] = changes.pop("stop", lambda: False)
    with closing(open_past(desk.settings(**settings), stop)) as past:
        return run_pull(desk.kind, past, base, ALL, Wanted(**changes), stop=stop)


def answers(base: KnowledgeBase) -> list[Document]:
    stored = base.store.documents(("past_answer",), 1_000)
    return [document for document in stored if document.origin == "imports"]


def read(desk: FakeHelpdesk) -> Counter[str]:
    """How often each ticket's posts were asked for."""
    parts = (call.path.split("/") for call in desk.calls)
    return Counter(part for path in parts for part in path if part in desk.tickets)


def test_every_ticket_comes_in_once_and_nothing_is_written(
    desk: FakeHelpdesk, base: KnowledgeBase
) -> None:
    tickets = fill(desk, 12)
    desk.page_size = 5
    desk.macro("Etikett", "Das Etikett liegt im Konto.")
    report = pull(desk, base)
    assert (report.tickets, report.counts, report.stopped) == (12, {"added": 13}, False)
    stored = answers(base)
    assert {document.key for document in stored} == {f"{desk.kind}:{t}" for t in tickets}
    assert not any("Kulanz" in d.text or "Muster" in f"{d.question}{d.text}" for d in stored)
    assert [d.text for d in base.store.documents(("macro",))] == ["Das Etikett liegt im Konto."]
    assert {call.method for call in desk.calls} == {"GET"}
    assert desk.sent == []


RULES = [*zendesk.RULES, *freshdesk.RULES, *zammad.RULES, *chatwoot.rules(3)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.path)
def test_no_call_of_an_import_can_write(rule: Any) -> None:
    assert (rule.method, rule.body) == ("GET", None)


PASSING = {
    "429 with Retry-After": Fault(429, retry_after="1"),
    "500": Fault(500),
    "503 without a word": Fault(503),
    "connection dropped": Fault(drop=True),
    "no JSON": Fault(200, body=b"<html>busy</html>"),
    "JSON without the list": Fault(200, body=b'{"error": "try again"}'),
    "JSON null": Fault(200, body=b"null"),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_what_passes_is_waited_out(fault: Fault, desk: FakeHelpdesk, base: KnowledgeBase) -> None:
    """In a list, and in a ticket's own posts."""
    fill(desk, 3)
    desk.faults = [fault, Fault(), fault]
    report = pull(desk, base, what="tickets")
    assert (report.tickets, report.counts, desk.faults) == (3, {"added": 3}, [])


def test_what_stays_wrong_ends_the_run_and_the_next_one_goes_on(
    desk: FakeHelpdesk, base: KnowledgeBase
) -> None:
    fill(desk, 9)
    desk.page_size = 3
    stops = iter([False, True])
    first = pull(desk, base, what="tickets", stop=lambda: next(stops, True))
    assert (first.tickets, first.stopped) == (5 if desk.kind == "freshdesk" else 6, True)
    desk.faults = [Fault(500)] * 2
    with pytest.raises(HelpdeskBusyError):
        pull(desk, base, what="tickets", attempts=2)
    second = pull(desk, base, what="tickets")
    assert (second.resumed_at, second.tickets) == (first.tickets, 9)
    assert second.counts == {"added": 9 - first.tickets}
    assert len(answers(base)) == 9
    assert set(read(desk).values()) == {1}, "no ticket is read twice"


def test_a_run_after_the_last_takes_what_changed(desk: FakeHelpdesk, base: KnowledgeBase) -> None:
    fill(desk, 4)
    pull(desk, base)
    for held in desk.tickets.values():  # long ago, by the helpdesk's clock
        for said in held["said"]:
            said["at"] = said["at"].replace(said["at"][:4], "2020")
    desk.calls.clear()
    (new,) = fill(desk, 1, first=4)
    report = pull(desk, base)
    assert report.counts == {"added": 1}
    assert set(read(desk)) == {new}
    everything = pull(desk, base, anew=True)
    assert (everything.tickets, len(answers(base))) == (5, 5)


def test_a_ticket_that_is_gone_is_told_and_the_others_come(
    desk: FakeHelpdesk, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = fill(desk, 3)
    answer = type(desk).answer

    def without(self: Any, method: str, target: str, *rest: Any) -> Any:
        gone = tickets[1] in target
        return (404, {}, {}) if gone else answer(self, method, target, *rest)

    monkeypatch.setattr(type(desk), "answer", without)
    report = pull(desk, base, what="tickets")
    assert report.counts == {"added": 2, "failed": 1}
    assert tickets[1] in report.problems[0]


def test_a_wrong_token_ends_at_once(desk: FakeHelpdesk, base: KnowledgeBase) -> None:
    fill(desk, 2)
    with pytest.raises(HelpdeskRefusedError, match="401") as refused:
        pull(desk, base, token="wrong-token")
    assert "token" in refused.value.hint
    assert "wrong-token" not in str(refused.value)
    assert len(desk.calls) == 1


def test_a_macro_that_the_helpdesk_dropped_goes(desk: FakeHelpdesk, base: KnowledgeBase) -> None:
    desk.macro("A", "Das Etikett liegt im Konto.")
    desk.macro("B", "Die Rücksendung kostet nichts.")
    assert pull(desk, base, what="macros").counts == {"added": 2}
    desk.macros.pop(0)
    assert pull(desk, base, what="macros").counts == {"unchanged": 1, "removed": 1}
    assert [d.title for d in base.store.documents(("macro",))] == ["B"]


def test_a_look_stores_nothing_and_reads_little(desk: FakeHelpdesk, base: KnowledgeBase) -> None:
    fill(desk, 12)
    desk.macro("Etikett", "Das Etikett liegt im Konto.")
    before = base.store.counts()
    with closing(open_past(desk.settings())) as past:
        found = list(preview_pull(desk.kind, past, base, ALL, limit=4))
    assert [item.fate for item in found if isinstance(item, Judged)] == ["take"] * 4
    assert base.store.counts() == before
    assert sum(read(desk).values()) == 4
    assert pull(desk, base).resumed_at == 0


def test_the_same_page_again_and_again_is_no_progress(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeFreshdesk() as desk:
        fill(desk, 3)
        with closing(open_past(desk.settings())) as past:
            page = past.tickets("", None)
            monkeypatch.setattr(past, "tickets", lambda *_args: page)
            with pytest.raises(CopilotError, match="same page"):
                run_pull("freshdesk", past, base, ALL)


def test_more_tickets_of_one_second_than_a_page_holds(base: KnowledgeBase) -> None:
    """Freshdesk goes on by time; a bulk change gives very many the same one."""
    with FakeFreshdesk() as desk:
        fill(desk, 11)
        for held in list(desk.tickets.values())[2:]:
            for said in held["said"]:
                said["at"] = "2026-01-02T10:00:00+00:00"
        desk.page_size = 3
        report = pull(desk, base)
        assert (report.counts, len(answers(base))) == ({"added": 11}, 11)


def test_a_stop_ends_a_long_wait(desk: FakeHelpdesk, base: KnowledgeBase) -> None:
    fill(desk, 1)
    desk.faults = [Fault(429, retry_after="600")]
    report = pull(desk, base, what="tickets", stop=lambda: True)
    assert (report.stopped, report.tickets) == (True, 0)


def test_only_the_four_have_a_past_that_can_be_read() -> None:
    with FakeFreshdesk() as desk, pytest.raises(ConfigError, match="generic") as refused:
        open_past(desk.settings(type="generic"))
    assert "Export" in refused.value.hint


def test_no_webhook_secret_is_needed_but_a_token_is() -> None:
    with FakeFreshdesk() as desk:
        open_past(desk.settings(secret="")).close()
        with pytest.raises(ConfigError, match="no token"):
            open_past(desk.settings(token=""))

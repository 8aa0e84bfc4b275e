"""The whole job through `Copilot`, with the real steps on a small shop."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from copilot.config import Settings
from copilot.draft import DraftCase
from copilot.errors import (
    BusyError,
    ConflictError,
    DeadlineError,
    InputError,
    NotFoundError,
    ReasonRequiredError,
    TooLargeError,
)
from copilot.events import Checked, Done, Failed, Found, TextDelta, Understood
from copilot.messages import (
    CheckRequest,
    Customer,
    Decision,
    DraftRequest,
    Finding,
    GivenSource,
    Message,
    Order,
    Proposal,
)
from copilot.owner import owner_of
from copilot.pipeline import Copilot
from copilot.pipeline.opening import _steps
from copilot.testing import Break, FakeModelServer, Say, Stall, Status
from copilot.testing.server import Act
from knowledge.documents import Document
from knowledge.errors import IndexMismatchError

RETURNS = "Guten Tag, wie lange kann ich die Schere zurückgeben?\nViele Grüße\nPetra Muster"
PETRA = Customer(first_name="Petra", last_name="Muster", email="petra@example.org")


def asking(text: str = RETURNS, **changes: object) -> DraftRequest:
    return DraftRequest(Message(text), **changes)  # type: ignore[arg-type]


class Drafting:
    """A drafter that says what it is told."""

    name = "told"

    def __init__(self, *proposals: Proposal, wait_s: float = 0) -> None:
        self._proposals = list(proposals)
        self._wait_s = wait_s
        self.cases: list[DraftCase] = []

    def draft(self, case: DraftCase) -> Proposal:
        self.cases.append(case)
        time.sleep(self._wait_s)
        return self._proposals.pop(0)

    def stream(self, case: DraftCase) -> Iterator[str | Proposal]:
        yield from ("Gu", "ten Tag")
        yield self.draft(case)


def with_drafter(copilot: Copilot, drafter: object, **changes: object) -> Copilot:
    """The same copilot with another drafter."""
    settings = replace(copilot.settings, **changes)  # type: ignore[arg-type]
    steps = replace(_steps(settings, copilot.knowledge), drafter=drafter)  # type: ignore[arg-type]
    return Copilot(settings, copilot.store, copilot.knowledge, steps)


# --- drafts -------------------------------------------------------------------------------


def test_a_draft_answers_from_the_knowledge_and_is_kept(copilot: Copilot) -> None:
    draft = copilot.draft(asking(customer=PETRA))
    assert "30 Tage" in draft.reply
    assert draft.language == "de"
    assert {item.source for item in draft.evidence if not item.internal} >= {"rueckgabe.md"}
    assert set(draft.timings_ms) == {"understand", "retrieve", "draft", "check", "total"}
    assert (draft.version, draft.state) == (1, "open")
    assert copilot.draft_by_id(draft.id) == draft
    assert copilot.drafts().items == (draft,)


def test_citations_lie_in_the_reply_and_name_evidence(copilot: Copilot) -> None:
    draft = copilot.draft(asking())
    known = {item.id for item in draft.evidence}
    assert draft.citations
    for citation in draft.citations:
        assert citation.evidence_id in known
        assert draft.reply[citation.start : citation.end].strip()


def test_the_stream_tells_the_steps_in_order_and_ends_with_the_same_draft(
    copilot: Copilot,
) -> None:
    events = list(copilot.stream(asking()))
    kinds = [type(event) for event in events]
    middle = kinds[2:-2]
    assert kinds[:2] == [Understood, Found]
    assert set(middle) <= {TextDelta}
    assert kinds[-2:] == [Checked, Done]
    done = events[-1]
    assert isinstance(done, Done)
    assert copilot.draft_by_id(done.draft.id) == done.draft
    assert done.draft.reply == copilot.draft(asking()).reply


def test_a_stream_that_is_left_stores_nothing(copilot: Copilot) -> None:
    events = copilot.stream(asking())
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert copilot.drafts().total == 0


def test_a_stream_that_fails_says_so_and_stores_nothing(copilot: Copilot) -> None:
    (event,) = copilot.stream(asking("  "))
    assert isinstance(event, Failed)
    assert event.code == "invalid_input"
    assert copilot.drafts().total == 0


def test_a_drafters_own_findings_count(copilot: Copilot) -> None:
    fault = Finding("model_unavailable", "review", "Das Modell antwortet nicht.")
    told = with_drafter(copilot, Drafting(Proposal("Guten Tag, 30 Tage.", findings=(fault,))))
    draft = told.draft(asking())
    assert fault in draft.findings
    assert draft.verdict in {"review", "block"}


def test_the_deadline_ends_a_slow_draft_and_nothing_is_stored(copilot: Copilot) -> None:
    slow = with_drafter(copilot, Drafting(Proposal("Spät."), wait_s=1.2), deadline_s=1.0)
    with pytest.raises(DeadlineError):
        slow.draft(asking())
    assert copilot.drafts().total == 0


def test_redrafting_keeps_request_and_history(copilot: Copilot) -> None:
    drafter = Drafting(Proposal("Erster Text."), Proposal("Zweiter Text."))
    told = with_drafter(copilot, drafter)
    first = told.draft(asking(customer=PETRA))
    second = told.redraft(first.id, 1, instruction="kürzer")
    assert (second.id, second.version, second.reply) == (first.id, 2, "Zweiter Text.")
    assert second.request == replace(first.request, instruction="kürzer")
    assert drafter.cases[1].previous == "Erster Text."
    assert drafter.cases[1].faults == first.findings
    with pytest.raises(ConflictError):
        told.redraft(first.id, 1)
    with pytest.raises(ConflictError):
        told.decide(first.id, 1, Decision("rejected", "Lena"))


# --- inputs -------------------------------------------------------------------------------

ODD_MESSAGES = {
    "only a signature": "-- \nPetra Muster\nGartenweg 1",
    "only a greeting": "Hallo",
    "html with a script": "<p>Wie lange Rückgabe?</p><script>alert('x')</script>",
    "binary": "\x00\x01\ufffd\ud800 PK\x03\x04",
    "one word": "?",
    "another language": "Bonjour, combien coûte la livraison?",
    "an unknown order": "Wo ist meine Bestellung HG-9999?",
    "an unknown product": "Passt der Quasselstrippe 3000 Akku?",
}


@pytest.mark.parametrize("text", ODD_MESSAGES.values(), ids=ODD_MESSAGES.keys())
def test_odd_messages_get_an_honest_draft(copilot: Copilot, text: str) -> None:
    draft = copilot.draft(asking(text))
    assert draft.reply.strip()
    assert "<script" not in draft.reply
    assert copilot.draft_by_id(draft.id).reply == draft.reply


def test_empty_and_huge_inputs_are_refused(copilot: Copilot) -> None:
    with pytest.raises(InputError, match="empty"):
        copilot.draft(asking(" \n"))
    begin = time.monotonic()
    with pytest.raises(TooLargeError, match="10,000,000"):
        copilot.draft(asking("a" * 10_000_000))
    assert time.monotonic() - begin < 1
    with pytest.raises(InputError, match="reply"):
        copilot.check(CheckRequest(Message("a"), ""))
    with pytest.raises(InputError, match="query"):
        copilot.search(" ")
    with pytest.raises(InputError, match="k must"):
        copilot.search("a", k=0)


# --- orders -------------------------------------------------------------------------------

OTHERS = Customer(last_name="Muster", email="petra@example.org")
ORDERS = {
    "named in the message": (asking("Wo bleibt HG-1001?", customer=PETRA), "versandt"),
    "only the number given": (asking(order=Order("HG-1001")), "versandt"),
    "the caller knows better": (asking(order=Order("HG-1001", "zugestellt")), "zugestellt"),
    "the customer's only one": (asking("Wo bleibt mein Paket?", customer=PETRA), "versandt"),
}


@pytest.mark.parametrize(("request_", "status"), ORDERS.values(), ids=ORDERS.keys())
def test_order_facts_come_from_request_then_table(
    copilot: Copilot, request_: DraftRequest, status: str
) -> None:
    order = copilot.draft(request_).understanding.order
    assert order is not None
    assert (order.number, order.status) == ("HG-1001", status)


def test_another_persons_order_is_not_told(copilot: Copilot) -> None:
    draft = copilot.draft(asking("Wo bleibt meine Bestellung HG-1002?", customer=PETRA))
    assert draft.understanding.order is None
    assert draft.understanding.unknown_order == "HG-1002"
    assert "storniert" not in draft.reply


def test_an_order_from_a_second_address_of_the_same_name_is(copilot: Copilot) -> None:
    customer = Customer(first_name="Petra", last_name="Muster", email="petra.privat@example.org")
    draft = copilot.draft(asking("Wo bleibt HG-1001?", customer=customer))
    assert draft.understanding.order is not None


@pytest.mark.parametrize("first_name", ["Paul", ""])
def test_a_relatives_order_is_not_told(copilot: Copilot, first_name: str) -> None:
    customer = Customer(first_name=first_name, last_name="Muster", email="paul@example.org")
    draft = copilot.draft(asking("Wo bleibt HG-1001 meiner Frau?", customer=customer))
    assert draft.understanding.order is None
    assert "versandt" not in draft.reply


# --- checks -------------------------------------------------------------------------------


def test_a_check_with_sources_judges_by_those_alone(copilot: Copilot) -> None:
    reply = "Guten Tag,\n\nSie können die Ware 30 Tage lang zurückgeben.\n\nViele Grüße"
    message = Message("Wie lange kann ich zurückgeben?")
    by_knowledge = copilot.check(CheckRequest(message, reply))
    sources = (GivenSource("s1", "Die Rückgabe ist 14 Tage lang möglich."),)
    by_sources = copilot.check(CheckRequest(message, reply, sources=sources))
    assert "unsupported_claim" not in {finding.code for finding in by_knowledge.findings}
    (claim,) = [f for f in by_sources.findings if f.code == "unsupported_claim"]
    assert claim.reply_span is not None
    assert "30 Tage" in reply[slice(*claim.reply_span)]
    assert [item.id for item in by_sources.evidence] == ["s1"]


def test_findings_name_evidence_that_is_there(copilot: Copilot) -> None:
    reply = "Guten Tag,\n\nder Versand kostet 9,90 €.\n\nViele Grüße"
    result = copilot.check(CheckRequest(Message("Was kostet der Versand?"), reply))
    named = {name for finding in result.findings for name in finding.evidence}
    assert named
    assert named <= {item.id for item in result.evidence}


def test_two_sources_of_one_id_are_refused(copilot: Copilot) -> None:
    twice = (GivenSource("s", "a"), GivenSource("s", "b"))
    with pytest.raises(InputError, match="`s`"):
        copilot.check(CheckRequest(Message("a"), "b", sources=twice))


# --- decisions ----------------------------------------------------------------------------


def test_an_edited_reply_is_checked_before_it_is_taken(copilot: Copilot) -> None:
    draft = copilot.draft(asking(customer=PETRA))
    leak = draft.reply + "\n\nIhr Kontostand bei Kai Fremd: DE89 3704 0044 0532 0130 00"
    assert "personal_data_leak" in {f.code for f in copilot.check_reply(draft.id, leak).findings}
    with pytest.raises(ReasonRequiredError):
        copilot.decide(draft.id, 1, Decision("edited", "Lena", leak))
    decided = copilot.decide(draft.id, 1, Decision("edited", "Lena", draft.reply + " Danke!"))
    assert decided.state == "edited"
    assert copilot.draft_by_id(draft.id) == decided


def test_of_many_agents_one_decides(copilot: Copilot) -> None:
    draft = copilot.draft(asking())
    outcomes: list[str] = []

    def decide(agent: str) -> None:
        try:
            copilot.decide(draft.id, 1, Decision("rejected", agent))
            outcomes.append("won")
        except ConflictError:
            outcomes.append("lost")

    threads = [threading.Thread(target=decide, args=(f"a{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["lost"] * 7 + ["won"]


def test_a_new_message_of_the_same_thread_makes_the_old_draft_stale(copilot: Copilot) -> None:
    first = copilot.draft(DraftRequest(Message(RETURNS, id="ticket-7")))
    copilot.draft(
        DraftRequest(Message("Hat sich erledigt, aber was kostet Versand?", id="ticket-7"))
    )
    assert copilot.draft_by_id(first.id).state == "stale"


# --- learning -----------------------------------------------------------------------------


def test_a_confirmed_reply_answers_the_next_customer(copilot: Copilot) -> None:
    """Nobody knew; an agent did; from then on the knowledge does."""
    question = "Gibt es die Heckenschere auch für Linkshänder?"
    answer = "Guten Tag Frau Muster,\n\ndie Heckenschere gibt es ab Mai für Linkshänder.\n\nLena"
    draft = copilot.draft(asking(question, customer=PETRA))
    assert "Linkshänder?" in "".join(gap.question for gap in copilot.gaps())
    decision = Decision("edited", "Lena", answer, reason="weiß ich vom Hersteller")
    copilot.decide(draft.id, 1, decision)
    (proposal,) = copilot.proposals()
    assert "Muster" not in proposal.answer
    document = copilot.confirm(proposal.id, by="Eva")
    assert copilot.proposals() == ()
    assert copilot.document(document.id).kind == "past_answer"
    found = copilot.search(question, k=1)
    assert found[0].passage.document_id == document.id
    assert "ab Mai" in copilot.draft(asking(question)).reply


def test_a_rejected_draft_proposes_nothing(copilot: Copilot) -> None:
    draft = copilot.draft(asking())
    copilot.decide(draft.id, 1, Decision("rejected", "Lena"))
    assert copilot.proposals() == ()


# --- the knowledge ------------------------------------------------------------------------


def test_internal_documents_are_not_found_and_steer_anyway(copilot: Copilot) -> None:
    drafter = Drafting(Proposal("Guten Tag."))
    with_drafter(copilot, drafter).draft(asking())
    assert [policy.title for policy in drafter.cases[0].policies] == ["Kulanz"]
    assert all(not hit.passage.internal for hit in copilot.search("Kulanz Team 20 €"))


def test_an_ingest_is_seen_by_the_next_draft(copilot: Copilot, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    (folder / "policies").mkdir(parents=True)
    (folder / "policies" / "abholung.md").write_text(
        "# Abholung\n\nSie können Bestellungen samstags in Kiel abholen.", encoding="utf-8"
    )
    told: list[int] = []
    report = copilot.ingest(folder, progress=lambda progress: told.append(progress.total))
    assert report.counts["added"] == 1
    assert told
    assert "Kiel" in copilot.draft(asking("Kann ich meine Bestellung samstags abholen?")).reply


def test_one_ingest_at_a_time(copilot: Copilot, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nText.", encoding="utf-8")
    refused: list[BusyError] = []

    def ingest_again(_progress: object) -> None:
        if not refused:
            with pytest.raises(BusyError) as error:
                copilot.ingest(tmp_path / "a.md")
            refused.append(error.value)

    copilot.ingest(tmp_path / "a.md", progress=ingest_again)
    assert refused
    copilot.ingest(tmp_path / "a.md")


def test_an_unknown_document_is_not_found(copilot: Copilot) -> None:
    with pytest.raises(NotFoundError):
        copilot.document("nope")
    kinds = {document.kind for document in copilot.documents(("policy",))}
    assert kinds == {"policy"}


# --- start and end ------------------------------------------------------------------------


def test_a_folder_has_one_owner_and_a_close_frees_it(settings: Settings) -> None:
    first = Copilot.open(settings, address="http://127.0.0.1:8000")
    with pytest.raises(BusyError, match=r"http://127\.0\.0\.1:8000"):
        Copilot.open(settings)
    first.close()
    first.close()
    assert owner_of(settings.home) is None
    Copilot.open(settings).close()


def test_a_start_that_fails_frees_the_folder(settings: Settings) -> None:
    with pytest.raises(Exception, match="no-such-model"):
        Copilot.open(replace(settings, embedding="no-such-model"))
    Copilot.open(settings).close()


def test_everything_is_there_after_a_restart(settings: Settings) -> None:
    with Copilot.open(settings) as copilot:
        copilot.knowledge.add([Document("s", "a.md", "policy", "A", "Der Zoll ist rot.", "de")])
        draft = copilot.draft(asking("Welche Farbe hat der Zoll?"))
        copilot.decide(draft.id, 1, Decision("accepted", "Lena", reason="ok"))
    with Copilot.open(settings) as copilot:
        read = copilot.draft_by_id(draft.id)
        assert read.decision is not None
        assert read.decision.agent == "Lena"
        assert copilot.search("Zoll")[0].passage.text == "Der Zoll ist rot."


def test_index_work_left_by_a_crash_is_done_at_the_next_start(settings: Settings) -> None:
    """Killed between database and index: the outbox still has it."""
    from knowledge.chunk import chunk

    document = Document("s", "a.md", "policy", "A", "Der Zoll ist rot.", "de")
    with Copilot.open(settings) as copilot:
        copilot.knowledge.store.put([(document, chunk(document))])
        assert copilot.search("Zoll") == []
    with Copilot.open(settings) as copilot:
        assert [hit.passage.document_id for hit in copilot.search("Zoll")] == [document.id]


def test_another_embedder_is_refused_until_a_rebuild(settings: Settings) -> None:
    with Copilot.open(settings) as copilot:
        copilot.knowledge.add([Document("s", "a.md", "policy", "A", "Der Zoll ist rot.", "de")])
    card = settings.home / "index" / "current.json"
    made_by = json.loads(card.read_text())
    made_by["fingerprint"]["embedder"] = "another"
    card.write_text(json.dumps(made_by))
    with pytest.raises(IndexMismatchError) as refused:
        Copilot.open(settings)
    assert "rebuild" in refused.value.hint
    with Copilot.open(settings, for_rebuild=True) as copilot:
        copilot.rebuild()
        assert copilot.search("Zoll")
    with Copilot.open(settings) as copilot:
        assert copilot.search("Zoll")


def test_status_names_what_is_wrong(copilot: Copilot) -> None:
    fine = copilot.status()
    assert fine.ready
    assert fine.counts["documents"] == 3
    copilot.knowledge.close()
    broken = copilot.status()
    assert not broken.ready
    assert [part.name for part in broken.parts if not part.ok] == ["indexes"]


def test_many_threads_at_once(copilot: Copilot) -> None:
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            draft = copilot.draft(DraftRequest(Message(RETURNS, id=f"t{number}")))
            copilot.check(CheckRequest(Message("Wie lange?"), draft.reply))
            copilot.decide(draft.id, 1, Decision("accepted", f"a{number}", reason="gut"))
        except BaseException as error:  # reported below
            faults.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert copilot.drafts("accepted").total == 6


def test_the_day_is_the_callers(copilot: Copilot) -> None:
    drafter = Drafting(Proposal("Guten Tag."))
    day = dt.date(2031, 2, 3)
    today: Callable[[], dt.date] = lambda: day  # noqa: E731
    steps = replace(_steps(copilot.settings, copilot.knowledge), drafter=drafter)
    Copilot(copilot.settings, copilot.store, copilot.knowledge, steps, today=today).draft(asking())
    assert drafter.cases[0].today == day


# --- chat models --------------------------------------------------------------------------


def test_without_a_model_drafts_are_extractive(copilot: Copilot) -> None:
    assert copilot.draft(asking()).drafter == "extractive"
    assert copilot.status().parts[-1].detail == "extractive"


def test_a_model_writes_where_one_is_set(settings: Settings) -> None:
    with FakeModelServer([Say("Sie haben 30 Tage Zeit.")]) as server:
        local = replace(settings, model="openai:any", model_base_url=server.base_url)
        local = replace(local, model_api_key="sk-test")
        with Copilot.open(local) as copilot:
            draft = copilot.draft(asking(customer=PETRA))
    assert draft.drafter.startswith("llm:")
    assert "30 Tage Zeit" in draft.reply
    sent = b"".join(received.body for received in server.received)
    assert b"petra@example.org" not in sent
    assert b"Muster" not in sent


@pytest.mark.parametrize(
    "acts", [[Status(500)], [Break("Sie haben")], [Stall(30)]], ids=["500", "cut", "hangs"]
)
def test_a_model_that_fails_leaves_a_flagged_extractive_draft(
    settings: Settings, acts: list[Act]
) -> None:
    with FakeModelServer(acts) as server:
        local = replace(settings, model="openai:any", model_base_url=server.base_url)
        local = replace(local, model_api_key="sk-test", model_timeout_s=1.0)
        with Copilot.open(local) as copilot:
            events = list(copilot.stream(asking()))
    done = events[-1]
    assert isinstance(done, Done)
    assert done.draft.drafter == "extractive"
    assert "model_unavailable" in {finding.code for finding in done.draft.findings}


def test_a_case_for_somebody_responsible_is_never_ready_to_go(copilot: Copilot) -> None:
    draft = copilot.draft(asking(f"Ich gehe sonst zum Anwalt! {RETURNS}"))
    found = [f for f in draft.findings if f.code == "escalation"]
    assert [f.severity for f in found] == ["review"]
    assert draft.verdict != "pass"
    edited = copilot.check_reply(draft.id, draft.reply.replace("30 Tage", "30 volle Tage"))
    assert [f.code for f in edited.findings if f.severity != "hint"].count("escalation") == 1
    assert edited.verdict != "pass"
    assert not any(f.code == "escalation" for f in copilot.draft(asking()).findings)

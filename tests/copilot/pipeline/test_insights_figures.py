"""Figures from drafts and decisions: right, traceable to tickets, and safe to look at."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from copilot.errors import ConfigError
from copilot.insights import GapBook, Insights, deliver, insights, load_routing
from copilot.insights.figures import complaints, hours, topics, weeks
from copilot.insights.render import csv_text, html
from copilot.insights.routing import parse_routing
from copilot.messages import Decision, Draft
from copilot.store import CopilotStore
from copilot.store.edits import Repair
from copilot.store.insights import DraftFact
from knowledge.analyse import terms

MakeDraft = Callable[..., Draft]
NOW = dt.datetime(2026, 5, 20, 12, tzinfo=dt.UTC)  # a Wednesday


def fact(number: int, days_ago: float = 0, **values: Any) -> DraftFact:
    known: dict[str, Any] = {
        "draft_id": f"d{number}", "ticket": f"zendesk:{number}", "state": "open",
        "created_at": NOW - dt.timedelta(days=days_ago), "language": "de", "intent": "return",
        "complaint": False, "skus": (), "drafter": "extractive",
    }  # fmt: skip
    return DraftFact(**(known | values))


def test_topics_by_volume_with_trend_and_tickets() -> None:
    facts = [fact(1, 1), fact(2, 2), fact(3, 9), fact(4, 1, intent="invoice"), fact(5, 30)]
    first, second = topics(facts, NOW)
    assert (first.intent, first.count, first.last_week, first.trend) == ("return", 4, 2, 1.0)
    assert first.tickets == ("zendesk:1", "zendesk:2", "zendesk:3", "zendesk:5")
    assert (second.intent, second.share, second.trend) == ("invoice", 0.2, None)


def test_weeks_tell_acceptance_distance_and_time() -> None:
    (week,) = weeks(
        [
            fact(1, state="accepted", distance=0.0, seconds=60),
            fact(2, state="edited", distance=0.4, seconds=180),
            fact(3, state="rejected", seconds=120),
            fact(4),
        ]
    )
    assert week.start == dt.date(2026, 5, 18)
    assert (week.drafts, week.accepted, week.edited, week.rejected) == (4, 1, 1, 1)
    assert (week.acceptance, week.edit_distance, week.median_seconds) == (0.3333, 0.2, 120)


def test_hours_are_the_shops_own() -> None:
    found = hours([fact(1), fact(2)])
    assert len(found) == 7 * 24
    assert [(h.weekday, h.hour, h.count) for h in found if h.count] == [(2, 14, 2)]


def test_complaints_by_product_and_cause_with_department() -> None:
    routing = load_routing(Path("/nowhere"))
    facts = [
        fact(1, complaint=True, intent="warranty_defect", skus=("A-1",)),
        fact(2, complaint=True, intent="warranty_defect", skus=("A-1", "B-2")),
        fact(3, complaint=True, intent="where_is_my_order"),
        fact(4, intent="warranty_defect", skus=("A-1",)),
    ]
    found = complaints(facts, routing.department)
    assert [(c.product, c.cause, c.department, c.count) for c in found] == [
        ("A-1", "warranty_defect", "product", 2),
        ("", "where_is_my_order", "shipping", 1),
        ("B-2", "warranty_defect", "product", 1),
    ]
    assert found[0].tickets == ("zendesk:1", "zendesk:2")


@pytest.mark.parametrize(
    ("intent", "department"),
    [
        ("where_is_my_order", "shipping"),
        ("warranty_defect", "product"),
        ("invoice", "sales"),
        ("price_discount", "marketing"),
        ("account_login", "it"),
        ("complaint", "service"),
    ],
)
def test_the_shipped_rules(intent: str, department: str) -> None:
    assert load_routing(Path("/nowhere")).department(fact(1, intent=intent)) == department


def test_a_shops_own_rules_come_first(tmp_path: Path) -> None:
    (tmp_path / "routing.yaml").write_text(
        "rules:\n  - {department: qa, products: [A-1]}\n  - {department: rest}\n", "utf-8"
    )
    routing = load_routing(tmp_path)
    assert routing.department(fact(1, skus=("A-1",))) == "qa"
    assert routing.department(fact(2)) == "rest"


@pytest.mark.parametrize(
    "text",
    ["rules: 3", "x: 1", "rules:\n  - {intents: [a]}", "rules:\n  - {department: a, when: b}",
     "rules: []\ndepartments:\n  a: {webhook: 'file:///etc/passwd'}", "{"],
    ids=["no list", "no rules", "no department", "unknown part", "no http", "no YAML"],
)  # fmt: skip
def test_bad_rules_name_the_file(text: str) -> None:
    with pytest.raises(ConfigError, match=r"mine\.yaml"):
        parse_routing(text, "mine.yaml")


def test_complaints_are_handed_out_once(tmp_path: Path) -> None:
    routing = parse_routing(
        "rules:\n  - {department: it, intents: [account_login]}\n  - {department: sales}\n"
        "departments:\n  it: {webhook: 'http://it.example/hook'}\n  sales: {outbox: out/s.jsonl}\n",
        "r",
    )
    facts = [
        fact(1, complaint=True, intent="account_login"),
        fact(2, complaint=True),
        fact(3),
        fact(4, complaint=True),
    ]
    posted: list[Mapping[str, Any]] = []

    def post(_address: str, body: Mapping[str, Any]) -> None:
        posted.append(body)

    sent = deliver(facts, routing, tmp_path, post, lambda draft_id: draft_id == "d4")
    assert sent == [("d1", "it"), ("d2", "sales")]
    assert [body["ticket"] for body in posted] == ["zendesk:1"]
    (line,) = (tmp_path / "out" / "s.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["ticket"] == "zendesk:2"


def test_a_webhook_that_fails_is_tried_again(tmp_path: Path) -> None:
    routing = parse_routing(
        "rules:\n  - {department: it}\ndepartments:\n  it: {webhook: 'http://it.example/'}\n", "r"
    )

    def post(_address: str, _body: Mapping[str, Any]) -> None:
        raise OSError("no answer")

    assert deliver([fact(1, complaint=True)], routing, tmp_path, post, lambda _id: False) == []


# --- from the store --------------------------------------------------------------------------


def stored(store: CopilotStore, make_draft: MakeDraft, reply: str = "") -> Draft:
    draft = make_draft(("Gibt es die Decke in Rot?", "deferred"), reply="Das klären wir.")
    store.drafts.add(draft)
    GapBook(store, terms).note(draft)
    if reply:
        decision = Decision("edited", "Lena", reply, at=draft.created_at + dt.timedelta(minutes=4))
        store.drafts.decide(draft.id, draft.version, decision)
    return draft


def read(store: CopilotStore) -> Insights:
    return insights(store, GapBook(store, terms), (), lambda _fact: "service")


def test_reads_the_store(store: CopilotStore, make_draft: MakeDraft) -> None:
    draft = stored(store, make_draft, "Ja, die Decke gibt es auch in Rot.")
    found = read(store)
    assert found.drafts == 1
    (week,) = found.weeks
    assert week.edited == 1
    assert week.median_seconds == 240
    assert week.edit_distance is not None
    assert week.edit_distance > 0.3
    assert week.tickets == (draft.id,)


def test_a_gap_gets_an_entry_from_what_agents_replied(
    store: CopilotStore, make_draft: MakeDraft
) -> None:
    draft = stored(store, make_draft, "Ja, die Decke gibt es auch in Rot. Ruf an: 0170 1234567.")
    stored(store, make_draft)
    (entry,) = read(store).gaps
    assert entry.gap.count == 2
    assert "auch in Rot" in entry.proposed_answer
    assert "1234567" not in entry.proposed_answer
    assert entry.from_drafts == (draft.id,)


def test_a_gap_that_nobody_answered_proposes_nothing(
    store: CopilotStore, make_draft: MakeDraft
) -> None:
    stored(store, make_draft)
    (entry,) = read(store).gaps
    assert (entry.proposed_answer, entry.from_drafts) == ("", ())


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_stands_alone_and_escapes(
    language: str, store: CopilotStore, make_draft: MakeDraft
) -> None:
    stored(store, make_draft, "<script>alert(1)</script> Ja, die Decke gibt es in Rot.")
    page = html(read(store), language)
    assert f'lang="{language}"' in page
    assert "<svg" in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not [word for word in ("src=", "href=", "@import", "url(") if word in page]


def test_an_empty_period_is_a_page_too(store: CopilotStore) -> None:
    assert "Nothing in this period." in html(read(store), "en")


def test_csv_holds_no_formula(store: CopilotStore, make_draft: MakeDraft) -> None:
    stored(store, make_draft, "=HYPERLINK(1) Ja, die Decke gibt es in Rot.")
    found = read(store)
    rows = list(csv.reader(io.StringIO(csv_text(found))))
    assert rows[0] == ["section", "name", "figure", "value", "tickets"]
    values = [cell for row in rows[1:] for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in values)
    assert not any(cell.startswith(("=", "@")) for cell in values)


def test_a_period_leaves_out_what_is_older(store: CopilotStore, make_draft: MakeDraft) -> None:
    draft = make_draft(("Gibt es die Decke in Rot?", "answered"), reply="Ja.")
    old = replace(draft, created_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    store.drafts.add(old)
    found = insights(store, GapBook(store, terms), (), lambda _f: "service", days=30)
    assert found.drafts == 0


def test_what_fits_no_topic_is_parted_by_what_it_is_about() -> None:
    asked = [
        "Habt ihr einen Vorführraum?", "Wo ist der Vorführraum?", "Wann hat der Vorführraum auf?",
        "Gibt es einen Kurs?", "Was kostet ein Kurs?", "Wann ist der Kurs?", "Seid ihr nett?",
    ]  # fmt: skip
    facts = [fact(n, intent="other", asked=(text,)) for n, text in enumerate(asked)]
    found = [(topic.subject, topic.count) for topic in topics(facts, NOW)]
    assert found == [("Kurs", 3), ("Vorführraum", 3), ("", 1)]


def test_what_agents_answer_alike_is_one_gap(store: CopilotStore, make_draft: MakeDraft) -> None:
    reply = "Der Vorführraum am Nordertor hat donnerstags bis samstags geöffnet."
    for question in ("Wo kann ich etwas ausprobieren?", "Habt ihr einen Laden?"):
        draft = make_draft((question, "deferred"), reply="Das klären wir.")
        store.drafts.add(draft)
        GapBook(store, terms).note(draft)
        letter = f"Guten Tag,\n\n{reply}\n\nViele Grüße\nLena"
        store.drafts.decide(draft.id, draft.version, Decision("edited", "Lena", letter))
    (entry,) = read(store).gaps
    assert entry.gap.count == len(entry.from_drafts) == 2
    assert entry.proposed_answer == reply


def test_a_gap_that_was_answered_is_closed(store: CopilotStore, make_draft: MakeDraft) -> None:
    draft = stored(store, make_draft, "Ja, die Decke gibt es auch in Rot.")
    stored(store, make_draft)  # the same question again
    book = GapBook(store, terms)
    assert len(book.gaps()) == 1
    book.close(draft.id)
    assert book.gaps() == ()


def test_the_page_calls_things_by_their_names(store: CopilotStore, make_draft: MakeDraft) -> None:
    stored(store, make_draft, "Ja, die Decke gibt es auch in Rot.")
    repair = Repair("d1", "r1", "past_answer", 4, 3, ("t1",))
    found = insights(
        store, GapBook(store, terms), (repair,), lambda _f: "service", days=30,
        named=lambda key: {"d1": "Wie lang ist der Schlauch?"}.get(key, ""),
    )  # fmt: skip
    page = html(found, "de")
    assert "Wie lang ist der Schlauch?" in page
    assert "frühere Antwort" in page
    assert "past_answer" not in page
    assert "Wie lang ist der Schlauch?" in csv_text(found)


def test_the_period_is_set_beside_the_one_before(
    store: CopilotStore, make_draft: MakeDraft
) -> None:
    draft = make_draft(("Gibt es die Decke in Rot?", "answered"), reply="Ja.")
    now = draft.created_at
    for days in (1, 8, 9, 30):
        moved = replace(draft, id=f"d{days}", created_at=now - dt.timedelta(days=days))
        store.drafts.add(moved)
    found = insights(store, GapBook(store, terms), (), lambda _f: "service", days=7, now=now)
    assert found.before is not None
    assert (found.total.drafts, found.before.drafts) == (1, 2)

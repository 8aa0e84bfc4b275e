"""What is handed on as evidence, and above all what is not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from copilot.messages import DECISIONS, KnowledgeFilter, Question, Understanding
from copilot.retrieve import Limits, Retriever
from knowledge.documents import Kind, Passage, ScoredPassage, SearchFilter, digest
from knowledge.filtering import EVERYTHING_PUBLIC, admits, facets

TODAY = dt.date(2026, 5, 12)


def passage(
    source: str,
    text: str,
    *,
    kind: Kind = "policy",
    language: str = "de",
    skus: tuple[str, ...] = (),
    internal: bool = False,
    position: int = 0,
    valid_until: dt.date | None = None,
) -> Passage:
    return Passage(
        id=f"{source}-{position}",
        document_id=source,
        source=source,
        kind=kind,
        title=source,
        text=text,
        language=language,
        position=position,
        skus=skus,
        internal=internal,
        valid_until=valid_until,
    )


class Shelf:
    """A knowledge base that scores by shared words, and counts how often it is asked."""

    def __init__(self, *passages: Passage) -> None:
        self.passages = passages
        self.asked: list[str] = []

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        where: SearchFilter = EVERYTHING_PUBLIC,
        language: str | None = None,
        skus: Sequence[str] | None = None,
    ) -> list[ScoredPassage]:
        self.asked.append(query)
        wanted = _words(query)
        scored = [
            ScoredPassage(p, len(wanted & _words(p.text)) / max(len(wanted), 1))
            for p in self.passages
            if admits(where, facets(p))
        ]
        return sorted((s for s in scored if s.score > 0), key=lambda s: -s.score)[:k]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def understood(*questions: Question, **more: object) -> Understanding:
    plain = Understanding(body="", language="de", questions=questions, intent="product_question")
    return replace(plain, **more)  # type: ignore[arg-type]


def ask(text: str, *skus: str, name: str = "q1", query: str = "") -> Question:
    return Question(name, text, query or text, (0, len(text)), skus=skus)


WARRANTY = passage("garantie.md", "garantie zwei jahre auf alle geräte")
PLUS = passage("plus.md", "garantie fünf jahre motor plus", kind="product", skus=("P-2",))
BASIC = passage("basic.md", "garantie drei jahre motor basic", kind="product", skus=("P-1",))


def test_ids_count_on_over_the_questions() -> None:
    found = Retriever(Shelf(WARRANTY, BASIC)).retrieve(
        understood(ask("garantie jahre"), ask("motor basic", name="q2")), today=TODAY
    )
    assert [item.id for item in found] == [f"e{n}" for n in range(1, len(found) + 1)]
    assert {item.question for item in found} == {"q1", "q2"}


def test_another_product_is_no_evidence_for_this_one() -> None:
    found = Retriever(Shelf(WARRANTY, PLUS, BASIC)).retrieve(
        understood(ask("garantie motor jahre", "P-1")), today=TODAY
    )
    assert {item.source for item in found} == {"garantie.md", "basic.md"}


def test_products_of_the_message_count_where_the_question_names_none() -> None:
    found = Retriever(Shelf(PLUS, BASIC)).retrieve(
        understood(ask("garantie motor jahre"), skus=("P-2",)), today=TODAY
    )
    assert [item.source for item in found] == ["plus.md"]


def test_what_stands_before_a_question_is_searched_with_it() -> None:
    body = "Die Garantie auf den Motor? Gilt sie?"
    question = Question("q1", "Gilt sie?", "Gilt sie?", (body.index("Gilt"), len(body)))
    shelf = Shelf(WARRANTY)
    found = Retriever(shelf).retrieve(understood(question, body=body), today=TODAY)
    assert ([item.source for item in found], shelf.asked) == (["garantie.md"], ["Gilt sie?", body])


def test_nothing_alike_is_no_evidence() -> None:
    shelf = Shelf(passage("x.md", "kaffee"))
    long_question = ask("wann kommt eigentlich der neue katalog " + "mit vielen worten " * 9)
    assert Retriever(shelf).retrieve(understood(long_question), today=TODAY) == ()


def test_weak_evidence_is_cut_off() -> None:
    shelf = Shelf(passage("weak.md", "garantie"), WARRANTY)
    found = Retriever(shelf, Limits(covered=0.6)).retrieve(
        understood(ask("garantie zwei jahre")), today=TODAY
    )
    assert [item.source for item in found] == ["garantie.md"]


def test_out_of_date_passages_stay_out() -> None:
    old = passage("alt.md", "garantie ein jahr", valid_until=dt.date(2026, 1, 1))
    found = Retriever(Shelf(old, WARRANTY)).retrieve(understood(ask("garantie")), today=TODAY)
    assert [item.source for item in found] == ["garantie.md"]


def test_internal_policies_come_with_complaints_only_and_flagged() -> None:
    goodwill = passage("kulanz.md", "garantie kulanz bis 20 euro", internal=True)
    retriever = Retriever(Shelf(WARRANTY, goodwill))
    calm = retriever.retrieve(understood(ask("garantie kulanz")), today=TODAY)
    angry = retriever.retrieve(understood(ask("garantie kulanz"), complaint=True), today=TODAY)
    assert not [item for item in calm if item.internal]
    assert [item.source for item in angry if item.internal] == ["kulanz.md"]
    assert "kulanz.md" not in {item.source for item in angry if not item.internal}


def test_no_document_fills_all_places() -> None:
    manual = [
        passage("manual.md", f"filter reinigen schritt {n}", position=n, skus=("P-1",))
        for n in range(8)
    ]
    policy = passage("policy.md", "filter zurückgeben")
    found = Retriever(Shelf(*manual, policy)).retrieve(
        understood(ask("filter reinigen schritt zurückgeben", "P-1")), today=TODAY
    )
    sources = [item.source for item in found]
    assert "policy.md" in sources
    assert sources.count("manual.md") == Limits().per_document


def test_the_messages_language_comes_first() -> None:
    english = passage("warranty.md", "garantie zwei jahre warranty", language="en")
    found = Retriever(Shelf(english, WARRANTY)).retrieve(
        understood(ask("garantie zwei jahre")), today=TODAY
    )
    assert [item.source for item in found] == ["garantie.md", "warranty.md"]


def test_another_language_serves_where_nothing_else_is_known() -> None:
    english = passage("warranty.md", "garantie two years", language="en")
    found = Retriever(Shelf(english)).retrieve(understood(ask("garantie")), today=TODAY)
    assert [(item.source, item.score) for item in found] == [("warranty.md", 1.0)]


@pytest.mark.parametrize(
    ("allowed", "sources"),
    [
        (KnowledgeFilter(kinds=("product",)), {"basic.md"}),
        (KnowledgeFilter(sources=("garantie.md",)), {"garantie.md"}),
        (KnowledgeFilter(languages=("en",)), set()),
    ],
    ids=["kinds", "sources", "languages"],
)
def test_the_callers_filter(allowed: KnowledgeFilter, sources: set[str]) -> None:
    found = Retriever(Shelf(WARRANTY, BASIC)).retrieve(
        understood(ask("garantie jahre", "P-1"), complaint=True), allowed, TODAY
    )
    assert {item.source for item in found} == sources


def test_four_searches_a_question_at_most() -> None:
    shelf = Shelf(WARRANTY)
    question = replace(ask("garantie", "P-1", query="garantie motor"), topic="Gewährleistung")
    body = "Der Motor läuft nicht. garantie"
    question = replace(question, span=(len(body) - len("garantie"), len(body)))
    Retriever(shelf).retrieve(understood(question, body=body), today=TODAY)
    assert len(shelf.asked) == 4


def test_no_questions_no_searches() -> None:
    shelf = Shelf(WARRANTY)
    assert Retriever(shelf).retrieve(understood(), today=TODAY) == ()
    assert shelf.asked == []


@pytest.mark.parametrize(
    ("source", "confirmed"), [("p1", True), ("pa-012", False)], ids=["by an editor", "of a file"]
)
def test_evidence_says_whether_an_editor_confirmed_it(source: str, confirmed: bool) -> None:
    known = passage(source, "garantie zwei jahre", kind="past_answer")
    origin = DECISIONS if confirmed else "shop"
    shelf = Shelf(replace(known, document_id=digest(origin, "", source)))
    (found,) = Retriever(shelf).retrieve(understood(ask("garantie")), today=TODAY)
    assert found.confirmed is confirmed

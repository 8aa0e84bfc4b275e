"""What customers, sources and models wrote is shown, never obeyed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from copilot.draft.passages import FurtherPassage
from copilot.messages import (
    AgentLanguage,
    AnswerProposal,
    CheckResult,
    Citation,
    Conflict,
    Customer,
    Decision,
    Draft,
    Finding,
    Gap,
    Order,
    OrderItem,
    Proposal,
    Question,
    QuestionStatus,
    Similar,
)
from copilot.pipeline.alternatives import Alternative
from knowledge.documents import Passage, ScoredPassage
from ui import alternatives, casecard, listing, pieces, render, state
from ui.alternatives import Others
from ui.markup import Mark, Pin, attribute, escaped, inert, marked, prose
from ui.state import Notice
from ui.words import Language, Words

MakeDraft = Callable[..., Draft]
WORDS = Words("de")
NOW = dt.datetime(2026, 5, 4, 13, tzinfo=dt.UTC)
EVIL = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea></details><iframe src=//evil.example>",
    "![x](https://evil.example/x.png)",
    "${alert(1)} `${alert(2)}` {{constructor}} {{#each x}}",
    "a\u202ecod.exe\u2066b",
    "&lt;b&gt; & \\u003cscript\\u003e",
]


class Reader(HTMLParser):
    """Collects elements, attributes and text as a browser would."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.names: list[str] = []
        self.values: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names += [name for name, _ in attrs]
        self.values += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


HARMLESS = {
    *(
        "section",
        "div",
        "span",
        "p",
        "h1",
        "h2",
        "h3",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "b",
        "mark",
    ),
    *("details", "summary", "button", "article", "textarea"),
}


def _fragments(make_draft: MakeDraft, evil: str) -> dict[str, str]:
    """Each fragment of the page with `evil` wherever something comes from outside."""
    finding = Finding("wrong_name", "block", evil, (0, 2), "q1", ("e1",))
    status = QuestionStatus("q1", evil, "answered", 0.9, (0, 2))
    order = Order(evil, evil, (OrderItem(evil),), eta=evil)
    draft = make_draft(
        evil,
        evil,
        subject=evil,
        understood={
            "customer": Customer(first_name=evil, last_name=evil),
            "order": order,
            "skus": (evil,),
        },
        evidence={"title": evil, "text": evil, "asked": evil, "source": evil, "kind": "macro"},
        findings=(finding,),
        questions=(status,),
        decision=Decision("edited", evil, evil, evil),
    )
    view = state.conflicted(state.opened(draft), draft)
    passage = Passage("p1", "d1", evil, "past_answer", evil, evil, "de", question=evil)
    proposal = AnswerProposal(
        "x", "d", evil, evil, "de", taken=(evil,),
        conflicts=(Conflict("k", evil, "policy", evil, evil, evil, "number"),),
        similar=(Similar(evil, evil, evil, evil),),
    )  # fmt: skip
    gap = Gap("g", evil, "de", 2, (), NOW)
    result = CheckResult("block", 0.2, (status,), (finding,), draft.evidence)
    return {
        "notice": render.notice(Notice("bad", "notice_conflict_decided", (("by", evil),)), WORDS),
        "detail": render.notice(Notice("bad", "error_busy", detail=evil), WORDS),
        "message": casecard.message(view, WORDS, {evil: evil}),
        "questions": render.questions(draft.questions, WORDS),
        "findings": render.findings(draft.findings, WORDS, {"e1": 1}, known=frozenset({"e1"})),
        "overlay": render.overlay(evil, draft.findings, draft.citations, WORDS, evil),
        "sources": render.sources(draft.evidence, draft.citations, WORDS),
        "conflict": render.conflict(view, WORDS),
        "earlier": render.conflict(replace(view, conflict=None, earlier=(evil,)), WORDS),
        "alternatives": alternatives.cards(
            evil,
            Others(
                draft,
                (Alternative("shorter", Proposal(evil), result),),
                (FurtherPassage(draft.understanding.questions[0].id, evil, "e1", 0.4),),
            ),
            WORDS,
        ),
        "others": render.others((evil, ""), WORDS),
        "inserted": render.inserted(evil, "1"),
        "brand": render.brand(evil),
        "check": render.check_result(result, WORDS),
        "inbox": listing.inbox([draft], WORDS, NOW),
        "passages": listing.passages([ScoredPassage(passage, 0.9)], WORDS),
        "proposals": listing.proposals([proposal], WORDS),
        "gaps": listing.gaps([gap], WORDS, NOW),
    }


@pytest.mark.parametrize("evil", EVIL, ids=range(len(EVIL)))
def test_no_fragment_obeys_what_it_shows(make_draft: MakeDraft, evil: str) -> None:
    for name, html in _fragments(make_draft, evil).items():
        found = read(html)
        assert set(found.tags) <= HARMLESS, name
        assert not [a for a in found.names if a.startswith("on") or a in {"src", "href"}], name
        assert not set("{}`$\\\u202e\u2066") & set(html), name


@pytest.mark.parametrize("text", [*EVIL, "Grüße 🙂 – „so“"])
def test_escaped_text_reads_as_it_was(text: str) -> None:
    shown = read(escaped(text)).text
    assert shown == text.replace("\u202e", "\u2423").replace("\u2066", "\u2423")
    assert read(f'<b title="{attribute(text)}"></b>').values[0] == (
        text.replace("\u202e", "").replace("\u2066", "")
    )


def test_a_source_keeps_its_stress_and_nothing_else() -> None:
    html = prose("**Rotes Licht.** <b>1 * 2 ** 3</b>")
    assert html == "<b>Rotes Licht.</b> &lt;b&gt;1 * 2 ** 3&lt;/b&gt;"


def test_marks_may_overlap_and_pins_take_no_text() -> None:
    text = "🙂 eins zwei drei"
    html = marked(
        text,
        [Mark(2, 11, "low", "0", rank=2), Mark(7, 16, "high", "1", rank=0), Mark(5, 99, "bad")],
        [Pin(11, "<i>1</i>"), Pin(99, "<i>x</i>")],
    )
    assert read(html).text.replace("1", "") == text
    assert '<mark class="low" data-key="0">eins </mark>' in html
    assert '<mark class="high" data-key="0 1">zwei</mark><i>1</i>' in html
    assert "bad" not in html
    assert "<i>x</i>" not in html


def test_marks_of_one_rank_show_together_and_say_what_they_are() -> None:
    html = marked(
        "eins zwei",
        [Mark(0, 9, "q", "1", rank=1, title="Frage"), Mark(5, 9, "c", rank=1, title='"C"')],
    )
    assert '<mark class="q" data-key="1" title="Frage">eins </mark>' in html
    assert '<mark class="q c" data-key="1" title="Frage · &quot;C&quot;">zwei</mark>' in html


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_words_of_a_complaint_are_marked(make_draft: MakeDraft, language: Language) -> None:
    text = "Das ist eine Frechheit! Wann kommt die Mühle?"
    words, span = Words(language), (0, 23)
    question = Question("q1", text[24:], text[24:], (24, len(text)))
    understood = {"complaint": True, "complaint_span": span, "questions": (question,)}
    html = casecard.message(state.opened(make_draft(text, understood=understood)), words, {})
    told = words("mark_complaint")
    marks = re.findall(r'<mark class="([^"]*)" data-key="[^"]*" title="([^"]*)">([^<]*)', html)
    assert marks == [
        ("rc-complaint", told, text[:23]),
        ("rc-q", words("mark_question"), text[24:]),
    ]
    calm = casecard.message(state.opened(make_draft(text)), words, {})
    assert told not in calm


def test_the_overlay_repeats_the_text_and_names_findings_and_sources() -> None:
    text = "Guten Tag,\n\nSie haben {{jahre}} Garantie."
    found = [Finding("unfilled_placeholder", "block", "x", (22, 31))]
    html = render.overlay(text, found, [Citation(12, 41, "e4")], WORDS, "d:1:open")
    shown = read(html)
    assert shown.text == text + "1"
    assert {"rc-m-block", "e4", "d:1:open"} <= set(shown.values)


def test_many_findings_are_counted_not_listed() -> None:
    many = [Finding("spelling", "hint", f"Wort {n}", (n, n + 1)) for n in range(10_000)]
    html = render.findings(many, WORDS, {}, known=frozenset())
    assert html.count("<li") == render.MOST_FINDINGS
    assert f"{10_000 - render.MOST_FINDINGS} weitere" in html


def test_a_huge_text_is_cut_and_says_so(make_draft: MakeDraft) -> None:
    view = state.opened(make_draft("x" * 100_000))
    html = casecard.message(view, WORDS, {})
    assert len(html) < 3 * pieces.MOST_CHARS
    assert "100000" in html
    assert "xx" not in render.overlay("x" * 100_000, (), (), WORDS, "d:1:open")


def test_a_verdict_is_said_in_words() -> None:
    found = [Finding("wrong_name", "block", "x"), Finding("spelling", "hint", "y")]
    shown = read(render.verdict("block", found, WORDS))
    assert "So nicht abschicken" in shown.text
    assert "1 × blockiert · 1 × Hinweis" in shown.text


def test_internal_sources_are_marked_and_cannot_be_inserted(make_draft: MakeDraft) -> None:
    inside = make_draft(evidence={"kind": "macro", "internal": True})
    open_one = make_draft(evidence={"kind": "macro"})
    secret = render.sources(inside.evidence, (), WORDS)
    assert "intern" in read(secret).text
    assert 'data-act="insert"' not in secret
    assert 'data-act="insert"' in render.sources(open_one.evidence, (), WORDS)


def test_empty_lists_say_what_would_fill_them() -> None:
    for html in (
        listing.inbox([], WORDS, NOW),
        listing.passages([], WORDS),
        listing.proposals([], WORDS),
        listing.gaps([], WORDS, NOW),
    ):
        assert len(read(html).text) > 20


def test_an_error_without_a_sentence_of_its_own_gets_the_general_one() -> None:
    html = render.notice(Notice("bad", "error_of_tomorrow"), WORDS)
    assert WORDS("error_internal") in read(html).text


def test_a_finding_is_told_in_the_panels_language() -> None:
    def said(language: AgentLanguage) -> str:
        return {"de": "Ohne Beleg.", "en": "Without a source."}[language]

    both = Finding.worded("unsupported_claim", "review", "de", said)
    old = Finding("unsupported_claim", "review", "Aus alter Zeit.")  # of an older version
    assert both.message == "Ohne Beleg."
    wanted: dict[Language, str] = {"de": "Ohne Beleg.", "en": "Without a source."}
    for language, sentence in wanted.items():
        shown = read(render.findings([both, old], Words(language), {}, known=frozenset())).text
        assert sentence in shown
        assert "Aus alter Zeit." in shown


@pytest.mark.parametrize(
    ("language", "eta", "shown"),
    [
        ("de", "2026-10-06", "06.10.2026"),
        ("en", "2026-10-06", "2026-10-06"),
        ("de", "Ende der Woche", "Ende der Woche"),
    ],
)
def test_a_delivery_day_reads_as_in_the_panels_language(
    make_draft: MakeDraft, language: Language, eta: str, shown: str
) -> None:
    view = state.opened(make_draft(understood={"order": Order("A-1", eta=eta)}))
    assert shown in read(casecard.message(view, Words(language), {})).text


def test_a_proposal_shows_what_it_contradicts_and_what_it_repeats() -> None:
    proposal = AnswerProposal(
        "p1", "d1", "Wie lange kann ich zurückgeben?", "Innerhalb von <99> Tagen.", "de",
        conflicts=(
            Conflict("k1", "r.md", "policy", "Rückgabe", "99 <Tage>", "30 <Tage>", "number"),
        ),
        similar=(Similar("k2", "pa-1", "Welche Frist gilt?", "30 Tage."),),
    )  # fmt: skip
    page = listing.proposals([proposal], WORDS)
    assert "99 &lt;Tage&gt;" in page
    assert "30 &lt;Tage&gt;" in page
    assert 'data-act="confirm_anyway" data-id="p1"' in page
    assert 'data-act="confirm" ' not in page
    assert 'data-act="merge" data-id="p1:k2"' in page
    plain = listing.proposals([replace(proposal, conflicts=(), similar=())], WORDS)
    assert 'data-act="confirm" data-id="p1"' in plain
    assert "rc-beside" not in plain


def test_our_own_pages_keep_their_tags_and_lose_the_templates_meaning() -> None:
    assert inert("<p>{{name}} `$x`</p>") == "<p>&#123;&#123;name&#125;&#125; &#96;&#36;x&#96;</p>"

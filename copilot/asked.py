"""A question with what it needs to be understood."""

from __future__ import annotations

from copilot.messages import Question, Understanding
from knowledge.analyse import sentences, terms

_NEAR = 200  # letters before a question that it may refer to
_CARRIED = 2  # words of an earlier sentence that a question needs to be understood


def in_context(question: Question, understanding: Understanding) -> str:
    """The question behind those sentences of the mail that its query carries over: "Machen Sie
    so etwas?" is nobody else's question."""
    language = understanding.language
    carried = set(terms(question.query, language)) - set(terms(question.text, language))
    before = [
        sentence.text.strip()
        for sentence in sentences(understanding.body, language)
        if sentence.end <= question.span[0]
        and len(carried.intersection(terms(sentence.text, language))) >= _CARRIED
    ]
    return " ".join([*before, question.text])


def near(question: Question, body: str) -> str:
    """The question with the words before it, which it may refer to."""
    start, end = question.span
    first = max(0, start - _NEAR)
    if first:  # not in the middle of a word
        first = body.find(" ", first, start) + 1 or start
    return body[first : max(end, start)] or question.text

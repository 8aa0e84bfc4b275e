"""Whether a mail's questions are found, all of them and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from copilot.messages import Message, Question, Understanding
from copilot.understand import Understander
from knowledge.catalogue import Catalogue
from knowledge.documents import Product

MAILS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "questions.yaml").read_text(encoding="utf-8")
)
Read = Callable[..., Understanding]


@pytest.fixture(scope="module")
def read() -> Read:
    catalogue = Catalogue([Product("LU-1", "Lumo Stehlampe"), Product("LU-2", "Aria Tischlampe")])
    understander = Understander(lambda: catalogue, lambda _: None)

    def understand(text: str, **more: Any) -> Understanding:
        return understander.understand(Message(text, **more))

    return understand


def _asks(question: Question, wanted: str) -> bool:
    return any(word.casefold() in question.text.casefold() for word in wanted.split("|"))


def _found(questions: tuple[Question, ...], wanted: list[str]) -> int:
    """How many of the wanted questions have a found one of their own."""
    left = list(questions)
    hits = 0
    for want in wanted:
        match = next((question for question in left if _asks(question, want)), None)
        if match is not None:
            left.remove(match)
            hits += 1
    return hits


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Darf ich damit schlafen?\nSagt mir mal Bescheid.", ["Darf ich damit schlafen?"]),
        ("Geht das? Sagen Sie uns kurz Bescheid.", ["Geht das?"]),
        (
            "Sagen Sie mir bitte Bescheid, wann der Monteur kommt.",
            ["Sagen Sie mir bitte Bescheid, wann der Monteur kommt."],
        ),
    ],
)
def test_to_be_told_is_no_question_beside_one(read: Read, text: str, asked: list[str]) -> None:
    assert [question.text for question in read(text).questions] == asked


def test_split_of_mails_from_many_trades(read: Read) -> None:
    hits = found = wanted = 0
    wrong = []
    for mail in MAILS:
        more = {key: mail[key] for key in ("subject", "channel") if key in mail}
        questions = read(mail["text"], **more).questions
        matched = _found(questions, mail["ask"])
        hits, found, wanted = hits + matched, found + len(questions), wanted + len(mail["ask"])
        if matched < max(len(questions), len(mail["ask"])):
            wrong.append((mail["id"], [question.text for question in questions]))
    precision, recall = hits / found, hits / wanted
    print(f"precision {precision:.3f} recall {recall:.3f} of {wanted}; wrong: {wrong}")
    assert len(MAILS) >= 60
    assert precision >= 0.93, wrong
    assert recall >= 0.93, wrong

"""Whole mails and whole replies: all answered, one thing left out, or nothing that was asked."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from copilot.check import CheckCase, Checker
from copilot.check.answer.features import ReplyText
from copilot.check.answer.message import bundled_message_model, parse_message_model
from copilot.check.answer.model import bundled_encoders
from copilot.check.answer.whole import NAMES, RISES, MessageText, vector_of, whole
from copilot.check.training import compose
from copilot.messages import CheckResult, Question, Understanding


def checked(mail: str, reply: str, *asked: str, language: str = "de") -> CheckResult:
    """The mail's sentences that are given as `asked` are its questions."""
    questions = []
    for number, text in enumerate(asked, 1):
        start = mail.index(text)
        questions.append(Question(f"q{number}", text, text, (start, start + len(text))))
    return Checker().check(CheckCase(Understanding(mail, language, tuple(questions)), reply))


MAIL_DE = (
    "Guten Tag,\n\nwir haben im Mai die Markise Solvento gekauft und sind eigentlich zufrieden. "
    "Seit dem Sturm am Sonntag fährt sie aber nur noch halb aus und knackt dabei. "
    "Was können wir tun? Außerdem ist am Stoff ein grüner Belag, wie bekommt man den weg?\n\n"
    "Mit freundlichen Grüßen\nRolf Asmussen"
)
ASKED_DE = (
    "Was können wir tun?",
    "Außerdem ist am Stoff ein grüner Belag, wie bekommt man den weg?",
)
ARM_DE = (
    "wenn die Solvento nach einem Sturm nur halb ausfährt und knackt, ist meist ein Gelenkarm "
    "verbogen. Fahren Sie die Markise bitte nicht weiter aus, unser Monteur sieht sich den Arm an."
)
CLOTH_DE = (
    "Den grünen Belag auf dem Stoff entfernen Sie mit lauwarmem Wasser, Feinwaschmittel und einer "
    "weichen Bürste."
)
MAIL_EN = (
    "Hi there,\n\nmy son loves the Galaxo telescope we bought for his birthday, but since we moved "
    "it everything looks blurry, even the moon. How do I align the mirrors again? And can we "
    "attach our camera to it, it's a Canon?\n\nThanks a lot\nBridget Vaughan"
)
ASKED_EN = (
    "How do I align the mirrors again?",
    "And can we attach our camera to it, it's a Canon?",
)
MIRROR_EN = (
    "after a move the mirrors of the Galaxo are often out of line and the picture gets blurry. "
    "Turn the three screws at the back of the tube until the moon is sharp again."
)
CAMERA_EN = "To attach your Canon camera you need the T-ring adapter for the eyepiece holder."
MAILS = [
    pytest.param(MAIL_DE, ASKED_DE, "Guten Tag Herr Asmussen", ARM_DE, CLOTH_DE, "de", id="de"),
    pytest.param(MAIL_EN, ASKED_EN, "Dear Ms Vaughan", MIRROR_EN, CAMERA_EN, "en", id="en"),
]
CANNED = {
    "de": "Gutscheine lösen Sie im letzten Schritt der Bestellung ein. Pro Einkauf gilt ein Code, "
    "eine Auszahlung ist nicht möglich.",
    "en": "Vouchers can be redeemed in the last step of the checkout. One code per purchase, they "
    "cannot be paid out.",
}


@pytest.mark.parametrize(("mail", "asked", "hello", "first", "second", "language"), MAILS)
def test_the_more_of_a_mail_is_answered_the_higher_the_score(
    mail: str, asked: tuple[str, str], hello: str, first: str, second: str, language: str
) -> None:
    def score(text: str) -> float:
        return checked(mail, f"{hello},\n\n{text}", *asked, language=language).answers_message

    both, one, none = score(f"{first} {second}"), score(first), score(CANNED[language])
    assert both > 0.5
    assert both > one > none


@pytest.mark.parametrize(("mail", "asked", "hello", "first", "second", "language"), MAILS)
def test_a_canned_reply_is_called_one_and_a_good_one_is_not(
    mail: str, asked: tuple[str, str], hello: str, first: str, second: str, language: str
) -> None:
    canned = checked(mail, f"{hello},\n\n{CANNED[language]}", *asked, language=language)
    assert "canned_mismatch" in {f.code for f in canned.findings}
    assert {q.status for q in canned.questions} == {"unanswered"}
    good = checked(mail, f"{hello},\n\n{first} {second}", *asked, language=language)
    assert not {f.code for f in good.findings} & {"canned_mismatch", "unanswered_question"}
    assert "unanswered" not in {q.status for q in good.questions}


@pytest.mark.parametrize(("mail", "asked", "hello", "first", "second", "language"), MAILS)
def test_scores_and_statuses_say_the_same(
    mail: str, asked: tuple[str, str], hello: str, first: str, second: str, language: str
) -> None:
    for text in (first, second, f"{first} {second}", CANNED[language]):
        result = checked(mail, f"{hello},\n\n{text}", *asked, language=language)
        ranks = {"unanswered": 0, "partly": 1, "answered": 2}
        found = sorted((q.score, ranks[q.status]) for q in result.questions)
        assert [rank for _, rank in found] == sorted(rank for _, rank in found)


@pytest.mark.parametrize(
    ("mail", "asked", "reply", "language"),
    [
        pytest.param(
            "Hallo, ich habe den Raumduft Silva bestellt. Darf der auch ins Kinderzimmer?",
            "Darf der auch ins Kinderzimmer?",
            "Hallo, lieber nicht, bei Kleinen unter drei raten wir von Raumdüften ab.",
            "de", id="other-words",
        ),
        pytest.param(
            "Hi, I ordered the Silva diffuser. Is it OK to leave it on overnight?",
            "Is it OK to leave it on overnight?",
            "Hi, better not: it switches itself off after four hours anyway.",
            "en", id="short",
        ),
        pytest.param(
            "Hallo, wo bleibt mein Paket mit den zwei Stehlampen? Ich warte seit Montag.",
            "wo bleibt mein Paket mit den zwei Stehlampen?",
            "Hallo, ich frage heute beim Paketdienst nach, wo Ihr Paket mit den Stehlampen liegt, "
            "und melde mich bis morgen Mittag bei Ihnen.",
            "de", id="honest-deferral",
        ),
        pytest.param(
            "Hello, the lamp I bought flickers. Is that a defect?",
            "Is that a defect?",
            "Hello, could you tell us which bulb is in the lamp and send us a short video? Then "
            "we can say whether it is a defect.",
            "en", id="needed-counter-question",
        ),
    ],
)  # fmt: skip
def test_what_is_no_mismatch(mail: str, asked: str, reply: str, language: str) -> None:
    found = {f.code for f in checked(mail, reply, asked, language=language).findings}
    assert not found & {"canned_mismatch", "unanswered_question"}


# --- the model --------------------------------------------------------------------------


def values(message: str, reply: str, language: str = "de") -> dict[str, float]:
    return whole(
        MessageText([message], [message], language),
        ReplyText([reply], language, bundled_encoders()),
        [0.5],
    )


@pytest.mark.parametrize("message", ["", "?", "x" * 5000, "日本語の質問", "🙂"])
@pytest.mark.parametrize("reply", ["", "!", "y " * 3000, "ответ"])
def test_odd_texts_give_finite_features(message: str, reply: str) -> None:
    vector = vector_of(values(message, reply))
    assert vector.shape == (len(NAMES),)
    assert np.isfinite(vector).all()
    assert np.isfinite(bundled_message_model().answers.logit(vector))


@pytest.mark.parametrize("name", sorted(RISES))
def test_no_sign_of_agreement_speaks_against_a_reply(name: str) -> None:
    """However much a feature grows, `answers` never falls and `canned` never rises."""
    model = bundled_message_model()
    found = values("Welche Farbe hat die Lampe?", "Die Lampe ist blau.")
    steps = [found | {name: value} for value in np.linspace(-2, 8, 21)]
    answers = [model.answers.logit(vector_of(step)) for step in steps]
    canned = [model.canned.logit(vector_of(step)) for step in steps]
    assert all(np.diff(answers) >= -1e-4)
    assert all(np.diff(canned) <= 1e-4)


def test_weights_for_other_features_are_refused() -> None:
    with pytest.raises(ValueError, match="train it again"):
        parse_message_model({"features": ["something"]})


# --- what it learns from ----------------------------------------------------------------


def test_written_mails_leave_out_each_thing_once() -> None:
    found = [e for e in compose.written() if e.group == "optics" and e.language == "de"]
    per_mail = Counter((e.text, e.construction) for e in found)
    for mail in {e.text for e in found}:
        parts = next(e.parts for e in found if e.text == mail)
        assert per_mail[mail, "good"] == 1
        assert per_mail[mail, "left_out"] == (len(parts) if len(parts) > 1 else 0)
        assert per_mail[mail, "canned"] >= 4


def test_only_a_left_out_reply_answers_a_part() -> None:
    for exchange in compose.written():
        answered = {right for _, right in exchange.parts}
        wanted = {"good": {True}, "canned": {False}, "left_out": {True, False}}
        assert answered == wanted[exchange.construction], exchange.text


def test_a_canned_reply_is_no_reply_to_the_same_mail() -> None:
    rows = list(compose.written())
    good = {(e.text, e.reply.split("\n\n", 1)[1]) for e in rows if e.construction == "good"}
    canned = {(e.text, e.reply.split("\n\n", 1)[1]) for e in rows if e.construction == "canned"}
    assert not good & canned


def test_composed_mails_are_the_same_again(tmp_path: Path) -> None:
    topics = [
        {
            "topic": f"topic-{n}", "trade": f"trade-{n % 2}",
            "de": [f"was kostet {n}", f"wo ist {n}?"], "en": [f"what is {n}", f"where is {n}?"],
            "reply_de": f"Das {n} steht hier.", "reply_en": f"The {n} is here.",
        }
        for n in range(8)
    ]  # fmt: skip
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, topics)), "utf-8")
    once, again = list(compose.composed(tmp_path)), list(compose.composed(tmp_path))
    assert once == again
    assert {e.construction for e in once} == {"good", "left_out", "canned"}
    for exchange in once:
        right = [f"{question}" for question, right in exchange.parts if right]
        said = {n for n in range(8) if f"{n} steht hier" in exchange.reply}
        if exchange.language == "de":
            assert {int(q.rstrip("?").rsplit(" ", 1)[-1]) for q in right} <= said


def test_rows_say_what_they_are_made_of() -> None:
    first = next(compose.written())
    assert replace(first, reply="").as_row().keys() == first.as_row().keys()
    assert json.loads(json.dumps(first.as_row()))["construction"] == "good"

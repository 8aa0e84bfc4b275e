"""Which of several questions a reply leaves open; messages in which no question was found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from copilot.check import CheckCase, Checker
from copilot.check.answer.decision import PLAIN, READ, RISES, SINKS, parse_decision
from copilot.check.answer.message import bundled_message_model
from copilot.check.training.decisions import Row, fit, labels_of
from copilot.messages import CheckResult, Question, Understanding
from knowledge.embed import load_embedder

CANNED = (
    "Gutscheine lösen Sie im letzten Schritt der Bestellung ein. Pro Einkauf gilt ein Code, eine "
    "Auszahlung ist nicht möglich."
)


class Reader:
    """A cross-encoder that knows which sentence answers which question."""

    name = "told"
    labels = ("answers",)

    def __init__(self, answers: dict[str, str]) -> None:
        self._answers = answers

    def read(self, pairs: Sequence[tuple[str, str]], seconds: float) -> NDArray[np.float64] | None:
        return np.asarray([[self._says(*pair)] for pair in pairs])

    def _says(self, question: str, text: str) -> float:
        answer = self._answers.get(question, "")
        return 4.0 if answer and answer in text else -4.0


def checked(
    mail: str, reply: str, *asked: str, reader: Reader | None = None, language: str = "de"
) -> CheckResult:
    questions = tuple(
        Question(f"q{i}", q, q, (mail.index(q), mail.index(q) + len(q)))
        for i, q in enumerate(asked, 1)
    )
    return Checker(reader=reader).check(CheckCase(Understanding(mail, language, questions), reply))


BUY, FIT = "Kann man den einzeln kaufen?", "Und krieg ich den als Laie selber dran?"
MAIL = f"Hallo, unser Hund hat den linken Bügel meiner Brille zerkaut. {BUY} {FIT}"
PRICE = "Klar, einzeln gibt es den für 24,00 €, am besten gleich mit neuer Schraube."
SCREW = "Dranschrauben können Sie ihn mit jedem Schraubendreher."
TOLD = Reader({BUY: PRICE, FIT: SCREW})


def test_few_words_answer_what_the_cross_encoder_reads_in_them() -> None:
    result = checked(MAIL, f"Hallo,\n\n{PRICE} {SCREW}", BUY, FIT, reader=TOLD)
    assert "unanswered" not in {q.status for q in result.questions}
    assert not {f.code for f in result.findings} & {"unanswered_question", "canned_mismatch"}


@pytest.mark.parametrize(
    ("reply", "left"),
    [pytest.param(PRICE, "q2", id="second"), pytest.param(SCREW, "q1", id="first")],
)
def test_the_question_that_no_sentence_answers_is_left_open(reply: str, left: str) -> None:
    result = checked(MAIL, f"Hallo,\n\n{reply}", BUY, FIT, reader=TOLD)
    assert [q.id for q in result.questions if q.status == "unanswered"] == [left]
    assert [f.question for f in result.findings if f.code == "unanswered_question"] == [left]


def test_a_reply_about_something_else_is_called_canned() -> None:
    result = checked(MAIL, f"Hallo,\n\n{CANNED}", BUY, FIT, reader=TOLD)
    assert "canned_mismatch" in {f.code for f in result.findings}
    assert {q.status for q in result.questions} == {"unanswered"}


@pytest.mark.parametrize(
    ("mail", "reply", "fits"),
    [
        pytest.param("", "Hallo,\n\nhier kam nur Ihre Signatur an.", True, id="tells-of-the-loss"),
        pytest.param("", "Hallo,\n\nworum geht es bei Ihnen?", True, id="asks-back"),
        pytest.param("", f"Hallo,\n\n{CANNED}", False, id="lost-and-canned"),
        pytest.param("Vielen Dank!", "Gern geschehen!", True, id="thanks"),
        pytest.param(
            "Hallo, meine Brille ist am Bügel gebrochen und das Glas hat einen Sprung.",
            f"Hallo,\n\n{CANNED}", False, id="statement-and-canned",
        ),
    ],
)  # fmt: skip
def test_a_message_without_a_question_is_judged_as_a_whole(
    mail: str, reply: str, fits: bool
) -> None:
    result = checked(mail, reply)
    assert (result.answers_message >= 0.5) is fits
    if fits:
        assert "canned_mismatch" not in {f.code for f in result.findings}


@pytest.mark.parametrize("name", ["plain", "read"])
def test_no_sign_of_an_answer_speaks_against_one(name: str) -> None:
    decision = bundled_message_model().decision(read=name == "read")
    for each, weight in zip(decision.names, decision.coefficients, strict=True):
        assert not (each in RISES and weight < 0), each
        assert not (each in SINKS and weight > 0), each


def test_the_limit_is_the_least_score_of_a_question_dealt_with() -> None:
    decision = bundled_message_model().decision(read=True)
    assert decision.chance(decision.open, 0.25) == pytest.approx(0.25)
    assert (
        decision.chance(decision.open + 1, 0.25) > 0.25 > decision.chance(decision.open - 1, 0.25)
    )


def test_weights_for_other_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="fit it again"):
        parse_decision({"names": ["something"]})


# --- fitting ------------------------------------------------------------------------------


EXPECTED = ("Was kostet ein einzelner Bügel?", "Kann man den Bügel selbst wechseln?")
ASKED = ("Was kostet denn der Bügel einzeln?", "Kann ich den selbst wechseln?")


@pytest.mark.parametrize(
    ("kind", "missing", "labels"),
    [
        pytest.param("good", (), [True, True], id="good"),
        pytest.param("wrong_fact", (), [True, True], id="wrong-but-answered"),
        pytest.param("canned", (), [False, False], id="canned"),
        pytest.param("left_out", (1,), [True, False], id="second-left-out"),
        pytest.param("unanswered_question", (0,), [False, True], id="first-left-out"),
        pytest.param("left_out", (), [None, None], id="not-said-which"),
    ],
)
def test_labels_of_found_questions(
    kind: str, missing: tuple[int, ...], labels: list[bool | None]
) -> None:
    embedder = load_embedder("bundled")
    assert labels_of(kind, ASKED, EXPECTED, missing, embedder, "de") == labels


def test_a_question_that_no_label_tells_of_has_none() -> None:
    embedder = load_embedder("bundled")
    (found,) = labels_of("left_out", ["Danke vorab!"], EXPECTED, (1,), embedder, "de")
    assert found is None


def test_limits_are_chosen_on_shops_left_out() -> None:
    rng = np.random.default_rng(3)

    def values(answered: bool) -> dict[str, float]:
        noise = dict(zip((*PLAIN, *READ), rng.normal(size=len(PLAIN) + len(READ)), strict=True))
        return noise | {"read": float(rng.normal(3 if answered else -3))}

    rows = [
        Row(shop, kind, False, [values(a), values(b)], [a, b])
        for shop in ("one", "two")
        for _ in range(40)
        for kind, a, b in (
            ("good", True, True),
            ("left_out", True, False),
            ("canned", False, False),
        )
    ]
    weights, held = fit(rows, (*PLAIN, *READ))
    decision = parse_decision(weights)
    assert len(held) == len(rows)
    good = [min(odds) for at, odds in held.items() if rows[int(at)].good]
    assert np.mean(np.asarray(good) < decision.open) <= 0.05
    left = [row for row in rows if row.kind == "left_out"]
    found = [decision.odds(row.values[1]) < decision.open for row in left]
    assert np.mean(found) > 0.9

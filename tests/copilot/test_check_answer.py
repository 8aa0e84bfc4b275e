"""Whether a reply answers, question by question: shops of several trades, no knowledge."""

from __future__ import annotations

import numpy as np
import pytest

from copilot.check import CheckCase, Checker, Explanation
from copilot.check.answer.background import bundled_backgrounds
from copilot.check.answer.expected import expected, sole_kind
from copilot.check.answer.features import NAMES, ReplyText, features
from copilot.check.answer.kinds import asked, share_given
from copilot.check.answer.model import bundled_encoders, bundled_model, parse_model, sigmoid
from copilot.messages import AnswerStatus, Evidence, FindingCode, Question, Understanding
from knowledge.crossencoder import load_bundled

GREET = "Guten Tag Frau Klein,\n\nvielen Dank für Ihre Nachricht. "
CLOSE = "\n\nViele Grüße\nIhr Serviceteam"


def explained(
    reply: str, *questions: str, language: str = "de", body: str = "", **case: object
) -> Explanation:
    """The checker's view of a reply to these questions."""
    asked_for = tuple(Question(f"q{i}", q, q, (0, len(q))) for i, q in enumerate(questions, 1))
    understanding = Understanding(body or " ".join(questions), language, asked_for)
    return Checker().explain(CheckCase(understanding, reply, **case))  # type: ignore[arg-type]


def statuses(reply: str, *questions: str, **more: object) -> list[AnswerStatus]:
    result = explained(reply, *questions, **more).result  # type: ignore[arg-type]
    return [q.status for q in result.questions]


def codes(reply: str, *questions: str, **more: object) -> set[FindingCode]:
    result = explained(reply, *questions, **more).result  # type: ignore[arg-type]
    return {f.code for f in result.findings}


PAIRS = [
    # question, its answer, a canned reply about something else; language
    pytest.param(
        "Kann ich das Zelt im Regen aufbauen?",
        "Ja, das Zelt können Sie auch im Regen aufbauen: Das Außenzelt steht zuerst.",
        "Den Rechnungsbetrag buchen wir innerhalb weniger Tage von Ihrem Konto ab. Eine Kopie der "
        "Rechnung finden Sie im Kundenkonto.",
        "de", id="tent-de",
    ),
    pytest.param(
        "Wie wasche ich die Daunenjacke?",
        "Waschen Sie die Daunenjacke bei 30 Grad mit Daunenwaschmittel und trocknen Sie sie mit "
        "zwei Tennisbällen im Trockner.",
        "Ihr Paket wurde dem Versanddienst übergeben. Den Stand der Zustellung sehen Sie in der "
        "Sendungsverfolgung.",
        "de", id="jacket-de",
    ),
    pytest.param(
        "Ab welchem Alter ist das Puzzle geeignet?",
        "Das Puzzle ist ab einem Alter von drei Jahren geeignet, weil es kleine Teile enthält.",
        "Gutscheine können Sie im letzten Schritt der Bestellung einlösen. Pro Bestellung gilt ein "
        "Gutschein.",
        "de", id="puzzle-de",
    ),
    pytest.param(
        "Does the desk lamp work with a smart plug?",
        "Yes, the desk lamp works with any smart plug because its switch stays on mechanically.",
        "You can change your delivery address until the parcel is packed. Open your account and "
        "choose the order.",
        "en", id="lamp-en",
    ),
    pytest.param(
        "How do I change the battery of the kitchen scale?",
        "Open the cover on the back of the kitchen scale, take out the old battery and put in a "
        "CR2032 with the plus side up.",
        "Refunds are made to the payment method that you used. It may take a few days until your "
        "bank shows the amount.",
        "en", id="scale-en",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer", "canned", "language"), PAIRS)
def test_an_answer_is_told_from_a_canned_reply(
    question: str, answer: str, canned: str, language: str
) -> None:
    good = explained(answer, question, language=language).result
    bad = explained(canned, question, language=language).result
    assert good.answers_message > 0.5 > bad.answers_message
    assert good.questions[0].status == "answered"
    assert bad.questions[0].status == "unanswered"
    assert "canned_mismatch" in {f.code for f in bad.findings}
    assert not {f.code for f in good.findings} & {"canned_mismatch", "unanswered_question"}


def test_the_answering_span_lies_on_the_answer() -> None:
    answer = "Das Zelt können Sie auch im Regen aufbauen."
    reply = f"{GREET}{answer} Im Lager haben wir noch zwölf Schlafsäcke.{CLOSE}"
    (status,) = explained(reply, "Kann ich das Zelt im Regen aufbauen?").result.questions
    assert status.reply_span is not None
    start, end = status.reply_span
    assert reply[start:end].startswith(answer)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(f"{GREET}{CLOSE}", id="courtesies"),
        pytest.param(
            "Hallo,\n\nes tut uns sehr leid, dass Sie Ärger hatten." + CLOSE, id="only-an-apology"
        ),
    ],
)
def test_boilerplate_answers_nothing(reply: str) -> None:
    found = codes(reply, "Wie wasche ich die Daunenjacke?")
    assert "unanswered_question" in found
    assert "canned_mismatch" not in found


def test_one_of_two_questions() -> None:
    wash = "Wie wasche ich die Daunenjacke?"
    cost = "Was kostet der Versand in die Schweiz?"
    answer = "Waschen Sie die Daunenjacke bei 30 Grad mit flüssigem Daunenwaschmittel."
    both = f"{answer} Der Versand in die Schweiz kostet pauschal 12 Franken."
    result = explained(f"{GREET}{answer}{CLOSE}", wash, cost).result
    assert [q.status for q in result.questions] == ["answered", "unanswered"]
    assert [f.question for f in result.findings if f.code == "unanswered_question"] == ["q2"]
    whole = explained(f"{GREET}{both}{CLOSE}", wash, cost).result
    assert [q.status for q in whole.questions] == ["answered", "answered"]
    assert whole.answers_message > result.answers_message


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        pytest.param("Wir prüfen das und melden uns bis morgen bei Ihnen.", "de", id="check-de"),
        pytest.param("Das kläre ich mit der Werkstatt.", "de", id="clarify-de"),
        pytest.param("We are looking into this and will get back to you.", "en", id="check-en"),
        pytest.param("Bitte nennen Sie uns Ihre Bestellnummer.", "de", id="needed-number"),
        pytest.param(
            "Wo Ihr Paket liegt, frage ich heute beim Zusteller nach. Spätestens morgen haben "
            "Sie Antwort.", "de", id="asked-the-carrier",
        ),
        pytest.param("Sie hören bis Freitag von mir.", "de", id="hear-from-me"),
        pytest.param(
            "Ihr Fall liegt jetzt bei unserer Leitung, die sich morgen bei Ihnen meldet.", "de",
            id="with-the-management",
        ),
        pytest.param(
            "I have asked our technician about your parcel. I'll write to you as soon as I know.",
            "en", id="asked-somebody",
        ),
        pytest.param(
            "Let me check with the warehouse. You'll hear from me tomorrow.", "en", id="let-me",
        ),
        pytest.param(
            "Which parcel do you mean, and where was it sent? Then I can tell you more.", "en",
            id="counter-question",
        ),
    ],
)  # fmt: skip
def test_a_deferral_is_no_mismatch(reply: str, language: str) -> None:
    question = "Wo bleibt mein Paket?" if language == "de" else "Where is my parcel?"
    assert statuses(reply, question, language=language) == ["deferred"]
    found = codes(reply, question, language=language)
    assert not found & {"canned_mismatch", "unanswered_question"}


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (
            "Eine Ratenzahlung bieten wir nicht an. Die Farbe klären wir bis morgen.",
            ["answered", "deferred"],
        ),
        ("Eine Ratenzahlung bieten wir leider nicht an.", ["answered", "unanswered"]),
        (
            "Eine Ratenzahlung bieten wir nicht an. Mehr zur Ratenzahlung klären wir bis morgen.",
            ["answered", "unanswered"],
        ),
    ],
    ids=["the one left", "nothing promised", "another one is meant"],
)
def test_a_promise_that_can_mean_one_question_only_puts_it_off(
    reply: str, status: list[AnswerStatus]
) -> None:
    asked = ("Kann ich die Quirla in Raten zahlen, geht Ratenzahlung?", "Gibt es die in schwarz?")
    assert statuses(reply, *asked, language="de") == status


def test_asking_for_what_stands_in_the_mail() -> None:
    message = "Wo bleibt mein Paket? Bestellnummer BK-20418"
    reply = "Bitte nennen Sie uns Ihre Bestellnummer."
    assert statuses(reply, "Wo bleibt mein Paket?", body=message) == ["unanswered"]
    assert "canned_mismatch" in codes(reply, "Wo bleibt mein Paket?", body=message)


@pytest.mark.parametrize(
    ("message", "reply", "language"),
    [
        pytest.param(
            "Mein Hund wiegt 12 kg. Wie viel Futter braucht er?",
            "Wie schwer ist Ihr Hund denn? Dann kann ich Ihnen die Menge nennen.", "de",
            id="weight",
        ),
        pytest.param(
            "Das Gerät zeigt E07 und lädt nicht. Was hilft?",
            "Welchen Fehlercode zeigt das Gerät an?", "de", id="code",
        ),
        pytest.param(
            "It arrived on 10 November. Can I still return it?", "When did it arrive?", "en",
            id="date",
        ),
    ],
)  # fmt: skip
def test_asking_for_what_was_told_in_other_words(message: str, reply: str, language: str) -> None:
    question = message.split(". ")[-1]
    assert "canned_mismatch" in codes(reply, question, body=message, language=language)


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        pytest.param(
            "Wie viel Futter braucht mein Hund?", "Wie schwer ist Ihr Hund denn?", id="weight"
        ),
        pytest.param("Was hilft, wenn es nicht lädt?", "Zeigt es einen Fehlercode?", id="code"),
    ],
)
def test_asking_for_what_is_missing(message: str, reply: str) -> None:
    assert not codes(reply, message) & {"canned_mismatch", "unanswered_question"}


def passage(text: str, question: str, title: str) -> Evidence:
    return Evidence("e1", "d1", "p.md", "product", title, text, 0.8, question, language="de")


def test_the_knowledge_explains_a_reply_that_repeats_no_word() -> None:
    question = "Welche Mahlstufe nehme ich für den Handfilter?"
    reply = (
        "Fangen Sie zwischen 14 und 18 an und gehen Sie bei bitterem Geschmack eine Stufe höher."
    )
    told = passage(
        "Handfilter: Mahlstufe 14 bis 18. Bei bitterem Geschmack gehen Sie eine Stufe höher.",
        "q1",
        "Mühle › Mahlstufen",
    )
    other = passage("Handfilter fassen 500 ml und sind aus Glas.", "q1", "Handfilter")
    without = explained(reply, question, evidence=(other,)).result.answers_message
    with_it = explained(
        reply, question, evidence=(told,), lookup=lambda _: [told]
    ).result.answers_message
    assert with_it > without


def test_no_question_no_fault() -> None:
    result = explained("Gern geschehen!", body="Vielen Dank!").result
    assert (result.answers_message, result.questions, result.findings) == (1.0, (), ())


def test_explain_shows_every_feature() -> None:
    (judgement,) = explained("Ja, das geht.", "Kann ich das Zelt mieten?").judgements
    assert set(NAMES) <= set(judgement.features)


# --- the parts --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "kind", "holds", "lacks"),
    [
        pytest.param("Wann kommt das Paket?", "when", "In drei Tagen.", "Mit DHL.", id="when"),
        pytest.param("Was kostet der Versand?", "amount", "4,90 €", "Mit DHL.", id="amount"),
        pytest.param("Why is it red?", "why", "Because it is hot.", "Press the key.", id="why"),
    ],
)
def test_kinds_of_answer(question: str, kind: str, holds: str, lacks: str) -> None:
    assert kind in asked(question)
    assert share_given(question, holds) > share_given(question, lacks)


def test_the_weights_belong_to_the_bundled_embedding() -> None:
    """Fails when the embedding was trained anew: then train the answer model again."""
    assert bundled_model().embedder == bundled_encoders().embedder.fingerprint


def test_weights_for_other_features_are_refused() -> None:
    with pytest.raises(ValueError, match="train it again"):
        parse_model({"features": ["something"]})


@pytest.mark.parametrize("question", ["", "?", "x" * 5000, "日本語の質問", "🙂"])
@pytest.mark.parametrize("reply", ["", "!", "y " * 3000, "ответ"])
def test_odd_texts_give_finite_features(question: str, reply: str) -> None:
    text = ReplyText([reply], "de", bundled_encoders())
    vector = features(question, text).vector()
    assert np.isfinite(vector).all()
    assert 0 <= bundled_model().probability(vector) <= 1


def test_background_texts_are_read_by_language() -> None:
    encoders = bundled_encoders()
    for language, background in bundled_backgrounds().items():
        words = encoders.affinity.encode("Lieferung delivery")[0]
        usual = background.best(words)
        assert usual.shape == (len(background.starts), 2), language
        assert (usual <= 1.02).all()


def test_sigmoid_is_bounded() -> None:
    assert 0 < sigmoid(-1e9) < sigmoid(0) == 0.5 < sigmoid(1e9) <= 1


@pytest.mark.parametrize(
    ("question", "reply", "language", "at_most"),
    [
        pytest.param(
            "Wie viel Entkalker muss da rein?",
            "Für den Milchschäumer ist Entkalker nicht geeignet.",
            "de", "partly", id="amount-without-one",
        ),
        pytest.param(
            "Wann kommt mein Paket?", "Ihr Paket ist in der Farbe Blau erhältlich.",
            "de", "unanswered", id="when-without-time",
        ),
        pytest.param(
            "How much does return shipping cost?", "Returns are made with the label in the parcel.",
            "en", "unanswered", id="cost-without-amount",
        ),
    ],
)  # fmt: skip
def test_an_answer_of_another_kind_is_not_called_answered(
    question: str, reply: str, language: str, at_most: str
) -> None:
    """With the cross-encoder, as it ships."""
    order = ["unanswered", "partly", "answered"]
    asked_for = Question("q1", question, question, (0, len(question)))
    case = CheckCase(Understanding(question, language, (asked_for,)), reply)
    status = Checker(reader=load_bundled()).explain(case).result.questions[0].status
    assert order.index(status) <= order.index(at_most)


@pytest.mark.parametrize(
    ("question", "units", "expectation"),
    [
        pytest.param("Wie lange dauert das?", ["Etwa zwei Wochen."], (0, 0, 0), id="time-given"),
        pytest.param("Wie lange dauert das?", ["Das ist blau."], (1, 0, 0), id="time-missing"),
        pytest.param("How many fit in?", ["As you like."], (1, 0, 0), id="number-missing"),
        pytest.param("Was kostet das?", ["Nichts, es ist kostenlos."], (0, 0, 0), id="free"),
        pytest.param("Mahlt ihr die Bohnen?", ["Das machen wir gern."], (0, 1, 0), id="verb-first"),
        pytest.param("Kaputt?", ["Nein, nur leer."], (0, 1, 0), id="one-word"),
        pytest.param("Which bulb fits?", ["Yes, in the yellow bag."], (0, 0, 1), id="clash"),
        pytest.param("Welche Dichtung brauche ich?", ["Die mit 54 mm."], (0, 0, 0), id="open"),
    ],
)
def test_the_form_of_question_and_reply(
    question: str, units: list[str], expectation: tuple[int, ...]
) -> None:
    assert tuple(expected(question, [question], units).values()) == expectation


@pytest.mark.parametrize(
    ("question", "other", "told", "met"),
    [
        ("wie lange dauert der Spaß?", "Muss ich alles einschicken?", "Binnen 8 Werktagen.", 1.0),
        ("Und wann kommt sie?", "Geht das an die Packstation?", "Angekündigt: 25.11.2026", 1.0),
        ("Wann kommt sie?", "Wann kommt der Filter?", "Am Montag.", 0.0),
        ("was kostet das paar", "schärft ihr auch hobelmesser?", "klar, 12,00 € fürs Paar", 1.0),
        ("What does that cost me?", "Can I swap it?", "One swap is free.", 1.0),
        ("What does that cost me?", "Can I swap it?", "Sure, within a year.", 0.0),
        ("What does that cost me?", "Can I swap it?", "Yes. Feel free to write again.", 0.0),
        ("Would I have to pay extra?", "Can I swap it?", "Yes, at no extra cost.", 1.0),
        ("Who pays for the return?", "Can I swap it?", "Send it in at our expense.", 1.0),
        ("zahl ich da was drauf?", "Passt der Ring?", "Er geht auf unsere Kosten zurück.", 1.0),
        ("kostet mich das was?", "Passt der Ring?", "Das kostet Sie nichts.", 1.0),
        ("Muss ich das Porto bezahlen?", "Passt er?", "Das kostet 4,90 €.", 1.0),
        ("Muss ich das einschicken?", "Passt er?", "Das kostet 4,90 €.", 0.0),
        ("Passt das?", "Geht das?", "Am Montag für 12 €.", 0.0),
    ],
)
def test_a_time_or_a_price_answers_who_alone_asks_for_it(
    question: str, other: str, told: str, met: float
) -> None:
    assert sole_kind(question, [other], [told]) == met


def test_yes_may_belong_to_another_question() -> None:
    asked_for = ["Passt das?", "Was kostet es?"]
    assert expected(asked_for[1], asked_for, ["Ja, für 9 €."])["polarity_clash"] == 0

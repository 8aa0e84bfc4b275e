"""The extractive drafter as its users see it: a case in, a reply with citations out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from copilot.config import ShopSettings
from copilot.draft import DraftCase, ExtractiveDrafter
from copilot.draft.answers import Answer
from copilot.draft.choose import Thresholds
from copilot.draft.findings import findings_of
from copilot.draft.hint import Hint
from copilot.messages import (
    Customer,
    DraftRequest,
    Evidence,
    Form,
    Message,
    Order,
    OrderItem,
    Proposal,
    Question,
    Understanding,
)
from knowledge.documents import Document, Kind

TODAY = dt.date(2026, 5, 8)
KIM = Customer(first_name="Kim", last_name="Sommer")
RETURNS = "Sie können Ihre Bestellung innerhalb von 30 Tagen ab Bestelldatum zurückgeben."
WASHING = "So waschen Sie die Hose:\n\n1. Reißverschluss schließen.\n2. Bei 30 °C waschen.\n"


def evidence(
    text: str,
    question: str = "q1",
    kind: Kind = "policy",
    *,
    number: int = 1,
    language: str = "de",
    internal: bool = False,
    asked: str = "",
    title: str = "Seite",
    valid_until: dt.date | None = None,
    date: dt.date | None = None,
) -> Evidence:
    return Evidence(
        f"e{number}", f"d{number}", f"s{number}", kind, title, text, 0.9, question, language,
        asked=asked, internal=internal, valid_until=valid_until, date=date,
    )  # fmt: skip


def case(
    questions: Sequence[str],
    sources: Sequence[Evidence],
    *,
    language: str = "de",
    form: Form = "sie",
    channel: str = "email",
    order: Order | None = None,
    unknown_order: str = "",
    complaint: bool = False,
    body: str = "",
    instruction: str = "",
    policies: Sequence[Document] = (),
    intent: str = "",
) -> DraftCase:
    asked = tuple(Question(f"q{n}", q, q, (0, len(q))) for n, q in enumerate(questions, 1))
    found = Understanding(
        body or " ".join(questions),
        language,
        asked,
        intent=intent,
        complaint=complaint,
        form_of_address=form,
        customer=KIM,
        order=order,
        unknown_order=unknown_order,
    )
    message = Message(found.body, channel=channel)  # type: ignore[arg-type]
    request = DraftRequest(message, agent="Lena", instruction=instruction)
    shop = ShopSettings(name="Radhaus")
    return DraftCase(request, found, tuple(sources), shop, tuple(policies), TODAY)


def draft(made: DraftCase) -> Proposal:
    return ExtractiveDrafter().draft(made)


RETURN_QUESTION = "Wie lange kann ich meine Bestellung zurückgeben?"
WASH_QUESTION = "Wie wasche ich die Hose richtig?"


def test_a_whole_letter() -> None:
    proposal = draft(case([RETURN_QUESTION], [evidence(RETURNS)]))
    assert proposal.reply == (
        "Guten Tag Kim Sommer,\n\nvielen Dank für Ihre Nachricht.\n\n"
        f"{RETURNS}\n\nViele Grüße\nLena\nRadhaus"
    )
    assert [proposal.reply[c.start : c.end] for c in proposal.citations] == [RETURNS]
    assert proposal.drafter == "extractive"


def test_the_same_for_somebody_who_says_du() -> None:
    reply = draft(case([RETURN_QUESTION], [evidence(RETURNS)], form="du")).reply
    assert "Hallo Kim,\n\ndanke für deine Nachricht." in reply
    assert "Du kannst deine Bestellung innerhalb von 30 Tagen" in reply
    assert "Sie" not in reply


def test_questions_are_answered_in_their_order_each_once() -> None:
    sources = [evidence(WASHING, "q2", "product", number=1), evidence(RETURNS, "q1", number=2)]
    reply = draft(case([RETURN_QUESTION, WASH_QUESTION], sources)).reply
    assert reply.index("30 Tagen") < reply.index("1. Reißverschluss schließen.")
    assert "So waschen Sie die Hose:\n1. Reißverschluss schließen.\n2. Bei 30 °C waschen." in reply
    assert reply.count("Guten Tag") == 1


def test_two_questions_with_one_answer_get_it_once() -> None:
    sources = [evidence(RETURNS, "q1", number=1), evidence(RETURNS, "q2", number=2)]
    second = "Kann ich die Bestellung innerhalb von 30 Tagen zurückgeben?"
    reply = draft(case([RETURN_QUESTION, second], sources)).reply
    assert reply.count("innerhalb von 30 Tagen") == 1
    assert "kläre" not in reply


def test_silence_is_admitted_and_nothing_is_invented() -> None:
    proposal = draft(case(["Bieten Sie auch Radkurse an?"], [evidence(RETURNS)]))
    assert "Das kläre ich gern und melde mich bei Ihnen." in proposal.reply
    assert "30 Tagen" not in proposal.reply
    assert proposal.citations == ()


def test_only_the_open_question_is_put_off() -> None:
    questions = [RETURN_QUESTION, "Bieten Sie auch Radkurse an?"]
    reply = draft(case(questions, [evidence(RETURNS, "q1")])).reply
    assert "innerhalb von 30 Tagen" in reply
    assert "Ihre Frage „Bieten Sie auch Radkurse an?“ kläre ich noch" in reply


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Das Paket kam beschädigt an, ich bin sauer!", "dass die Ware beschädigt bei Ihnen"),
        ("Falscher Artikel! Schon wieder!", "etwas anderes erhalten haben als bestellt"),
        ("Ich warte immer noch auf mein Paket!", "so lange auf Ihre Bestellung warten"),
        ("So geht das nicht.", "dass Sie Ärger damit haben"),
    ],
)
def test_a_complaint_is_acknowledged_for_what_it_is(body: str, words: str) -> None:
    reply = draft(case([RETURN_QUESTION], [evidence(RETURNS)], complaint=True, body=body)).reply
    assert (
        f"es tut mir leid, {words}"
        in reply.replace("dass Sie so", "so").replace("leid, so", "leid, so")
        or words in reply
    )
    assert reply.count("tut mir leid") == 1
    assert "vielen Dank für Ihre Nachricht" not in reply


def test_goodwill_is_an_option_for_the_agent_and_no_promise() -> None:
    policy = Document(
        "f", "policies/kulanz.md", "policy", "Kulanz", "Bei Verspätung bis 10 € Gutschein.", "de",
        internal=True,
    )  # fmt: skip
    made = case([RETURN_QUESTION], [evidence(RETURNS)], complaint=True, policies=[policy])
    proposal = draft(made)
    assert "Gutschein" not in proposal.reply
    assert [f.code for f in proposal.findings] == ["goodwill_option"]
    assert "10 €" in proposal.findings[0].message


def test_internal_evidence_is_never_quoted() -> None:
    secret = "Bestellung zurückgeben: bis 45 Tagen ohne Rückfrage kulant annehmen."
    reply = draft(case([RETURN_QUESTION], [evidence(secret, internal=True)])).reply
    assert "45" not in reply


def test_an_expired_source_is_not_used() -> None:
    old = evidence("Sie können die Bestellung innerhalb von 60 Tagen zurückgeben.",
                   valid_until=dt.date(2026, 1, 31))  # fmt: skip
    assert "60 Tagen" not in draft(case([RETURN_QUESTION], [old])).reply


def test_a_past_answer_yields_to_the_policy() -> None:
    past = evidence(
        "Sie können die Bestellung innerhalb von 60 Tagen zurückgeben.",
        kind="past_answer", number=2, asked=RETURN_QUESTION, date=dt.date(2024, 1, 1),
    )  # fmt: skip
    reply = draft(case([RETURN_QUESTION], [past, evidence(RETURNS)])).reply
    assert "30 Tagen" in reply
    assert "60 Tagen" not in reply


def test_a_past_answer_that_a_document_denies_is_left_out() -> None:
    past = evidence(
        "Ja, wir liefern nach Norwegen, der Versand kostet 24,90 €.",
        kind="past_answer", number=2, asked="Liefern Sie nach Norwegen?",
    )  # fmt: skip
    policy = evidence("Nach Norwegen liefern wir nicht.")
    reply = draft(case(["Liefern Sie nach Norwegen?"], [past, policy])).reply
    assert "Nach Norwegen liefern wir nicht." in reply
    assert "24,90" not in reply


def test_a_part_in_another_language_is_left_out() -> None:
    text = f"{RETURNS}\n\nYou can return your order within 30 days of the order date."
    reply = draft(case([RETURN_QUESTION], [evidence(text)])).reply
    assert "You can return" not in reply


def test_nobody_elses_data_comes_along() -> None:
    past = evidence(
        "Hallo ⟦name⟧,\n\nSie können Ihre Bestellung zurückgeben. Ich habe Ihnen zur Bestellung "
        "⟦order_number⟧ am 3.5.2026 ein Etikett an ⟦email⟧ geschickt.\n\nLG Mia",
        kind="past_answer", asked=RETURN_QUESTION,
    )  # fmt: skip
    reply = draft(case([RETURN_QUESTION], [past])).reply
    assert "Sie können Ihre Bestellung zurückgeben." in reply
    for leftover in ("⟦", "Etikett", "3.5.", "Mia", "LG"):
        assert leftover not in reply


ORDER = Order(
    "R-2001",
    "in Bearbeitung",
    (OrderItem("Radhose Tal"),),
    "https://track.example/R2001",
    "2026-05-12",
    dt.date(2026, 5, 4),
)


def test_the_order_is_told_from_its_own_facts() -> None:
    reply = draft(case(["Wann kommt meine Bestellung an?"], [], order=ORDER)).reply
    assert "Ihre Bestellung R-2001 (Radhose Tal) ist in Bearbeitung" in reply
    assert "12. Mai" in reply


def test_who_waits_is_told_of_the_order_even_if_the_question_is_another() -> None:
    made = case(["Was passiert jetzt?"], [], order=ORDER, intent="where_is_my_order")
    assert "Ihre Bestellung R-2001" in draft(made).reply


def test_an_order_number_is_asked_for() -> None:
    unknown = case(["Wo ist mein Paket?"], [], unknown_order="R-9")
    assert "Unter der Nummer R-9 finde ich leider keine Bestellung." in draft(unknown).reply
    assert "noch Ihre Bestellnummer?" in draft(case(["Wo ist mein Paket?"], [])).reply


def test_a_public_reply_carries_no_order_data() -> None:
    made = case(["Wann kommt meine Bestellung an?"], [], order=ORDER, channel="review")
    assert "R-2001" not in draft(made).reply


def test_the_day_that_a_rule_means_for_this_order() -> None:
    reply = draft(case([RETURN_QUESTION], [evidence(RETURNS)], order=ORDER)).reply
    assert "Bei Ihrer Bestellung vom 4. Mai ist das bis zum 3. Juni." in reply


def test_no_day_is_computed_from_an_unknown_delivery() -> None:
    text = "Sie können Ihre Bestellung innerhalb von 30 Tagen ab Erhalt zurückgeben."
    reply = draft(case([RETURN_QUESTION], [evidence(text)], order=ORDER)).reply
    assert "Juni" not in reply


def test_a_chat_is_short_and_no_letter() -> None:
    reply = draft(case([RETURN_QUESTION], [evidence(RETURNS)], channel="chat", form="du")).reply
    assert reply.startswith("Hallo Kim!\nDu kannst deine Bestellung")
    assert "Viele Grüße" not in reply
    assert "\n\n" not in reply


def test_an_english_reply() -> None:
    text = "You can return your order within 30 days."
    made = case(["How long can I return my order?"], [evidence(text, language="en")], language="en")
    assert draft(made).reply == (
        f"Dear Kim Sommer,\n\nThank you for your message.\n\n{text}\n\nKind regards\nLena\nRadhaus"
    )


def test_a_source_in_another_language_is_quoted_and_flagged() -> None:
    text = "Your order can be returned within 30 days; returns are free."
    asked = "Can my order be returned within 30 days?"
    made = case([asked], [evidence(text, language="en")])
    proposal = draft(made)
    assert f"nur auf Englisch vor: „{text}“" in proposal.reply
    assert [f.code for f in proposal.findings] == ["wrong_language"]


@pytest.mark.parametrize(
    ("instruction", "contains", "codes"),
    [
        ("kürzer", "30 Tagen", []),
        ("duzen", "Du kannst deine Bestellung", []),
        ("auf Englisch", "Dear Kim Sommer,", ["wrong_language"]),
        ("Gutschein anbieten", "30 Tagen", ["instruction_not_followed"]),
    ],
)
def test_the_agents_instruction(instruction: str, contains: str, codes: list[str]) -> None:
    made = case([RETURN_QUESTION], [evidence(RETURNS)], instruction=instruction)
    proposal = draft(made)
    assert contains in proposal.reply
    assert [f.code for f in proposal.findings] == codes


def test_a_message_without_text_gets_an_honest_reply() -> None:
    made = case([], [])
    made = replace(made, understanding=replace(made.understanding, body=""))
    assert "ist kein Text bei uns angekommen" in draft(made).reply


def test_a_stream_ends_with_its_proposal_and_says_the_same() -> None:
    *pieces, last = ExtractiveDrafter().stream(case([RETURN_QUESTION], [evidence(RETURNS)]))
    assert isinstance(last, Proposal)
    assert "".join(str(piece) for piece in pieces) == last.reply


@pytest.mark.parametrize(
    ("asked", "guessed"),
    [
        (RETURN_QUESTION, False),
        ("Liefern Sie die Hose auch samstags an Packstationen?", True),
    ],
)
def test_a_guess_is_called_one_in_its_place(asked: str, guessed: bool) -> None:
    limits = Thresholds(enough=0.0, enough_without_meaning=0.0)
    proposal = ExtractiveDrafter(thresholds=limits).draft(case([asked], [evidence(RETURNS)]))
    found = [f for f in proposal.findings if f.code == "unsure_answer"]
    assert [f.severity for f in found] == ["review"] * guessed
    for finding in found:
        assert finding.reply_span is not None
        assert proposal.reply[slice(*finding.reply_span)] in RETURNS
        assert (finding.question, finding.evidence) == ("q1", ("e1",))
        assert asked in finding.message


@pytest.mark.parametrize(
    ("score", "severities"), [(0.01, ["review"]), (0.09, ["review"]), (0.5, [])]
)
def test_what_is_hardly_probable_has_to_be_read(score: float, severities: list[str]) -> None:
    made = case([RETURN_QUESTION], [])
    answer = Answer(made.understanding.questions[0], score=score)
    found = findings_of(made, "de", Hint(), [answer], "")
    assert [f.severity for f in found] == severities

"""Sentences and their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.analyse import sentences


def texts(text: str, language: str = "de") -> list[str]:
    return [sentence.text for sentence in sentences(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Ich habe am 3. Mai bestellt. Wann kommt sie?",
            ["Ich habe am 3. Mai bestellt.", "Wann kommt sie?"],
            id="date",
        ),
        pytest.param(
            "Liefern Sie in die Wohnung (3. Stock)? Passt sie an die alte (Bj. 2019)?",
            ["Liefern Sie in die Wohnung (3. Stock)?", "Passt sie an die alte (Bj. 2019)?"],
            id="brackets",
        ),
        pytest.param(
            "Das Paket ist weg :( . Bitte schnell melden :)",
            ["Das Paket ist weg :( .", "Bitte schnell melden :)"],
            id="smileys",
        ),
        pytest.param(
            "Gibt es z. B. die X2 (Nr. 12)? Das wäre d.h. toll.",
            ["Gibt es z. B. die X2 (Nr. 12)?", "Das wäre d.h. toll."],
            id="abbreviations",
        ),
        pytest.param(
            "Das kostet 1.299,00 € inkl. MwSt. Ist das richtig?",
            ["Das kostet 1.299,00 € inkl. MwSt.", "Ist das richtig?"],
            id="price and an abbreviation at the end",
        ),
        pytest.param(
            "Es geht um Bestellung 4711. Wann kommt sie?",
            ["Es geht um Bestellung 4711.", "Wann kommt sie?"],
            id="long number at the end",
        ),
        pytest.param(
            "Das ist schon der 2. Versuch bei Ihnen. Schade!",
            ["Das ist schon der 2. Versuch bei Ihnen.", "Schade!"],
            id="ordinal before a noun",
        ),
        pytest.param(
            "sie ist kaputt. was soll ich tun? danke schön",
            ["sie ist kaputt.", "was soll ich tun?", "danke schön"],
            id="lower case throughout",
        ),
        pytest.param(
            "Sie ist kaputt.Was soll ich tun?Bitte helfen!!",
            ["Sie ist kaputt.", "Was soll ich tun?", "Bitte helfen!!"],
            id="no space after the mark",
        ),
        pytest.param(
            "Siehe www.shop.de/hilfe.html oder max@shop.de. Geht das?",
            ["Siehe www.shop.de/hilfe.html oder max@shop.de.", "Geht das?"],
            id="links",
        ),
        pytest.param(
            "Hallo,\nich warte noch.\n\nMit freundlichen Grüßen\nMax Müller",
            ["Hallo,", "ich warte noch.", "Mit freundlichen Grüßen", "Max Müller"],
            id="letter form",
        ),
        pytest.param(
            "Dies ist eine lange Zeile, die hart umgebrochen wurde von einem\n"
            "Mailprogramm und hier weitergeht. Ende.",
            [
                (
                    "Dies ist eine lange Zeile, die hart umgebrochen wurde von einem\n"
                    "Mailprogramm und hier weitergeht."
                ),
                "Ende.",
            ],
            id="hard-wrapped",
        ),
        pytest.param(
            "Fragen:\n- Wann kommt das Paket\n- Was kostet es. Und wie?\n1. Erstens\n2. Zweitens",
            [
                "Fragen:",
                "- Wann kommt das Paket",
                "- Was kostet es.",
                "Und wie?",
                "1. Erstens",
                "2. Zweitens",
            ],
            id="lists",
        ),
        pytest.param(
            'Er sagte "Was?" und ging. Dann nichts...',
            ['Er sagte "Was?" und ging.', "Dann nichts..."],
            id="quotation",
        ),
        pytest.param("Wirklich?! 😀 Ja.", ["Wirklich?!", "😀 Ja."], id="emoji"),
    ],
)
def test_german(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Dr. Smith ordered on Jan. 5. Where is it?",
            ["Dr. Smith ordered on Jan. 5.", "Where is it?"],
            id="title and date",
        ),
        pytest.param(
            "It weighs approx. 3.5 kg, e.g. with lid. OK?",
            ["It weighs approx. 3.5 kg, e.g. with lid.", "OK?"],
            id="abbreviations",
        ),
        pytest.param(
            "i paid twice. can you check? order no. 1234",
            ["i paid twice.", "can you check?", "order no. 1234"],
            id="lower case",
        ),
        pytest.param(
            "We open at 9 a.m. on weekdays. Call us.",
            ["We open at 9 a.m. on weekdays.", "Call us."],
            id="time of day",
        ),
    ],
)
def test_english(text: str, expected: list[str]) -> None:
    assert texts(text, "en") == expected


@given(st.text(alphabet="aB1 .!?…\n\t,;:-„“\"'()äß😀/@", max_size=200))
def test_spans_are_exact_ordered_and_lose_nothing(text: str) -> None:
    found = sentences(text, "de")
    position = 0
    for sentence in found:
        assert text[sentence.start : sentence.end] == sentence.text
        assert not text[position : sentence.start].strip()
        position = sentence.end
    assert not text[position:].strip()


def test_a_megabyte_without_a_mark_is_quick() -> None:
    assert len(texts("wort " * 200_000)) == 1
    assert texts("") == []


@pytest.mark.parametrize(
    "text", ["Das ist kaputt.W", "It broke.W", "kaputt.W ", "A.B", "?W", "gut.\u00dc"]
)
def test_a_text_that_ends_right_after_a_boundary(text: str) -> None:
    found = sentences(text, "de")
    assert "".join(sentence.text for sentence in found).replace(" ", "") == text.replace(" ", "")

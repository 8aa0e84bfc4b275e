"""Languages of short texts."""

import json
from pathlib import Path

import pytest

from knowledge.analyse import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wo ist mein Paket?", "de"),
        ("Where is my parcel?", "en"),
        ("moin, ist die mühle noch da", "de"),
        ("wheres my stuff??", "en"),
        ("Paket kaputt", "de"),
        ("item broken", "en"),
        ("Rückgabefrist", "de"),
        ("return label", "en"),
        ("Danke", "de"),
        ("thx", "en"),
        ("Das Display meiner X2 Pro shows error E05", "de"),
        ("Hallo, I ordered a grinder and it doesn't work", "en"),
        ("Où est mon colis ?", "fr"),
        ("¿Dónde está mi pedido?", "es"),
        ("Dove si trova il mio pacco?", "it"),
        ("Waar is mijn pakket?", "nl"),
        ("Gdzie jest moja paczka?", "pl"),
        ("Siparişim nerede?", "tr"),
        ("Привет, где мой заказ?", "ru"),
        ("我的包裹在哪里", "zh"),
        ("Wie kann ich diese Software starten, wenn der Download failed?", "de"),
    ],
)
def test_short_messages(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "   ", "😀👍", "12345", "EK-43S", "https://shop.example/x"])
def test_nothing_to_tell_is_unknown_unless_hinted(text: str) -> None:
    assert detect_language(text) == "und"
    assert detect_language(text, "en") == "en"


@pytest.mark.parametrize("hint", ["de", "en"])
def test_hint_settles_what_is_unclear_but_not_what_is_clear(hint: str) -> None:
    assert detect_language("ok", hint) == hint
    assert detect_language("Ich habe die falsche Größe bekommen.", hint) == "de"
    assert detect_language("I received the wrong size.", hint) == "en"


def test_quoted_addresses_and_placeholders_do_not_count() -> None:
    text = "Ist das so? https://shop.example/where/is/my/parcel/and/why ⟦name⟧ ⟦order_number⟧"
    assert detect_language(text) == "de"


def test_huge_text_is_quick() -> None:
    assert detect_language("Das ist ein Satz. " * 100_000) == "de"


@pytest.mark.data
@pytest.mark.parametrize("language", ["de", "en"])
def test_public_questions(eval_data: Path, language: str) -> None:
    lines = (eval_data / "covid-faq" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [q["text"] for q in map(json.loads, lines) if q["lang"] == language]
    wrong = [text for text in texts if detect_language(text) != language]
    assert len(wrong) <= len(texts) // 100, wrong

"""A price or measure that stands in the catalogue alone: found, quoted, cited, not doubted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from copilot.config import load_settings
from copilot.messages import CheckRequest, Draft, DraftRequest, Message
from copilot.pipeline import Copilot

CATALOGUE = (
    "Artikelnummer;Bezeichnung;Warengruppe;Preis;Gewicht (kg);Farbe;EK\n"
    "ZW-210;Zeltwind 2;Zelt;1.249,00 €;2,4;moosgrün;611,30\n"
    "ZW-310;Zeltwind 3;Zelt;1.449,00 €;3,1;moosgrün;702,80\n"
)
RETURNS = "# Rückgabe\n\nSie können Zelte innerhalb von 30 Tagen ab Erhalt zurückgeben."
SHIPPING = "# Shipping\n\nWe deliver within two to three working days."


@pytest.fixture(scope="module")
def copilot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copilot]:
    folder: Path = tmp_path_factory.mktemp("zelte")
    (folder / "policies").mkdir()
    (folder / "policies" / "rueckgabe.md").write_text(RETURNS, "utf-8")
    (folder / "policies" / "versand.en.md").write_text(SHIPPING, "utf-8")
    (folder / "produkte.csv").write_bytes(CATALOGUE.encode("cp1252"))
    settings = load_settings(env={"COPILOT_HOME": str(tmp_path_factory.mktemp("home") / "home")})
    with Copilot.open(settings) as opened:
        opened.ingest(folder)
        yield opened


def drafted(copilot: Copilot, text: str) -> Draft:
    return copilot.draft(DraftRequest(message=Message(text=text)))


@pytest.mark.parametrize(
    ("question", "fact", "sku"),
    [
        pytest.param("Guten Tag, was kostet das Zeltwind 2?", "1.249,00 €", "ZW-210", id="german"),
        pytest.param("Hello, how much is the Zeltwind 3?", "€1,449.00", "ZW-310", id="english"),
        pytest.param("Hallo, wie schwer ist das Zeltwind 3?", "3,1 kg", "ZW-310", id="weight"),
        pytest.param("Welche Farbe hat das Zeltwind 2?", "moosgrün", "ZW-210", id="colour"),
    ],
)
def test_the_reply_quotes_and_cites_the_row(
    copilot: Copilot, question: str, fact: str, sku: str
) -> None:
    draft = drafted(copilot, question)
    assert fact in draft.reply
    cited = {citation.evidence_id for citation in draft.citations}
    assert sku in {item.source for item in draft.evidence if item.id in cited}
    assert "unsupported_claim" not in {finding.code for finding in draft.findings}


@pytest.mark.parametrize("question", ["Was kostet das Zeltwind 2?", "Zeltwind 2"])
def test_what_the_shop_pays_is_nowhere(copilot: Copilot, question: str) -> None:
    found = copilot.search(question, k=20)
    assert any(scored.passage.source == "ZW-210" for scored in found)
    assert not any("611" in scored.passage.text for scored in found)


def test_a_question_about_returns_is_not_answered_with_the_price(copilot: Copilot) -> None:
    draft = drafted(copilot, "Wie lange kann ich das Zeltwind 2 zurückgeben?")
    assert "30 Tage" in draft.reply
    assert "1.249" not in draft.reply


@pytest.mark.parametrize(
    ("reply", "codes"),
    [
        pytest.param("Das Zeltwind 2 kostet 1.249,00 €.", set(), id="right-price"),
        pytest.param("Das Zeltwind 2 wiegt 2,4 kg.", set(), id="right-weight"),
        pytest.param("Das Zeltwind 2 wiegt 5,9 kg.", {"unsupported_claim"}, id="wrong-weight"),
    ],
)
def test_a_reply_is_judged_by_the_catalogue(copilot: Copilot, reply: str, codes: set[str]) -> None:
    message = Message(text="Was kostet das Zeltwind 2 und was wiegt es?")
    found = copilot.check(CheckRequest(message, f"Guten Tag,\n\n{reply}\n\nViele Grüße"))
    facts = {"unsupported_claim", "stale_fact"}
    assert {finding.code for finding in found.findings} & facts == codes

"""An agent's own sentences in a draft that is made anew, and a model that mends its faults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from copilot.config import load_settings
from copilot.messages import Citation, DraftRequest, Message, Proposal
from copilot.pipeline import Copilot
from copilot.pipeline.kept import with_edits
from copilot.testing import FakeModelServer, Say, Status
from copilot.testing.knowledge import TINY_DOCUMENTS

OLD = "Guten Tag,\n\nDie Kanne fasst einen Liter. Der Versand dauert drei Tage.\n\nViele Grüße"
EDITS = {
    "nothing": (OLD, OLD, "Guten Tag,\n\nEs sind drei Tage.\n\nViele Grüße", None),
    "a sentence added": (
        OLD,
        OLD.replace("Tage.\n", "Tage. Schönen Urlaub!\n"),
        "Guten Tag,\n\nSie fasst einen Liter. Der Versand dauert drei Tage.\n\nViele Grüße",
        (
            "Guten Tag,\n\nSie fasst einen Liter. Der Versand dauert drei Tage. Schönen Urlaub!"
            "\n\nViele Grüße"
        ),
    ),
    "a sentence taken out": (
        OLD,
        OLD.replace("Die Kanne fasst einen Liter. ", ""),
        OLD.replace("drei Tage", "nur drei Tage"),
        "Guten Tag,\n\nDer Versand dauert nur drei Tage.\n\nViele Grüße",
    ),
    "a sentence put in other words": (
        OLD,
        OLD.replace("Der Versand dauert drei Tage.", "Am Donnerstag ist sie bei Ihnen."),
        "Guten Tag,\n\nSie fasst einen Liter. Der Versand dauert drei Tage.\n\nViele Grüße",
        "Guten Tag,\n\nSie fasst einen Liter. Am Donnerstag ist sie bei Ihnen.\n\nViele Grüße",
    ),
    "all around it is new": (
        OLD,
        OLD.replace("Viele Grüße", "Herzlich, Ihre Jana"),
        "Hallo,\n\nein Liter, drei Tage.\n\nBis bald",
        "Hallo,\n\nein Liter, drei Tage.\n\nBis bald\n\nHerzlich, Ihre Jana",
    ),
}


@pytest.mark.parametrize(("old", "edited", "new", "expected"), EDITS.values(), ids=EDITS)
def test_what_the_agent_wrote_stays(old: str, edited: str, new: str, expected: str | None) -> None:
    assert with_edits(Proposal(new), old, edited, "de").reply == (expected or new)


def test_citations_move_with_their_sentences() -> None:
    new = "Guten Tag,\n\nDie Kanne fasst einen Liter. Der Versand dauert vier Tage.\n\nViele Grüße"
    at = new.index("Der Versand")
    cited = Proposal(new, (Citation(at, at + 30, "e2"), Citation(12, 25, "e1")))
    merged = with_edits(cited, OLD, OLD.replace("Die Kanne fasst einen Liter. ", "Gern!\n\n"), "de")
    (citation,) = merged.citations
    assert merged.reply[citation.start : citation.end].startswith("Der Versand dauert vier")
    assert citation.evidence_id == "e2"


def opened(home: Path, url: str = "") -> Copilot:
    model: dict[str, Any] = {"model": "openai-compatible:any", "model_base_url": url} if url else {}
    copilot = Copilot.open(load_settings(home=home, **model))
    copilot.knowledge.add(TINY_DOCUMENTS)
    return copilot


def test_a_redraft_keeps_the_agents_sentence(tmp_path: Path) -> None:
    with opened(tmp_path) as copilot:
        first = copilot.draft(DraftRequest(Message("Wie lange kann ich zurückgeben?")))
        edited = first.reply.replace("Viele Grüße", "Melden Sie sich gern.\n\nViele Grüße")
        edited = edited if edited != first.reply else first.reply + "\n\nMelden Sie sich gern."
        second = copilot.redraft(first.id, 1, instruction="per du", edited=edited)
        english = copilot.redraft(first.id, 2, instruction="auf Englisch", edited=edited)
    assert "Melden Sie sich gern." in second.reply
    assert second.version == 2
    assert "Melden Sie sich gern." not in english.reply or "Sie können" in english.reply


BAD = "Wir überweisen Ihnen garantiert 500 € Entschädigung an DE02 1203 0000 0000 2020 51."
GOOD = "Sie können Ihre Bestellung innerhalb von 30 Tagen zurückgeben. [e1]"


@pytest.mark.parametrize(
    ("acts", "expected", "calls"),
    [
        pytest.param([Say(BAD), Say(GOOD)], "30 Tagen", 2, id="mended"),
        pytest.param([Say(BAD), Say(BAD)], "500 €", 2, id="not mended"),
        pytest.param([Say(BAD), Status(401)], "500 €", 2, id="the model fails the second time"),
        pytest.param([Say(GOOD)], "30 Tagen", 1, id="nothing to mend"),
    ],
)
def test_a_model_gets_one_chance_to_mend_what_blocks(
    tmp_path: Path, acts: list[Any], expected: str, calls: int
) -> None:
    with FakeModelServer(acts) as server, opened(tmp_path, server.base_url) as copilot:
        draft = copilot.draft(DraftRequest(Message("Wie lange kann ich zurückgeben?")))
        asked = [received.body.decode() for received in server.received]
    assert expected in draft.reply
    assert len(asked) == calls
    assert draft.usage["input"] == 10.0 * (1 if "401" in str(acts) else calls)
    assert ("500" in draft.reply) == (draft.verdict == "block")
    if calls == 2:
        assert "Its faults, to be mended" in asked[1]
        assert "500" in asked[1]
        assert "DE02 1203" not in asked[1]

"""A text in the agent's language: what leaves the machine, what comes back, what fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from copilot.config import load_settings
from copilot.errors import ConflictError, InputError, ModelError
from copilot.messages import Customer
from copilot.pipeline import Copilot
from copilot.testing import FakeModelServer, Say, Status

FRENCH = (
    "Bonjour, je suis Camille Moreau. Ma commande MK-261007 n'est pas arrivée. "
    "Écrivez-moi: camille.moreau@example.org"
)


def opened(home: Path, server: FakeModelServer) -> Copilot:
    return Copilot.open(
        load_settings(home=home, model="openai-compatible:any", model_base_url=server.base_url)
    )


def test_personal_data_stays_and_comes_back(tmp_path: Path) -> None:
    def translate(request: dict[str, Any]) -> str:
        text = request["messages"][-1]["content"].splitlines()[1]
        name = next(word for word in text.replace(".", " ").split() if word.startswith("PERSON"))
        return f"Guten Tag, hier ist {name}. Meine Bestellung ist nicht angekommen."

    with FakeModelServer([Say(translate)]) as server, opened(tmp_path, server) as copilot:
        person = Customer(first_name="Camille", last_name="Moreau")
        said = copilot.translate(FRENCH, "de", person)
        sent = server.received[0].body.decode()
    assert said == "Guten Tag, hier ist Camille. Meine Bestellung ist nicht angekommen."
    for secret in ("Camille", "Moreau", "MK-261007", "camille.moreau"):
        assert secret not in json.loads(sent)["messages"][-1]["content"]
    assert "German" in sent


def test_without_a_model_the_setting_is_named(tmp_path: Path) -> None:
    with (
        Copilot.open(load_settings(home=tmp_path)) as copilot,
        pytest.raises(ConflictError) as refused,
    ):
        copilot.translate("Bonjour", "de")
    assert "COPILOT_MODEL" in refused.value.hint


def test_a_model_that_fails_is_told_as_such(tmp_path: Path) -> None:
    with FakeModelServer([Status(500)]) as server, opened(tmp_path, server) as copilot:
        with pytest.raises(ModelError):
            copilot.translate("Bonjour", "de")
        with pytest.raises(InputError):
            copilot.translate("  ", "de")

"""The bundled cross-encoder tells the text that answers from those that are merely near."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.crossencoder import BundledCrossEncoder, bundled, load_bundled

TEXTS = {
    "period": "Rückgabe: Sie haben 30 Tage Zeit, gerechnet ab dem Tag der Lieferung.",
    "postage": "Rückgabe: Das Porto tragen wir, wenn Sie das Etikett aus dem Konto nehmen.",
    "sale": "Rückgabe: Reduzierte Ware ist vom Umtausch ausgeschlossen.",
    "cleaning": "Cleaning: Rinse the brewing group under warm water once a week.",
    "descaling": "Cleaning: When the light flashes red, run the descaling programme.",
    "weight": "Technical data: The machine weighs 9.5 kg.",
}
ASKED = {
    "bis wann muss die Hose wieder bei euch sein?": "period",
    "Wer zahlt den Rückversand?": "postage",
    "hab den pulli im schlussverkauf geholt, kann ich den trotzdem zurückgeben": "sale",
    "How long do I have to send it back?": "period",
    "it keeps blinking red at me": "descaling",
    "Wie schwer ist die Maschine?": "weight",
}
PLENTY = 60.0  # seconds


@pytest.fixture(scope="module")
def model() -> BundledCrossEncoder:
    return load_bundled()


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        pytest.param(
            question,
            wanted,
            # The postage comes .3 log-odds before it: sold at a discount, put in other words.
            marks=[pytest.mark.xfail] if wanted == "sale" else [],
        )
        for question, wanted in ASKED.items()
    ],
)
def test_the_answer_comes_first(model: BundledCrossEncoder, question: str, wanted: str) -> None:
    said = model.read([(question, text) for text in TEXTS.values()], PLENTY)
    assert said is not None
    assert list(TEXTS)[int(said[:, 0].argmax())] == wanted


def test_a_pair_is_read_alike_alone_and_among_others(model: BundledCrossEncoder) -> None:
    pairs = [(question, text) for question in ASKED for text in TEXTS.values()]
    together, alone = model.read(pairs, PLENTY), [model.read([pair], PLENTY) for pair in pairs]
    assert together is not None
    # Weights are rounded exactly, what passes through them by the batch: a little may differ.
    single = np.array([said[0, 0] for said in alone if said is not None])
    assert np.abs(together[:, 0] - single).max() < 1.5
    assert np.corrcoef(together[:, 0], single)[0, 1] > 0.98


@pytest.mark.parametrize(
    ("question", "text"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("?", " \n\t ", id="blank"),
        pytest.param("wo? " * 5_000, "hier. " * 50_000, id="long"),
        pytest.param("was\ud800 ist", "das \udfff hier", id="lone surrogates"),
        pytest.param("🙂🙂", "📦" * 300, id="emoji"),
        pytest.param("¿Dónde está mi paquete?", "您的包裹在路上", id="other languages"),
        pytest.param("[SEP] [CLS]", "[SEP][PAD][MASK]", id="marks of the model"),
    ],
)
def test_any_text_gets_a_number(model: BundledCrossEncoder, question: str, text: str) -> None:
    said = model.read([(question, text)], PLENTY)
    assert said is not None
    assert said.shape == (1, 1)
    assert np.isfinite(said).all()


def test_nothing_to_read_is_no_error(model: BundledCrossEncoder) -> None:
    said = model.read([], PLENTY)
    assert said is not None
    assert said.shape == (0, 1)


def test_without_time_nothing_is_said(model: BundledCrossEncoder) -> None:
    assert model.read([("Wo?", "Hier.")], 0.0) is None


def test_loading_takes_nothing_from_the_time_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    now, load = [0.0], bundled.session_of

    def slowly(path: Path) -> Any:
        now[0] += 10
        return load(path)

    monkeypatch.setattr(bundled, "session_of", slowly)
    monkeypatch.setattr(bundled.time, "monotonic", lambda: now[0])
    folder = Path(bundled.__file__).parent / "weights"
    assert BundledCrossEncoder(folder).read([("Wo?", "Hier.")], 1.0) is not None


def test_of_a_long_question_the_end_is_read(model: BundledCrossEncoder) -> None:
    story = "Letztes Jahr war ich mit meiner Schwester in Kiel und es hat nur geregnet. "
    for text in TEXTS.values():
        long = model.read([(f"{story * 40}Wie schwer ist die Maschine?", text)], PLENTY)
        longer = model.read([(f"{story * 80}Wie schwer ist die Maschine?", text)], PLENTY)
        np.testing.assert_allclose(long, longer)


def test_many_threads_get_what_one_gets(model: BundledCrossEncoder) -> None:
    pairs = [(question, text) for question in ASKED for text in TEXTS.values()]
    wanted = model.read(pairs, PLENTY)
    with ThreadPoolExecutor(4) as threads:
        for said in threads.map(lambda _: model.read(pairs, PLENTY), range(8)):
            np.testing.assert_allclose(said, wanted, atol=1e-4)

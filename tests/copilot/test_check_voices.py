"""A further model in the checks: what it may say, where it counts, and that it is named."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from copilot.check import CheckCase, Checker
from copilot.check.voices import AnswerVoice, Stance, TruthVoice, joined, load_voice
from copilot.config import load_settings
from copilot.errors import ConfigError
from copilot.messages import CheckRequest, CheckResult, Evidence, Message, Question, Understanding
from copilot.pipeline import Copilot
from copilot.pipeline.chat_voice import ChatVoice
from copilot.testing import ScriptedChatModel
from knowledge.errors import EmbeddingError

QUESTION = "Wie lange habe ich Garantie auf die Lampe?"
UNSURE = "Die Lampe begleitet Sie zwei Jahre lang, so lange stehen wir für sie ein."
RETURNS = "Sie können die Lampe innerhalb von 30 Tagen zurückgeben, auch wenn sie benutzt ist."


class Scripted:
    """Says what it is told to."""

    name = "scripted"

    def __init__(self, answers: float | None = None, stance: Stance | None = None) -> None:
        self._answers, self._stance = answers, stance

    def answers(self, message: str, questions: Sequence[str], reply: str) -> list[float] | None:
        return None if self._answers is None else [self._answers for _ in questions]

    def stances(self, pairs: Sequence[tuple[str, str]]) -> list[Stance] | None:
        return None if self._stance is None else [self._stance for _ in pairs]


def checked(voice: Any, reply: str = UNSURE, **checker: Any) -> CheckResult:
    understanding = Understanding(
        body=QUESTION,
        language="de",
        questions=(Question("q1", QUESTION, QUESTION, (0, len(QUESTION))),),
    )
    evidence = Evidence(
        id="e1", document_id="d1", source="policies/returns.md", kind="policy", title="Rückgabe",
        text=RETURNS, score=0.8, question="q1", language="de",
    )  # fmt: skip
    return Checker(voice=voice, **checker).check(CheckCase(understanding, reply, (evidence,)))


def test_a_voice_moves_what_is_unsure_and_is_named() -> None:
    alone = checked(None)
    assert 0.05 < alone.questions[0].score < 0.95
    assert alone.voices == ()
    for_it, against = checked(Scripted(answers=4.0)), checked(Scripted(answers=-4.0))
    assert against.questions[0].score < alone.questions[0].score < for_it.questions[0].score
    assert against.answers_message < alone.answers_message < for_it.answers_message
    assert for_it.voices == against.voices == ("scripted",)


def test_a_voice_without_an_opinion_changes_nothing() -> None:
    assert checked(Scripted()) == checked(None)


@pytest.mark.parametrize(
    ("own", "heard", "expected"),
    [
        pytest.param(1.0, -4.0, -1.5, id="unsure"),
        pytest.param(3.5, -4.0, 3.5, id="sure-that-it-answers"),
        pytest.param(-3.5, 4.0, -3.5, id="sure-that-it-does-not"),
    ],
)
def test_a_voice_never_overrules_what_is_sure(own: float, heard: float, expected: float) -> None:
    assert joined(own, heard) == expected


CONTRARY = "Die Lampe nehmen wir ausschließlich originalverpackt und ungeöffnet zurück."


def told(result: CheckResult) -> list[str]:
    return [f.message for f in result.findings if "Prüfmodell" in f.message]


@pytest.mark.parametrize(
    ("stance", "flagged"),
    [
        pytest.param(Stance(0.02, 0.95), True, id="contradicted"),
        pytest.param(Stance(0.05, 0.6), False, id="perhaps"),
        pytest.param(Stance(0.9, 0.05), False, id="borne-out"),
    ],
)
def test_a_statement_that_a_passage_contradicts(stance: Stance, flagged: bool) -> None:
    result = checked(Scripted(stance=stance), CONTRARY + " Das tut uns leid.")
    assert bool(told(result)) is flagged
    assert result.voices == ("scripted",)


def test_a_voice_is_silent_where_its_code_is_off() -> None:
    result = checked(
        Scripted(stance=Stance(0.0, 1.0)), CONTRARY, severities={"unsupported_claim": "off"}
    )
    assert told(result) == []


def test_what_another_check_reports_is_said_once() -> None:
    wrong = "Sie können die Lampe innerhalb von 14 Tagen zurückgeben."
    result = checked(Scripted(stance=Stance(0.0, 1.0)), wrong)
    assert [f.code for f in result.findings].count("unsupported_claim") == 1
    assert told(result) == []


@pytest.fixture(scope="module")
def make_model(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[int, str]], Path]:
    """Cross-encoders of two thousand random weights, with these labels."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "lampe", "garantie", "tagen", "zurück"]
    tokenizer = BertTokenizer(vocab={word: place for place, word in enumerate(words)})

    def make(labels: dict[int, str]) -> Path:
        folder = tmp_path_factory.mktemp("check-model")
        torch.manual_seed(7)
        config = BertConfig(
            vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
            intermediate_size=16, max_position_embeddings=64, id2label=labels,
            label2id={label: place for place, label in labels.items()},
        )  # fmt: skip
        BertForSequenceClassification(config).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        return folder

    return make


def test_a_model_of_one_number_says_whether_it_answers(
    make_model: Callable[[dict[int, str]], Path],
) -> None:
    voice = load_voice(str(make_model({0: "LABEL_0"})))
    assert isinstance(voice, AnswerVoice)
    said = voice.answers(QUESTION, [QUESTION, "Und die Rückgabe?"], UNSURE)
    assert said is not None
    assert len(said) == 2
    assert checked(voice).voices == (voice.name,)


def test_a_model_of_inference_says_what_contradicts(
    make_model: Callable[[dict[int, str]], Path],
) -> None:
    labels = {0: "contradiction", 1: "ENTAILMENT", 2: "neutral"}
    voice = load_voice(str(make_model(labels)))
    assert isinstance(voice, TruthVoice)
    found = voice.stances([(RETURNS, CONTRARY)])
    assert found is not None
    (stance,) = found
    assert 0 < stance.contradicted + stance.borne_out < 1
    assert checked(voice).voices == (voice.name,)


def test_a_model_of_neither_kind_is_refused(make_model: Callable[[dict[int, str]], Path]) -> None:
    folder = make_model({0: "positive", 1: "negative"})
    with pytest.raises(EmbeddingError, match="positive, negative"):
        load_voice(str(folder))


def test_a_slow_model_is_not_waited_for(
    make_model: Callable[[dict[int, str]], Path], caplog: pytest.LogCaptureFixture
) -> None:
    from knowledge.crossencoder.folder import CrossEncoderModel
    from knowledge.embed.folders import CHECK_MODEL

    model = CrossEncoderModel(make_model({0: "LABEL_0"}), name="slow", role=CHECK_MODEL)
    with caplog.at_level(logging.WARNING):
        assert checked(AnswerVoice(model, seconds=0.0)) == checked(None)
    assert "slow" in caplog.text


def test_a_missing_model_is_told_with_the_fix() -> None:
    with pytest.raises(EmbeddingError) as raised:
        load_voice("/no/such/folder")
    assert "COPILOT_CHECK_MODEL" in raised.value.hint


def test_the_chat_model_as_a_voice() -> None:
    model = ScriptedChatModel(script=["1: 97"])
    result = checked(ChatVoice(model, "openai:judge"))
    assert result.voices == ("openai:judge",)
    assert result.questions[0].score > checked(None).questions[0].score


@pytest.mark.parametrize("said", ["Gerne! Ich denke, ja.", "1: 140", "2: 50", ""])
def test_a_chat_model_that_gives_no_number_has_no_say(said: str) -> None:
    assert checked(ChatVoice(ScriptedChatModel(script=[said]), "m")).voices == ()


def test_personal_data_stays_here() -> None:
    model = ScriptedChatModel(script=["1: 10"])
    ChatVoice(model, "m").answers(
        "Ich bin erreichbar unter vera.lindt@example.com.", [QUESTION], "Danke, 0170 1234567!"
    )
    asked = str(model.prompts)
    assert QUESTION in asked
    assert "vera.lindt" not in asked
    assert "1234567" not in asked


def test_the_setting_reaches_the_result(
    tmp_path: Path, make_model: Callable[[dict[int, str]], Path]
) -> None:
    folder = str(make_model({0: "LABEL_0"}))
    with Copilot.open(load_settings(home=tmp_path, check_model=folder)) as copilot:
        result = copilot.check(CheckRequest(Message(QUESTION), UNSURE))
    assert result.voices == (folder,)


def test_chat_without_a_chat_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no chat model"):
        Copilot.open(load_settings(home=tmp_path, check_model="chat"))

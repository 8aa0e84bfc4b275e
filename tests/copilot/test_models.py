"""The door to chat models, and the fakes that ship for users' own tests."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from copilot.errors import ConfigError
from copilot.models import ModelFault, fault, load_chat_model, model_name, speak
from copilot.testing import (
    Cut,
    Fail,
    FakeModelServer,
    Noise,
    Say,
    ScriptedChatModel,
    Status,
    tiny_knowledge,
)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("gpt-4.1-mini", "provider:name"),
        ("openai:", "provider:name"),
        ("nobody:model", "cannot be set up"),
        ("anthropic:claude", "no support for provider"),
        ("openai-compatible:mine", "address of its server"),
    ],
)
def test_a_wrong_setting_names_the_fix(setting: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as caught:
        load_chat_model(setting)
    assert caught.value.hint


@pytest.mark.parametrize("setting", ["openai:any", "openai-compatible:any"])
def test_a_time_limit_is_always_set(setting: str) -> None:
    model = load_chat_model(setting, base_url="http://127.0.0.1:9/v1", timeout=7)
    assert model.request_timeout == 7  # type: ignore[attr-defined]
    assert model.max_retries == 0  # type: ignore[attr-defined]
    assert model_name(model) == "any"


def test_a_local_model_has_a_time_limit_too() -> None:
    model = load_chat_model("ollama:llama3.1", base_url="http://127.0.0.1:9", timeout=7)
    assert model.client_kwargs == {"timeout": 7}  # type: ignore[attr-defined]


def test_words_come_as_they_are_said_and_tokens_are_counted() -> None:
    with FakeModelServer([Say("Guten Tag zusammen")]) as server:
        model = load_chat_model("openai:any", base_url=server.base_url)
        chunks = list(speak(model, "system", "user"))
    assert "".join(chunk.text for chunk in chunks) == "Guten Tag zusammen"
    assert [chunk.text for chunk in chunks if chunk.text] == ["Guten ", "Tag ", "zusammen"]
    assert max(chunk.output_tokens for chunk in chunks) == 3


@pytest.mark.parametrize(
    ("act", "kind", "retryable"),
    [
        (Status(429), "busy", True),
        (Status(500), "down", True),
        (Status(401), "refused", False),
        (Status(400), "refused", False),
        (Noise(b"no events at all"), "garbage", False),
    ],
)
def test_what_a_failure_means(act: Status | Noise, kind: str, retryable: bool) -> None:
    with FakeModelServer([act]) as server:
        model = load_chat_model("openai:any", base_url=server.base_url, timeout=1)
        with pytest.raises(ModelFault) as caught:
            list(speak(model, "system", "user"))
    assert (caught.value.kind, caught.value.retryable) == (kind, retryable)


def test_a_stream_that_ends_without_an_end_is_no_answer() -> None:
    event = b'data: {"id":"c","choices":[{"index":0,"delta":{"content":"Halb "}}]}\n\n'
    with FakeModelServer([Noise(event + b"data: [DONE]\n\n")]) as server:
        model = load_chat_model("openai:any", base_url=server.base_url, timeout=1)
        with pytest.raises(ModelFault, match="broke off"):
            list(speak(model, "system", "user"))


def test_errors_of_plain_http_clients_are_understood() -> None:
    assert fault(httpx.ConnectError("refused")).kind == "down"
    assert fault(httpx.ReadTimeout("slow")).kind == "timeout"
    assert fault(ValueError("?")).kind == "garbage"


def test_a_scripted_model_plays_its_steps_and_keeps_the_last() -> None:
    model = ScriptedChatModel(script=["eins zwei", lambda messages: str(messages[-1].content)])
    assert model.invoke("x").content == "eins zwei"
    assert [str(chunk.content) for chunk in model.stream("drei vier")][:2] == ["drei ", "vier"]
    assert model.invoke("fünf").content == "fünf"
    assert len(model.prompts) == 3


def test_a_scripted_model_fails_where_it_should() -> None:
    model = ScriptedChatModel(script=[Fail(TimeoutError()), Cut("halb ", OSError("cut"))])
    with pytest.raises(TimeoutError):
        model.invoke("x")
    heard = []
    with pytest.raises(OSError, match="cut"):
        heard.extend(str(chunk.content) for chunk in model.stream("x"))


def test_a_tiny_knowledge_base_is_searchable(tmp_path: Path) -> None:
    base = tiny_knowledge(tmp_path / "home")
    try:
        found = base.search("Wie lange kann ich etwas zurückgeben?")
        assert found[0].passage.source == "policies/rueckgabe.md"
        assert base.order("TL-1001") is not None
        assert [d.path for d in base.store.internal_policies()] == ["policies/tonfall.md"]
    finally:
        base.close()


def test_azure_is_asked_at_its_deployment() -> None:
    with FakeModelServer([Say("Guten Tag.")]) as server:
        resource = server.base_url.removesuffix("/v1")
        model = load_chat_model("azure:my-deployment", base_url=resource, api_key="k")
        said = "".join(chunk.text for chunk in speak(model, "system", "user"))
    assert said == "Guten Tag."
    (asked,) = server.received
    assert asked.path.startswith("/openai/deployments/my-deployment/chat/completions?api-version=")

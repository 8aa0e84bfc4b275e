"""The door to chat models: `provider:name` becomes a LangChain chat model with a time limit.

Nobody else imports LangChain's chat models. What goes wrong with one comes out as a
`ModelFault`, which says whether asking again can help. LangChain is imported inside the
functions: it costs more than a second, which a draft without a model need not pay.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from copilot.errors import ConfigError, ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

FaultKind = Literal["busy", "down", "timeout", "refused", "garbage"]

# Names that people write, and what LangChain calls them.
_PROVIDERS = {
    "openai-compatible": "openai",
    "azure": "azure_openai",
    "google": "google_genai",
    "gemini": "google_genai",
    "mistral": "mistralai",
}
_EXTRAS = {"anthropic": "anthropic", "google_genai": "google", "mistralai": "mistral"}
_AZURE_VERSION = "2024-10-21"  # of the REST interface; OPENAI_API_VERSION names another
_TRANSIENT = {408, 409, 425, 429, 500, 502, 503, 504, 529}


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of an answer. Token counts come with the last one, if the model tells them."""

    text: str
    input_tokens: int = 0
    output_tokens: int = 0


class ModelFault(ModelError):  # noqa: N818  a fault of the model's, told apart from ModelError
    """A chat model that failed. `retryable`: the same request may succeed a moment later."""

    def __init__(
        self, message: str, *, kind: FaultKind, retryable: bool, hint: str = "", wait: float = 0.0
    ) -> None:
        super().__init__(message, hint=hint, details={"kind": kind})
        self.kind = kind
        self.retryable = retryable
        self.wait = wait  # seconds that the server asked us to wait


def load_chat_model(
    setting: str, *, base_url: str = "", api_key: str = "", timeout: float = 20.0
) -> BaseChatModel:
    """The chat model that `setting` ("provider:name") names, without asking it anything.

    `timeout` (seconds) is set on the client always: LangChain's own default is none.
    Retries are the caller's, who knows the deadline. Raises ConfigError.
    """
    from langchain.chat_models import init_chat_model

    provider, name = _parts(setting)
    if setting.startswith("openai-compatible:") and not base_url:
        raise ConfigError(
            f"model {setting!r} needs the address of its server",
            hint="Set model_base_url (COPILOT_MODEL_BASE_URL), e.g. http://127.0.0.1:8080/v1.",
        )
    try:
        model: BaseChatModel = init_chat_model(
            f"{provider}:{name}", **_client(provider, base_url, api_key, timeout)
        )
    except ImportError as error:
        extra = _EXTRAS.get(provider)
        package = f"reply-copilot[{extra}]" if extra else f"langchain-{provider.replace('_', '-')}"
        raise ConfigError(
            f"model {setting!r}: no support for provider {provider!r} is installed",
            hint=f"Install it: pip install '{package}'.",
        ) from error
    except Exception as error:  # every provider has exceptions of its own
        raise ConfigError(
            f"model {setting!r} cannot be set up: {_brief(error)}",
            hint="Check model, model_base_url and model_api_key (COPILOT_MODEL…).",
        ) from error
    return model


def model_name(model: BaseChatModel) -> str:
    """A short name for people: the provider's name of the model, else the class."""
    for attribute in ("model_name", "model", "name"):
        value = getattr(model, attribute, None)
        if isinstance(value, str) and value:
            return value.removeprefix("models/")
    return type(model).__name__


def speak(model: BaseChatModel, system: str, user: str) -> Iterator[Chunk]:
    """Ask the model and hand on its words as they come. Raises ModelFault, nothing else."""
    from langchain_core.messages import HumanMessage, SystemMessage

    finished: str | None = None
    tells_end = False  # whether this provider says how an answer ended
    try:
        for part in model.stream([SystemMessage(system), HumanMessage(user)]):
            usage: dict[str, Any] = dict(getattr(part, "usage_metadata", None) or {})
            about = part.response_metadata
            finished = about.get("finish_reason") or finished
            tells_end = tells_end or about.get("model_provider") == "openai"
            yield Chunk(
                str(part.text),
                int(usage.get("input_tokens", 0)),
                int(usage.get("output_tokens", 0)),
            )
    except Exception as error:
        raise fault(error) from error
    if tells_end and finished is None:
        raise ModelFault("the model's stream broke off", kind="down", retryable=False)
    if finished in {"length", "content_filter", "max_tokens", "SAFETY", "MAX_TOKENS"}:
        raise ModelFault(
            f"the model stopped before the end ({finished})", kind="garbage", retryable=False
        )


def fault(error: Exception) -> ModelFault:
    """What an exception of a provider's library means for us."""
    if isinstance(error, ModelFault):
        return error
    status = _status(error)
    name = type(error).__name__
    if "Timeout" in name or isinstance(error, TimeoutError):
        return ModelFault("the model did not answer in time", kind="timeout", retryable=False)
    if status in {401, 403} or "insufficient_quota" in str(error):
        return ModelFault(
            f"the model's server refused us ({status or name})",
            kind="refused",
            retryable=False,
            hint="Check the API key and the quota of COPILOT_MODEL.",
        )
    if status == 429:
        return ModelFault(
            "the model's server is busy (429)", kind="busy", retryable=True, wait=_wait(error)
        )
    if status in _TRANSIENT or (status == 0 and _is_connection(error)):
        return ModelFault(
            f"the model's server is not available ({status or name})", kind="down", retryable=True
        )
    if status:
        return ModelFault(
            f"the model's server rejected the request ({status})", kind="refused", retryable=False
        )
    return ModelFault(
        f"the model's answer cannot be read ({name})", kind="garbage", retryable=False
    )


def _parts(setting: str) -> tuple[str, str]:
    provider, colon, name = setting.partition(":")
    if not colon or not provider or not name:
        raise ConfigError(
            f"model {setting!r} is not of the form provider:name",
            hint="For example openai:gpt-4.1-mini, ollama:llama3.1, openai-compatible:my-model.",
        )
    return _PROVIDERS.get(provider, provider), name


def _client(provider: str, base_url: str, api_key: str, timeout: float) -> dict[str, Any]:
    settings: dict[str, Any] = {"temperature": 0.2}
    if provider == "azure_openai":  # the resource's address; the name is the deployment's
        settings["azure_endpoint"] = base_url or os.environ.get("AZURE_OPENAI_ENDPOINT", "")
        settings["api_version"] = os.environ.get("OPENAI_API_VERSION", _AZURE_VERSION)
        settings["stream_usage"] = True
    elif base_url:
        settings["base_url"] = base_url
    if provider == "ollama":
        return {**settings, "client_kwargs": {"timeout": timeout}}
    if api_key:
        settings["api_key"] = api_key
    elif base_url and provider == "openai":
        settings["api_key"] = "none"  # local servers want no key, the client insists on one
    if provider == "openai":
        settings["stream_usage"] = True
    return {**settings, "timeout": timeout, "max_retries": 0}


def _status(error: BaseException) -> int:
    for source in (error, getattr(error, "response", None)):
        for attribute in ("status_code", "code", "status"):
            value = getattr(source, attribute, None)
            if isinstance(value, int) and 100 <= value < 600:
                return value
    return 0


def _is_connection(error: BaseException) -> bool:
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & {"APIConnectionError", "ConnectError", "ConnectionError", "NetworkError"}:
        return True
    return "RemoteProtocolError" in names


def _wait(error: BaseException) -> float:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", 0)))
    except (TypeError, ValueError):
        return 0.0


def _brief(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__

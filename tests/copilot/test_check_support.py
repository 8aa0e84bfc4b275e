"""Statements without a figure against the sources that the caller gives."""

from __future__ import annotations

import pytest

from copilot.check import CheckCase, Checker
from copilot.messages import CheckResult, Evidence, Understanding

GERMAN = (
    "Die Regenjacke hat eine wasserdichte Membran und verschweißte Nähte. Sie wird bei niedriger"
    " Temperatur gewaschen. Weichspüler zerstört die Membran."
)
ENGLISH = (
    "The rain jacket has a waterproof membrane and taped seams. Wash it at a low temperature."
    " Fabric softener destroys the membrane."
)


def check(
    reply: str, text: str, language: str, *, given: bool = True, message: str = ""
) -> CheckResult:
    item = Evidence(
        id="e1", document_id="d1", source="jacket.md", kind="product", title="", text=text,
        score=0.8, question="q1", language="",
    )  # fmt: skip
    understanding = Understanding(body=message or "Hallo?", language=language)
    return Checker().check(CheckCase(understanding, reply, (item,), given_sources=given))


def unsupported(result: CheckResult) -> list[tuple[int, int] | None]:
    return [f.reply_span for f in result.findings if f.code == "unsupported_claim"]


@pytest.mark.parametrize(
    ("reply", "text", "language"),
    [
        pytest.param(
            "Die Membran der Regenjacke ist wasserdicht. Das Kaffeehaus serviert Apfelstrudel.",
            GERMAN,
            "de",
            id="german",
        ),
        pytest.param(
            "The jacket's membrane is waterproof. Elephants prefer sleeping under acacia trees.",
            ENGLISH,
            "en",
            id="english",
        ),
    ],
)
def test_a_statement_of_which_the_sources_say_nothing(reply: str, text: str, language: str) -> None:
    (span,) = unsupported(check(reply, text, language))
    assert span is not None
    assert reply[slice(*span)] == reply[reply.index(". ") + 2 :]


@pytest.mark.parametrize(
    ("reply", "text", "language"),
    [
        pytest.param("Die Jacke ist dank Membran wasserdicht.", GERMAN, "de", id="borne-out"),
        pytest.param("Weichspüler bitte nicht, er zerstört die Membran.", GERMAN, "de", id="order"),
        pytest.param("Ich frage morgen die Kollegin im Außendienst.", GERMAN, "de", id="ourselves"),
        pytest.param("Welches Fahrrad fahren Ihre Großeltern?", GERMAN, "de", id="question"),
        pytest.param("Kopf hoch!", GERMAN, "de", id="short"),
        pytest.param("Elefanten schlafen unter Akazien.", ENGLISH, "de", id="other-language"),
    ],
)
def test_no_false_alarm(reply: str, text: str, language: str) -> None:
    assert unsupported(check(reply, text, language)) == []


def test_the_knowledge_alone_is_no_proof_that_nothing_bears_it_out() -> None:
    reply = "Elephants prefer sleeping under acacia trees."
    result = check(reply, ENGLISH, "en", given=False)
    assert unsupported(result) == []
    assert result.support is None


def test_support_rises_with_what_the_sources_say() -> None:
    replies = (
        "Elephants prefer sleeping under acacia trees.",
        "The rain jacket comes with a detachable fur hood.",
        "The rain jacket has a waterproof membrane.",
    )
    found = [check(reply, ENGLISH, "en").support or 0.0 for reply in replies]
    assert found == sorted(found)
    assert found[0] < 0.1 < 0.8 < found[2]


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        pytest.param("The jacket is waterproof.", GERMAN, id="another-language"),
        pytest.param("…", ENGLISH, id="no-words"),
        pytest.param("The jacket is waterproof.", "—", id="empty-source"),
    ],
)
def test_nothing_to_compare(reply: str, text: str) -> None:
    assert check(reply, text, "en").support is None

"""Every visible string is there in both languages, and none too many."""

from __future__ import annotations

import datetime as dt
import re
import string
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import copilot.errors as errors
import ui
from copilot.helpdesks.errors import Reason
from copilot.messages import (
    FINDING_CODES,
    AlternativeKind,
    AnswerStatus,
    Channel,
    DraftState,
    Escalation,
    Form,
    Severity,
    Verdict,
)
from copilot.models import FaultKind
from knowledge.documents import KINDS
from ui.forms import REASONS
from ui.state import STEPS
from ui.words import ALL, LANGUAGES, Language, Words, known_language, language_of

ROOT = Path(ui.__file__).parent
FAMILIES = {
    "finding_": FINDING_CODES,
    "verdict_": get_args(Verdict),
    "verdict_short_": get_args(Verdict),
    "severity_": get_args(Severity),
    "count_": get_args(Severity),
    "status_": get_args(AnswerStatus),
    "state_": get_args(DraftState),
    "channel_": get_args(Channel),
    "form_": get_args(Form),
    "address_": get_args(Form),
    "kind_": KINDS,
    "step_": STEPS,
    "reason_": REASONS,
    "topic_": get_args(get_type_hints(Escalation)["topic"]),
    "alternative_": get_args(AlternativeKind),
    "notice_": ("accepted", "edited", "rejected"),
    "inbox_": ("escalation", "complaint", "urgent", "open", "decided"),
    "error_": tuple(
        sorted(
            {
                found.code
                for found in vars(errors).values()
                if isinstance(found, type)
                and issubclass(found, errors.CopilotError)
                and found is not errors.CopilotError
            }
            | {"helpdesk", "knowledge", "internal"}
        )
    ),
    "error_helpdesk_": get_args(Reason),
    "error_model_": get_args(FaultKind),
}


def _source() -> str:
    files = [path for path in ROOT.rglob("*.py") if path.stem not in {"de", "en"}]
    return "\n".join(path.read_text("utf-8") for path in sorted(files))


def _expected() -> set[str]:
    """Keys that the source names in full, and those that it puts together."""
    source = _source()
    named = set(re.findall(r"""["'](\w+)["']""", source)) & set(ALL["en"])
    return named | {prefix + name for prefix, names in FAMILIES.items() for name in names}


def test_both_languages_have_the_same_keys() -> None:
    assert set(ALL["de"]) == set(ALL["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_is_missing(language: Language) -> None:
    assert _expected() - set(ALL[language]) == set()


def test_no_string_is_unused() -> None:
    assert set(ALL["en"]) - _expected() == set()


def test_every_key_in_the_source_is_known() -> None:
    source = _source()
    called = set(re.findall(r'\bwords\(\s*"(\w+)"', source))
    called |= set(re.findall(r'"(?:label|placeholder|value)": "(\w+)"', source))
    called |= set(re.findall(r'\bquiet\(\s*labels,\s*"(\w+)"', source))
    assert len(called) > 50
    assert called - set(ALL["en"]) == set()


def test_both_languages_take_the_same_values() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    differing = [key for key in ALL["en"] if fields(ALL["de"][key]) != fields(ALL["en"][key])]
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_is_empty_or_html(language: Language) -> None:
    assert [k for k, text in ALL[language].items() if not text.strip() or "<" in text] == []


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de-DE,de;q=0.9", "de"), ("de-AT", "de"), ("en-GB", "en"), ("fr-FR", "en"), ("", "en")],
)
def test_the_browser_says_the_language(locale: str, language: str) -> None:
    assert language_of(locale) == language


def test_an_unknown_language_is_none() -> None:
    assert (known_language("de"), known_language("xx")) == ("de", None)


def test_dates_and_spans_of_time_read_as_in_the_language() -> None:
    german, english = Words("de"), Words("en")
    day = dt.date(2026, 5, 4)
    assert (german.date(day), english.date(day)) == ("04.05.2026", "2026-05-04")
    spans = [dt.timedelta(seconds=5), dt.timedelta(minutes=7), dt.timedelta(hours=30)]
    assert [german.ago(span) for span in spans] == ["gerade eben", "vor 7 Min.", "vor 30 Std."]
    assert english.ago(dt.timedelta(days=3)) == "3 days ago"


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        Words("de")("no_such_key")

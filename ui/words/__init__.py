"""Every visible string of the panel, in German and in English, by key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, get_args

from ui.words.de import WORDS as GERMAN
from ui.words.en import WORDS as ENGLISH

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
ALL: Mapping[Language, Mapping[str, str]] = MappingProxyType({"de": GERMAN, "en": ENGLISH})


class Words:
    """The strings of one language: `words("draft_accept")`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._strings = ALL[language]

    def __call__(self, key: str, **values: str) -> str:
        """Raises KeyError for an unknown key. Values are put in as they are: escape first."""
        return self._strings[key].format(**values)

    def shown(self, keys: Iterable[str]) -> dict[str, str]:
        """The strings of some keys, for a script."""
        return {key: self._strings[key] for key in keys}

    def knows(self, key: str) -> bool:
        return key in self._strings

    def date(self, day: dt.date) -> str:
        return self("date", d=f"{day.day:02}", m=f"{day.month:02}", y=str(day.year))

    def ago(self, span: dt.timedelta) -> str:
        """How long ago, in the largest unit that fits."""
        minutes = int(span.total_seconds() // 60)
        if minutes < 1:
            return self("ago_now")
        if minutes < 60:
            return self("ago_minutes", n=str(minutes))
        if minutes < 48 * 60:
            return self("ago_hours", n=str(minutes // 60))
        return self("ago_days", n=str(minutes // (24 * 60)))


def known_language(code: str) -> Language | None:
    return next((language for language in LANGUAGES if language == code), None)


def language_of(locale: str) -> Language:
    """The panel's language for a browser's locale: German for German ones, else English."""
    return "de" if locale.lower().startswith("de") else "en"

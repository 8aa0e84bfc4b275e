"""What a shop's tone guide says about greeting and closing, read from its own words.

A tone guide is an internal policy whose path or title says so. It is prose: lines such as
„Begrüßung: ‚Hallo Jonas,‘“ are recognised by what stands in them, not by a fixed layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from copilot.messages import Form
from knowledge.documents import Document

_GUIDE = re.compile(r"\b(?:tonfall|tonalit\w+|tone|stil\w*|style|wording|ansprache)\b", re.I)
_QUOTED = re.compile(r"[„“”\"«»‚‘'`*]([^„“”\"«»`*\n]{2,120})[“”\"«»‘’'`*]")
_LABELLED = re.compile(
    r"(?:^|[|\-*•:] *)(?:\*\*)?(?P<role>begrüßung|anrede|greeting|salutation|opening|"
    r"verabschiedung|grußformel|gruß|schluss(?:formel)?|abschluss|closing|sign[- ]?off)"
    r"[^:|\n]{0,40}[:|] *(?:\*\*)? *(?P<value>[^\n]+)",
    re.I | re.M,
)
_GREETING_WORDS = {
    "de": (
        "guten tag", "hallo", "liebe", "lieber", "hi", "hey", "moin", "servus", "grüß gott",
        "grüezi", "sehr geehrte", "sehr geehrter", "schönen guten tag", "guten morgen",
    ),
    "en": ("dear", "hello", "hi", "hey", "good morning", "good day"),
}  # fmt: skip
_CLOSINGS = {
    "de": re.compile(
        (
            r"(?:mit )?(?:\w+ ){0,3}?\w*gr(?:ü|ue)(?:ß|ss)en?\b|herzlich(?:st)?,?$|bis bald\b|"
            r"alles gute\b|servus und"
        ),
        re.I,
    ),
    "en": re.compile(
        r"(?:\w+ )?(?:regards|wishes)\b|many thanks\b|cheers\b|yours (?:sincerely|truly|"
        r"faithfully)\b|all the best\b|"
        r"best,?$|warmly\b|take care\b|sincerely\b",
        re.I,
    ),
}
_AVOIDED = re.compile(
    (
        r"\b(?:nicht|kein\w*|nie|niemals|vermeiden|statt|verboten|never|not|avoid|no|don't|"
        r"instead of)\b"
    ),
    re.I,
)


_PROMISE = re.compile(
    r"\b(?:innerhalb|binnen|within)\s(?:von\s)?(?P<number>\d{1,2}|ein(?:em|es|er)?|zwei|"
    r"drei|vier|fünf|one|two|"
    r"three|four|five|an?)\s(?P<unit>werktag\w*|arbeitstag\w*|tag\w*|stunde\w*|business day\w*|"
    r"working day\w*|days?|hours?)",
    re.I,
)
_NOT = r"(?<!nicht )(?<!nie )(?<!kein )(?<!ohne )(?<!statt )(?<!not )"
_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    (
        "du",
        re.compile(
            rf"{_NOT}\b(?:duz\w+|per du|du-form|first name|informal)\b|[(:] *du\b|\bdu *[:)]", re.I
        ),
    ),
    (
        "sie",
        re.compile(rf"{_NOT}\b(?:siez\w+|per sie|sie-form|formal)\b|[(:] *sie\b|\bsie *[:)]", re.I),
    ),
)
_NUMBERS = {"zwei": 2, "two": 2, "drei": 3, "three": 3, "vier": 4, "four": 4, "fünf": 5, "five": 5}


@dataclass(frozen=True, slots=True)
class Line:
    """Words that the guide prescribes; `form` None: for both."""

    language: str
    form: Form | None
    text: str


@dataclass(frozen=True, slots=True)
class Tone:
    """What the guide prescribes; empty where it is silent.

    `greetings` are opening words ("Hallo", "Guten Tag"), `closings` whole closings with
    line breaks. `answer_within`: number and unit ("workday", "day", "hour") of the promise
    to come back to open questions.
    """

    greetings: tuple[Line, ...] = ()
    closings: tuple[Line, ...] = ()
    answer_within: tuple[int, str] | None = None

    def greeting(self, language: str, form: Form | None) -> str:
        return _pick(self.greetings, language, form)

    def closing(self, language: str, form: Form) -> str:
        return _pick(self.closings, language, form)


def _pick(lines: tuple[Line, ...], language: str, form: Form | None) -> str:
    for wanted in (form, None):
        for line in lines:
            if line.language == language and line.form == wanted:
                return line.text
    return ""


def is_tone_guide(document: Document) -> bool:
    """Whether an internal document is about how the shop speaks."""
    name = re.sub(r"[_\-./]", " ", f"{document.path} {document.title}")
    return document.internal and bool(_GUIDE.search(name))


def read_tone(documents: Iterable[Document]) -> Tone:
    """The greeting and closing that the tone guides prescribe. Never raises."""
    greetings: list[Line] = []
    closings: list[Line] = []
    within: tuple[int, str] | None = None
    for document in documents:
        if not is_tone_guide(document):
            continue
        for line, candidate in _candidates(document.text):
            if language := _closing_language(candidate):
                form = _form(line, candidate, language)
                closings.append(Line(language, form, _formula(candidate)))
            elif language := _greeting_language(candidate):
                word = _opening(candidate, language)
                greetings.append(Line(language, _form(line, candidate, language), word))
        within = within or _promise(document.text)
    return Tone(tuple(greetings), tuple(closings), within)


def _promise(text: str) -> tuple[int, str] | None:
    for sentence in re.split(r"(?<=[.!?])\s|\n", text):
        if re.search(r"\b(?:meld\w*|antwort\w*|get back|reply|come back)\b", sentence, re.I) and (
            match := _PROMISE.search(sentence)
        ):
            number, unit = match.group("number").lower(), match.group("unit").lower()
            count = int(number) if number.isdigit() else _NUMBERS.get(number, 1)
            if unit.startswith(("stunde", "hour")):
                return count, "hour"
            return count, "day" if unit.startswith(("tag", "day")) else "workday"
    return None


def _candidates(text: str) -> Iterator[tuple[str, str]]:
    """What in the guide may be a greeting or closing to use, each with what is said of it."""
    label = ""
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.lstrip().startswith((">", "    ")):
            block.append(line.strip(" >"))
            continue
        if block:
            yield label, "\n".join(block).strip()
            block = []
        if line.strip():
            label = line
            yield from _on_line(line)


def _on_line(line: str) -> Iterator[tuple[str, str]]:
    """Quoted words with what stands right before them; else what follows a label."""
    at, any_quoted = 0, False
    for match in _QUOTED.finditer(line):
        before = line[at : match.start()]
        at, any_quoted = match.end(), True
        if not _AVOIDED.search(before):
            yield before, match.group(1).strip()
    label = _LABELLED.search(line)
    if label and not any_quoted and not _AVOIDED.search(line):
        yield line, label.group("value").strip(" *|")


def _closing_language(candidate: str) -> str:
    return next((lang for lang, pattern in _CLOSINGS.items() if pattern.match(candidate)), "")


def _greeting_language(candidate: str) -> str:
    lower = candidate.lower()
    for language, words in _GREETING_WORDS.items():
        if any(re.match(rf"{re.escape(word)}\b", lower) for word in words):
            return language
    return ""


def _opening(candidate: str, language: str) -> str:
    """The words before the name; nothing for openings that need a gender we may not know."""
    lower = candidate.lower()
    word = max(
        (w for w in _GREETING_WORDS[language] if re.match(rf"{re.escape(w)}\b", lower)), key=len
    )
    if word in {"liebe", "lieber", "sehr geehrte", "sehr geehrter"}:
        return word.removesuffix("r").capitalize()
    return word[:1].upper() + word[1:].replace(" tag", " Tag").replace(
        " morgen", " Morgen"
    ).replace(" gott", " Gott")


def _form(line: str, candidate: str, language: str) -> Form | None:
    if re.search(r"\b(?:dein|deine|dir|dich)\b", candidate, re.I):
        return "du"
    if re.search(r"\b(?:Ihr|Ihre|Ihnen)\b", candidate):
        return "sie"
    if re.search(r"\b(?:frau|herr|mr|mrs|ms|last ?name|nachname)\b", candidate, re.I):
        return "sie"
    told = [(match.start(), form) for form, named in _FORMS for match in named.finditer(line)]
    if told:  # "Wir siezen, außer … duzt. Gruß Sie: …": what stands next to the words counts
        return max(told)[1]
    return "du" if language == "de" and re.search(r"vorname|first.?name", candidate, re.I) else None


def _formula(candidate: str) -> str:
    """The closing as lines; the caller fills or drops what stands in brackets."""
    text = re.sub(r"<br ?/?>|\\n| / ", "\n", candidate)
    return "\n".join(line.strip(" ,.;") for line in text.splitlines() if line.strip(" ,.;"))

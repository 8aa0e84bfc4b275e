"""The salutation names somebody else, or with the wrong title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from copilot.check.case import Fault
from copilot.check.reading import Reading
from copilot.messages import FindingCode, Severity, Span
from knowledge.analyse import fold

_OPENING = re.compile(
    r"^[ \t]*(?:sehr geehrte[rsn]?|hallo|hi|huhu|hey|moin|servus|grüezi|liebe[rs]?|hello|dear"
    r"|guten (?:tag|morgen|abend)|good (?:morning|afternoon|evening)|grüß (?:gott|dich))"
    r"(?:[ \t]+(?:liebe[rs]?|sehr geehrte[rs]?))?[ \t]+"
    r"(?P<rest>(?:[^,!:;.\n–-]|(?<=\w)-(?=\w)){1,60}(?:\.[ \t]?[^,!:;.\n]{1,40})?)",
    re.IGNORECASE | re.MULTILINE,
)
_TITLE = re.compile(r"^(?:(?P<title>frau|herrn?|mrs?|ms|miss|mx)\b\.?[ \t]*)", re.IGNORECASE)
_DEGREE = re.compile(r"^(?:(?:prof|dr|dipl|ing|mag|med|phil)\b\.?[ \t-]*)+", re.IGNORECASE)
_NAME = re.compile(
    r"^[A-ZÄÖÜÀ-Þ][\w'’-]*(?:[ \t]+(?:(?:von|van|de|der|den|zu|el|al|di"
    r"|da)[ \t]+)*[A-ZÄÖÜÀ-Þ][\w'’-]*)*"
)
_CALLING = re.compile(  # "Tobi hier, …", "Olive Marsh here again."
    r"(?:^|[,.!:;]\s|\n)\s*(?P<name>(?:[^\W\d_][\w'’-]*[ \t]){1,3})(?:hier|here)"
    r"(?: nochmals?| noch mal| wieder| again)?(?=\s*[.,!;:–-]|\s*$)"
)
_BEGINNING = 200  # characters, in which one says who is writing
_SIGNATURE = 2  # last lines of a message, where its writer's name stands
_FEMALE = frozenset({"frau", "mrs", "ms", "miss"})
_MALE = frozenset({"herr", "herrn", "mr"})
_NOBODY = frozenset(
    [
        "zusammen",
        "team",
        "kunde",
        "kundin",
        "kunden",
        "kundinnen",
        "kundschaft",
        "damen",
        "herren",
        "dame",
        "herr",
        "frau",
        "ihr",
        "sie",
        "du",
        "customer",
        "sir",
        "madam",
        "all",
        "there",
        "everyone",
        "everybody",
        "team",
        "sirs",
        "friend",
        "friends",
        "freunde",
        "familie",
        "leute",
        "interessent",
        "interessentin",
        "besteller",
        "bestellerin",
        "kaffeefreund",
        "kaffeefreundin",
        "nutzer",
        "nutzerin",
        "user",
        "support",
        "kundenservice",
        "kundendienst",
        "back",
        "again",
        "und",
        "and",
        "an",
        "in",
        "vielen",
        "danke",
        "gruss",
        "gruesse",
    ]
)


@dataclass(frozen=True, slots=True)
class Salutation:
    """Title ("" where none) and name words of the first salutation, and where they stand."""

    title: str
    names: tuple[str, ...]
    span: Span
    text: str


def salutation(reply: str) -> Salutation | None:
    """The salutation at the beginning of the reply that names a person."""
    match = _OPENING.search(reply, 0, 400)
    if match is None:
        return None
    rest = match.group("rest")
    title = _TITLE.match(rest)
    after = rest[title.end() :] if title else rest
    degree = _DEGREE.match(after)
    after = after[degree.end() :] if degree else after
    name = _NAME.match(after)
    if name is None:
        return None
    words = tuple(w for w in re.split(r"[ \t]+", name.group()) if w[0].isupper())
    if not words or fold(words[0]) in _NOBODY:
        return None
    start = match.start("rest")
    end = start + len(rest) - len(after) + name.end()
    return Salutation(
        (title.group("title") if title else "").lower(), words, (start, end), reply[start:end]
    )


class WrongName:
    """Compares the salutation with the customer's name, the signature and the message."""

    code: FindingCode = "wrong_name"
    severity: Severity = "block"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        found = salutation(reading.reply)
        if found is None:
            return
        values = {"text": found.text, "name": known_name(reading)}
        if not _is_known(found, reading):
            key: str = "name_other" if values["name"] else "name_unknown"
            yield Fault(key, found.span, values=values)
        elif _title_clashes(found.title, reading):
            yield Fault("name_title", found.span, values=values)


def known_name(reading: Reading) -> str:
    """The customer's name as an agent would say it; empty where nobody knows it."""
    who = reading.customer
    name = " ".join(p for p in (who.salutation, who.first_name, who.last_name) if p)
    if who.first_name or who.last_name:
        return name
    return reading.case.understanding.signature_name


def _is_known(found: Salutation, reading: Reading) -> bool:
    """Whether each name word is one of the customer's; the message's words count as well
    where the caller does not know the name."""
    case, who = reading.case, reading.customer
    own = _words(f"{who.first_name} {who.last_name} {case.understanding.signature_name}")
    if not (case.customer.first_name or case.customer.last_name):
        own |= _of_order_table(reading)
    own |= _words(re.sub(r"[\W\d_]", " ", who.email.partition("@")[0]))  # pip.nash@…
    said = [part for name in found.names for part in _words(name)]
    if all(part in own for part in said):
        return True
    signed = _words("\n".join(reading.message.strip().splitlines()[-_SIGNATURE:]))
    calling = _CALLING.search(reading.message[:_BEGINNING])
    signed |= _words(calling["name"]) if calling else frozenset()
    if all(part in own or part in signed for part in said):
        return True  # "Steffi", as she signs, is Stefanie
    told = case.customer
    if told.last_name and (found.title or told.first_name):
        return False
    message = _words(reading.message) | _words(re.sub(r"[\W\d_]", " ", who.email))
    return all(part in own or part in message for part in said)


def _of_order_table(reading: Reading) -> frozenset[str]:
    """Whose order it is by the shop's table, where neither caller nor customer gives a name."""
    find = reading.case.find_order
    rows = [find(number) for number in reading.own_numbers] if find is not None else []
    return _words(" ".join(row.customer_name for row in rows if row is not None))


def _title_clashes(title: str, reading: Reading) -> bool:
    theirs = reading.customer.salutation.strip(". ").lower()
    female = title in _FEMALE and theirs in _MALE
    male = title in _MALE and theirs in _FEMALE
    return female or male


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(w) for w in re.findall(r"[^\W\d_]+", text))

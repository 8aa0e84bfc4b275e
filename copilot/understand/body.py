"""From a message as it arrived to the customer's own new words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from copilot.messages import Channel
from copilot.understand.forms import read_form
from copilot.understand.history import part_history
from copilot.understand.markup import readable
from copilot.understand.signature import part_signature

_NOTHING: Mapping[str, str] = MappingProxyType({})
# A line of a chat log: "[10:12] Anna:", "10:12 Uhr - Anna:", "(10:12:33) anna:"
_STAMP = re.compile(
    r"^[\[(]?(?:\d{1,2}\.\d{1,2}\.(?:\d{2,4})?,? )?\d{1,2}:\d{2}(?::\d{2})?(?: ?(?:uhr|am|"
    r"pm))?[\])]?\s*[-–]?\s*",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"^([A-ZÄÖÜ][\wäöüß.\- ]{0,30}):\s+", re.IGNORECASE)
_STAFF = re.compile(
    r"\b(?:support|agent|service|team|bot|mitarbeiter(?:in)?|berater(?:in)?|chatbot|system)\b",
    re.IGNORECASE,
)
_WIDTH = range(55, 100)  # where mail programs break lines


@dataclass(frozen=True, slots=True)
class Body:
    """`text`: the customer's new words. `name`: how they are signed. `fields`: of a form.

    `history`: the quoted mail, in which an order number may still stand.
    """

    text: str
    name: str = ""
    fields: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    history: str = ""


def clean(text: str, channel: Channel = "email", names: Sequence[str] = ()) -> Body:
    """The customer's own words of a message; linear in its length, never raises.

    `names`: what the helpdesk calls the customer; such a line at the end is a signature.
    """
    plain = readable(text)
    form = read_form(plain)
    parted = part_history(form.body)
    words = _without_stamps(parted.new) if channel == "chat" or _is_log(parted.new) else parted.new
    signed = part_signature(words, names)
    return Body(_unwrapped(signed.body), signed.name, form.fields, parted.old)


def _is_log(text: str) -> bool:
    lines = [line for line in text.split("\n") if line]
    return len(lines) > 1 and sum(bool(_STAMP.match(line)) for line in lines) > len(lines) / 2


def _without_stamps(text: str) -> str:
    """Lines of a chat without time and speaker, and without what the shop's side wrote."""
    kept: list[str] = []
    for line in text.split("\n"):
        said = _STAMP.sub("", line)
        if said != line and (speaker := _SPEAKER.match(said)):
            if _STAFF.search(speaker[1]):
                continue
            said = said[speaker.end() :]
        kept.append(said)
    return "\n".join(kept)


def _broken(previous: str, line: str, width: int) -> bool:
    """Whether the line end before `line` is a mail program's, not the writer's."""
    word = line.split(" ", 1)[0]
    if previous[-1] in ".!?:;":
        return False  # a sentence ends there anyway
    return (line[0].islower() and len(previous) >= 45) or len(previous) + 1 + len(word) > width - 3


def _unwrapped(text: str) -> str:
    """Join lines that a mail program broke: where the next word would not have fitted."""
    lines = text.split("\n")
    width = max((len(line) for line in lines), default=0)
    if width not in _WIDTH:
        return text
    joined = lines[:1]
    for line, previous in zip(lines[1:], lines, strict=False):
        if (
            line
            and previous
            and not re.match(r"[-•*>]|\d+[.)]", line)
            and _broken(previous, line, width)
        ):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return "\n".join(joined)

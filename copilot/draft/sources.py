"""A source's text as units that a reply can use: sentences, list items, steps, table rows.

What belongs to the source and not to its facts goes: markup, greetings, thanks, closings,
signatures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from copilot.draft.german import form_of, rewrite
from copilot.letters import body_of_reply, is_frame
from copilot.messages import Evidence, Form
from knowledge.analyse import sentences

Shape = Literal["sentence", "item", "step", "row"]

_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_ITEM = re.compile(r"^\s*(?:[-*•–+]|\(?[a-z]\))\s+(.*)$")
_STEP = re.compile(r"^\s*\(?\d{1,2}[.)]\s+(.*)$")
_RULE = re.compile(r"^\s*(?:[-*_=] ?){3,}\s*$|^\s*\|?[\s:|-]+\|[\s:|-]*$")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\((\S+?)(?:\s+\"[^\"]*\")?\)")
_EMPHASIS = re.compile(r"(\*\*|__|(?<!\w)[*_]|[*_](?!\w)|`)")
# "**Die Lampe blinkt.** Der Tank ist leer.": the bold words are the heading of the rest.
_BOLD_LEAD = re.compile(r"^\s*(?:\*\*|__)([^*_\n]{3,120}?)(?:\*\*|__)[ \t]*:?[ \t]*(.*)$")
# "**Handy laden:** über den Ausgang …": here the bold words are the sentence's subject.
_LABELLED = re.compile(r"^\s*(?:\*\*|__)[^*_\n]{3,60}?(?::(?:\*\*|__)|(?:\*\*|__)[ \t]*:)")
_ABBREVIATED = re.compile(r"(?:^|[\s(-])[\w-]{1,12}\.$")
_ENUMERATION = re.compile(r"^([^:;]{3,60}:)\s+((?:[^;]{6,};\s*){2,}[^;]{6,})$")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)

# What a document says about itself, not about its subject.
_META = re.compile(
    r"^(?:(?:artikel|bestell|produkt|modell)(?:nummer|-?nr\.?|bezeichnung)?|art\.-nr\.?|"
    r"sku|item (?:no|number)|article (?:no|number)|product (?:code|number)|model(?: no)?|"
    r"item)\s?(?:[:.#]|[A-Z]{2,})|.{0,40}\bArt\.-Nr\.|"
    r"^(?:gültig (?:ab|seit|bis)|stand:?|version|letzte (?:änderung|aktualisierung)|"
    r"zuletzt (?:geändert|aktualisiert)|frühere (?:angaben|fassungen|versionen)|"
    r"gilt für\b|kategorie:|category:|"
    r"valid (?:from|since|as of)|effective|last (?:updated|changed|revised)|updated|as of|"
    r"earlier (?:versions|information)|applies to\b|this (?:document|page|policy) )",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One usable piece. `group` numbers the paragraph or list it comes from; `lead` is the
    sentence that introduces a list ("So geht's:"), kept with its items."""

    text: str
    shape: Shape
    evidence: Evidence
    group: int
    position: int
    heading: str = ""
    lead: str = ""
    doubtful: bool = False  # the form of address could not be turned with certainty
    columned: bool = False  # a row with more than one cell beside its name: see `_rows`


def units_of(evidence: Evidence, form: Form) -> list[Unit]:
    """The source's units, in its order, addressed to the reader in `form`."""
    neutral = replace(evidence, id="", score=0.0, question="")
    return [replace(unit, evidence=evidence) for unit in _parsed(neutral, form)]


@lru_cache(maxsize=4096)
def _parsed(evidence: Evidence, form: Form) -> tuple[Unit, ...]:
    reply = evidence.kind in ("past_answer", "macro")
    text = _FRONT_MATTER.sub("", evidence.text.replace("\r\n", "\n"))
    units = _in_order(body_of_reply(text) if reply else text, evidence)
    if reply:  # before the form of address is turned: "danke für …" is no imperative
        units = [unit for unit in units if not is_frame(unit.text)]
    else:
        units = _under_questions(units)
    if evidence.language == "de" or (not evidence.language and form_of(text)):
        units = _addressed(units, form)
    if reply:
        return tuple(units)
    return tuple(unit for unit in units if not _META.search(unit.text) and not _is_title(unit))


def _in_order(text: str, evidence: Evidence) -> list[Unit]:
    """All units, numbered. A sentence that ends in a colon leads the list that follows."""
    found: list[Unit] = []
    for group, (heading, block) in enumerate(_blocks(text)):
        units = _block_units(block, evidence, group, heading)
        if found and _is_lead(found[-1]):
            lead = found.pop().text
            units = [replace(u, lead=lead) if u.shape in ("item", "step") else u for u in units]
        found += units
    if found and _is_lead(found[-1]):  # its list got lost
        found.pop()
    return [replace(unit, position=at) for at, unit in enumerate(found)]


def _is_lead(unit: Unit) -> bool:
    return unit.shape == "sentence" and unit.text.endswith(":")


def _is_title(unit: Unit) -> bool:
    """A heading that lost its mark-up: no sentence, all capitals or the document's title."""
    words = unit.text.strip(" .:")
    return unit.shape == "sentence" and (
        words.isupper() or words == unit.evidence.title.split(" › ")[0]
    )


def plain(text: str) -> str:
    """Markdown inline markup as plain text; a link keeps its address."""
    text = _LINK.sub(_link, text)
    text = _EMPHASIS.sub("", text)
    return " ".join(text.replace("\\_", "_").split())


def _link(match: re.Match[str]) -> str:
    label, url = match.group(1).strip(), match.group(2)
    if match.group().startswith("!"):
        return ""
    if not url.startswith(("http://", "https://")) or label == url:
        return label
    return f"{label} ({url})"


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Heading and lines of each paragraph, list or table."""
    heading, block = "", list[str]()
    for line in [*text.splitlines(), ""]:
        match = _HEADING.match(line)
        title = plain(match.group(1)) if match else line.strip() if _is_shouted(line) else ""
        if title or not line.strip():
            if block:
                yield heading, block
                block = []
            heading = title or heading
        else:
            block.append(line)


def _is_shouted(line: str) -> bool:
    """A heading in capitals, as plain text files have them."""
    letters = [letter for letter in line if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return (
        len(letters) >= 4 and len(line) < 80 and capitals > 0.6 * len(letters) and "|" not in line
    )


def _under_questions(units: list[Unit]) -> list[Unit]:
    """A document's own questions are headings of what follows, never an answer."""
    asked, heading, found = "", "", list[Unit]()
    for unit in units:
        if unit.heading != heading:
            asked, heading = "", unit.heading
        if unit.shape == "sentence" and unit.text.endswith("?"):
            asked = unit.text
        else:
            found.append(
                replace(unit, heading=f"{heading} › {asked}".strip(" ›")) if asked else unit
            )
    return found


def _block_units(block: list[str], evidence: Evidence, group: int, heading: str) -> list[Unit]:
    def unit(text: str, shape: Shape, lead: str = "") -> Unit:
        return Unit(plain(text), shape, evidence, group, 0, heading, plain(lead))

    if match := _BOLD_LEAD.match(block[0]):
        label = plain(match.group(1)).strip(" .:")
        heading = f"{heading} › {label}".strip(" ›")
        rest = match.group(2)
        if rest and _LABELLED.match(block[0]):  # "über den Ausgang …" says nothing without it
            rest = f"{label}: {rest}"
        block = [rest, *block[1:]] if rest else block[1:]
    if not block:
        return []
    if block[0].lstrip().startswith("|") and len(block) > 1:
        return [replace(unit(row, "row"), columned=columned) for row, columned in _rows(block)]
    first = next((at for at, line in enumerate(block) if _is_listed(line)), None)
    if first is None:
        flowing: list[Unit] = []
        for text in _sentences(block, evidence.language):
            listed_in = _enumerated(text)
            if listed_in is None:
                flowing.append(unit(text, "sentence"))
            else:
                flowing += [unit(part, "item", listed_in[0]) for part in listed_in[1]]
        return flowing
    lead = list(_sentences(block[:first], evidence.language))
    intro = lead.pop() if lead and lead[-1].endswith(":") else ""
    listed = [unit(text, shape, intro) for text, shape in _items(block[first:])]
    return [*(unit(text, "sentence") for text in lead), *listed]


def _enumerated(text: str) -> tuple[str, list[str]] | None:
    """ "Errors: E1, no water; E2, too hot; E3, …" as its lead and its items; None if it is no
    such sentence."""
    match = _ENUMERATION.match(text)
    if match is None:
        return None
    return match.group(1), [part.strip(" .") for part in match.group(2).split(";")]


def _sentences(lines: list[str], language: str) -> Iterator[str]:
    """Sentences; a short line such as "Gewicht: 3 kg" stays one of its own."""
    text = ""
    for line in lines:
        joint = "\n" if re.search(r"[.!?:]$", text) or _is_pair(line) or _is_pair(text) else " "
        text = f"{text}{joint}{line.strip()}" if text else line.strip()
    held = ""
    for sentence in sentences(text, language or "und"):
        part = sentence.text.strip()
        if held and part[:1].islower() and _ABBREVIATED.search(held):
            held = f"{held} {part}"  # the dot before was an abbreviation's
            continue
        if held:
            yield held
        held = part
    if held:
        yield held


def _is_pair(line: str) -> bool:
    return bool(re.match(r"^[^.!?]{2,40}: \S[^.!?]{0,60}$", line.splitlines()[-1] if line else ""))


def _is_listed(line: str) -> bool:
    return bool(_ITEM.match(line) or _STEP.match(line)) and not _RULE.match(line)


def _items(lines: list[str]) -> list[tuple[str, Shape]]:
    items: list[tuple[str, Shape]] = []
    for line in lines:
        if match := _STEP.match(line):
            items.append((match.group(1), "step"))
        elif match := _ITEM.match(line):
            items.append((match.group(1), "item"))
        elif items:
            items[-1] = (f"{items[-1][0]} {line.strip()}", items[-1][1])
    return items


def _rows(block: list[str]) -> Iterator[tuple[str, bool]]:
    """Table rows as text: "Österreich – Kosten: 9,90 €; Lieferzeit: 3 bis 5 Werktage", and whether
    they have several columns like that."""
    table = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in block
        if not _RULE.match(line)
    ]
    head, *rows = table
    for row in rows:
        cells = [(h, c) for h, c in zip(head[1:], row[1:], strict=False) if c]
        if len(head) == 2 and cells:
            yield f"{row[0]}: {cells[0][1]}", False
        elif cells:
            yield f"{row[0]} – " + "; ".join(f"{h}: {c}" if h else c for h, c in cells), True


def _addressed(units: list[Unit], form: Form) -> list[Unit]:
    """All units in the wanted form of address. What was already so stays untouched."""
    whole = "\n".join(f"{unit.lead}\n{unit.text}" for unit in units)
    spoken = form_of(whole)
    if spoken is None or spoken == form:
        return units
    turned = []
    for unit in units:
        spoken_to = unit.evidence.kind in ("past_answer", "macro")
        result = rewrite(unit.text, form, spoken=spoken_to)
        lead = rewrite(unit.lead, form, spoken=spoken_to)
        doubtful = bool(result.doubts or lead.doubts)
        turned.append(replace(unit, text=result.text, lead=lead.text, doubtful=doubtful))
    return turned

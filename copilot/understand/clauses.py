"""Sentences cut into clauses, each with the part that it plays in the message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from copilot.understand import cues
from copilot.understand.pieces import pieces
from knowledge.analyse import sentences
from knowledge.injection import speaks_to_machines

#: "guess": taken for granted by the customer, for the shop to say whether it is so.
Role = Literal["question", "plea", "request", "wish", "guess", "problem", "statement", "noise"]
_MAX_SENTENCE = 3_000  # longer "sentences" are pasted data
_MAX_CLAUSES = 400
_LEAST_TOLD = 4  # words; "steht nirgends!" says nothing that could be so or not
_BULLET = re.compile(r"[-•*–>·]\s|\(?\d{1,2}[.)]\s")
_DATE_DOT = re.compile(
    r"(?<=\d)\.\s+(?=(?:Bitte|Ich|Wir|Das|Die|Wann|Wie|Wo|Was|Kann|Können|Please|I|We|The|When|"
    r"How|Can|Leider|Nun|Jetzt|Seitdem)\b)"
)
#: With a verb right behind they tell: "nun ist mir …", "jetzt kommt nichts mehr".
_INVERTING = re.compile(r"(?:(?:und|aber|and|but)\b[ ,]*)?(?:nun|jetzt|da|then|now)\s", re.I)
#: "und den Karton brauch ich oder": asks without a mark.
_TAGGED = re.compile(r"(?:\w+\W+){3}oder\W*$", re.I)
_ADDRESS = re.compile(r"(?!(?:danke|thanks|ja|nein|yes|no)\b)(?:[\w'’-]+ ){0,2}[\w'’-]+, ", re.I)
_ASKS_BY_WORD = re.compile(r"(?:w(?:er|ie|o|ann|arum|as|elche\w*)|what|when|where|how)\b", re.I)
_FILLERS = re.compile(
    r"^(?:(?:und|oder|also|nun|jetzt|aber|da|naja|tja|ach(?: ?so| ?ja)?|oh|ok|okay|and|but|well|"
    r"now|then|[nu]|plus)\b\.?[ ,]*)+|[\s?!.,;:…]+$",
    re.IGNORECASE,
)


_LITTLE_WORDS = """
    bitte denn da das es hier dabei damit jetzt nun noch mal dann schnell schnellstmöglich
    umgehend bald dringend sofort heute zeitnah danke dazu diesbezüglich eigentlich überhaupt
    weiter wieder in an der dem sache diesem fall mir uns lassen genau gerne vielen dank
    please asap today soon this it that with here me us now quickly thanks at all possible as
    about urgently immediately then next best way to do so alles problem
"""
_AFTER_PLEA = frozenset(_LITTLE_WORDS.split())


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of the body. `line` counts paragraphs; `back`: points to what stands before."""

    text: str
    start: int
    end: int
    role: Role
    asked: bool = False  # put as a question, not told
    adds: bool = False  # "außerdem …": something new
    back: bool = False
    paragraph: int = 0
    sentence: int = 0


def languages_of(language: str) -> tuple[str, ...]:
    """The cue tables to read: the language's own; both where it is neither or unknown."""
    return (language,) if language in ("de", "en") else ("de", "en")


def clauses(body: str, language: str) -> list[Clause]:
    """The clauses of `body` in order; spans are exact, `body[start:end] == text`."""
    tables = languages_of(language)
    found: list[Clause] = []
    paragraph = position = 0
    listed = False  # within the bullets of a list of wishes
    for number, (start, text) in enumerate(_sentences(body, language)):
        paragraph += "\n\n" in body[position:start]
        position = start + len(text)
        if len(found) >= _MAX_CLAUSES:
            break
        made = _clauses_of(text, start, tables, paragraph, number)
        listed = listed and bool(_BULLET.match(text))
        found += [_wished(clause) for clause in made] if listed else made
        listed = listed or bool(cues.LIST_LEAD.search(text))
    found = _guesses_told(found, tables)
    return [_unheard(c) for c in found] if speaks_to_machines(body, mail=True) else found


def _guesses_told(found: list[Clause], tables: tuple[str, ...]) -> list[Clause]:
    """A guess asks, unless a question stands beside it: then it tells why."""
    asking = {c.sentence for c in found if c.role in ("question", "plea")}
    following = {c.sentence - 1 for c in found if c.role in ("question", "plea") and c.back}
    return [
        replace(clause, role=_unasked(clause, tables))
        if clause.sentence in asking or clause.sentence in following
        else replace(clause, role="question")
        if clause.role == "guess"
        else clause
        for clause in found
    ]


def _unasked(clause: Clause, tables: tuple[str, ...]) -> Role:
    if clause.role != "guess":
        return clause.role
    return "problem" if _troubles(clause.text, tables) else "statement"


def _troubles(text: str, tables: tuple[str, ...]) -> bool:
    return any(cues.PROBLEM[t].search(text) for t in tables) and not _conditional(text)


def _unheard(clause: Clause) -> Clause:
    """An order to the machine is nothing that the customer wants of the shop."""
    if clause.asked or not speaks_to_machines(clause.text, mail=True):
        return clause
    return replace(clause, role="noise")


def _wished(clause: Clause) -> Clause:
    """A bullet below "Ich brauche:" is a wish, whatever it says."""
    if clause.role not in ("statement", "problem"):
        return clause
    return replace(clause, role="request", adds=True)


def _sentences(body: str, language: str) -> Iterator[tuple[int, str]]:
    """Sentences with their starts. A line of its own is a sentence: wrapped ones were joined."""
    offset = 0
    for line in body.split("\n"):
        for start, end in _joined(line, language) if line.strip() else ():
            if end - start <= _MAX_SENTENCE:
                yield from _resplit(line[start:end], offset + start)
        offset += len(line) + 1


def _joined(line: str, language: str) -> list[tuple[int, int]]:
    """Spans of a line's sentences; "seit dem 9.11. warte ich" is one."""
    spans: list[tuple[int, int]] = []
    for sentence in sentences(line, language):
        if spans and re.search(r"\d\.$", line[: spans[-1][1]]) and sentence.text[0].islower():
            spans[-1] = (spans[-1][0], sentence.end)
        else:
            spans.append((sentence.start, sentence.end))
    return spans


def _resplit(text: str, start: int) -> Iterator[tuple[int, str]]:
    """After a date or a number ("bis 9.11. Bitte …") a dot may end a sentence all the same."""
    begin = 0
    for match in _DATE_DOT.finditer(text):
        yield start + begin, text[begin : match.start() + 1].rstrip()
        begin = match.end()
    yield start + begin, text[begin:]


def _clauses_of(
    text: str, start: int, tables: tuple[str, ...], paragraph: int, number: int
) -> list[Clause]:
    adds = bool(cues.ADDITIVE.match(text))
    marked = "?" in text[-4:]
    found: list[Clause] = []
    bounds = pieces(text, tables)
    for begin, end in bounds:
        piece = text[begin:end]
        asked = (marked and end == len(text)) or piece.endswith("?")
        asked = asked or ((begin, end) == bounds[-1] and _TAGGED.search(text) is not None)
        clause = _clause(piece, start + begin, tables, asked=asked)
        if clause is None:
            continue
        inherits = bool(found) and found[-1].role == "question" and _goes_on_asking(piece, tables)
        if clause.role in ("statement", "guess", "problem", "noise") and inherits:
            clause = replace(clause, role="question")
        adds = adds or _begins_new(text, begin)
        found.append(replace(clause, adds=adds, paragraph=paragraph, sentence=number))
        adds = False
    return _asked_from_behind(found, tables)


def _goes_on_asking(piece: str, tables: tuple[str, ...]) -> bool:
    return any(cues.FURTHER[table].match(piece) for table in tables)


def _asked_from_behind(found: list[Clause], tables: tuple[str, ...]) -> list[Clause]:
    """ "Which of them heats up faster, and can either be plumbed in?": both pieces ask."""
    if not found or found[-1].role not in ("question", "plea"):
        return found
    return [
        replace(clause, role="question")
        if clause.role in ("statement", "guess", "problem")
        and any(cues.STARTS[t].match(clause.text) for t in tables)
        else clause
        for clause in found[:-1]
    ] + found[-1:]


def _begins_new(sentence: str, begin: int) -> bool:
    return begin > 0 and bool(cues.ADDITIVE.match(sentence[begin:].lstrip(" ,")))


def _clause(text: str, start: int, tables: tuple[str, ...], *, asked: bool) -> Clause | None:
    if not re.search(r"\w", text):
        return None
    role = _role(text, tables, asked=asked)
    told = role in ("question", "plea") and (asked or role == "question")
    back = any(cues.BACK[table].search(text) for table in tables)
    return Clause(text, start, start + len(text), role, told, back=back)


def _role(text: str, tables: tuple[str, ...], *, asked: bool) -> Role:
    bare = _FILLERS.sub("", _FILLERS.sub("", text.strip()))
    if not bare or (asked and any(cues.RHETORICAL[t].fullmatch(bare) for t in tables)):
        return "noise"
    if cues.ANNOUNCES.match(bare):
        return "noise"
    if not asked and cues.ULTIMATUM.match(bare):
        return "statement"
    if any(_is_plea(bare, t) for t in tables):
        return "plea"
    opens = not _INVERTING.match(text) and any(_opens(bare, t) for t in tables)
    if asked or opens or cues.CONDITION_ASKS.match(bare):
        return "noise" if not asked and _vents(bare, tables) else "question"
    if any(cues.TOLD[t].search(text) and not _only_wraps(bare, t) for t in tables):
        return "question"
    if any(cues.REQUEST[t].search(bare) for t in tables) or cues.DEMAND.search(bare):
        return "request"
    if any(_is_wish(bare, t) for t in tables):
        return "wish"
    if any(cues.COURTESY[t].search(bare) for t in tables) and len(bare.split()) <= 16:
        return "noise"
    if len(bare.split()) >= _LEAST_TOLD and any(cues.ASSUMED[t].search(text) for t in tables):
        return "guess"
    return "problem" if _troubles(bare, tables) else "statement"


def _opens(bare: str, table: str) -> bool:
    """ "Mal ehrlich, was kostet das": a word or two before it make it no less a question."""
    if cues.OPENING[table].match(bare) or cues.BRIEF[table].fullmatch(bare):
        return True
    lead = _ADDRESS.match(bare)
    if lead is None or not _ASKS_BY_WORD.match(bare, lead.end()):
        return False
    return cues.OPENING[table].match(bare, lead.end()) is not None


def _vents(bare: str, tables: tuple[str, ...]) -> bool:
    return any(cues.RHETORICAL[t].fullmatch(bare) for t in tables)


def _conditional(bare: str) -> bool:
    """A threat or a plan ("wenn nicht bis Freitag …, gehe ich") describes no problem."""
    return bool(re.match(r"(?:wenn|falls|sollte[n]?|sofern|if|unless)\b", bare, re.I))


def _only_wraps(bare: str, table: str) -> bool:
    """ "Ich wollte mal nachfragen." asks nothing yet."""
    return len(re.findall(r"\w{3,}", cues.WRAPPING.sub(" ", bare))) <= 1


def _is_plea(bare: str, table: str) -> bool:
    match = cues.GENERIC[table].match(bare)
    if not match:
        return False
    behind = re.match(r"\s*[,!:–-]\s*(?=\w)", bare[match.end() :])
    if behind and _only_tells(bare[match.end() :], table):
        return True  # "Please help, the lawn is a jungle."
    return all(word in _AFTER_PLEA for word in re.findall(r"\w+", bare[match.end() :].lower()))


def _only_tells(text: str, table: str) -> bool:
    if "?" in text or cues.OPENING[table].match(text.strip(" ,!:–-")):
        return False
    asks = (cues.TOLD, cues.REQUEST, cues.PROBLEM, cues.DESIRE)
    return not any(cue[table].search(text) for cue in asks)


def _is_wish(bare: str, table: str) -> bool:
    if cues.NOT_WISHED[table].search(bare):
        return False
    return bool(cues.DESIRE[table].search(bare) and cues.WISHED[table].search(bare))

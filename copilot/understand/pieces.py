"""Where one sentence asks several things: cut at each further question."""

from __future__ import annotations

import itertools
import re

from copilot.understand import cues

_SUBORDINATE = re.compile(
    r"(?:^|[\s,])(?:ob|wie|was|wann|wo\w*|welche\w*|warum|whether|if|how|when|what|which|"
    r"where)\s+\w+\s+\w+",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:[-•*–>]+\s+|\(?[1-9][.)]\s+(?=[A-ZÄÖÜ])|\(?[1-9]\)\s+|\(?[a-z]\)\s+|fragen?(?: \d)?:\s*|"
    r"questions?(?: \d)?:\s*|p\.?s\.?:?\s+)",
    re.I,
)


_ANNOUNCED = re.compile(
    r"(?:(?:[\w'’-]+ ){0,2}[\w'’-]+:|(?:ich|wir|i|we)\b[^?:,]{1,120}\b(?:fragen?|questions?):|"
    r"(?:[\w'’-]+ ){0,6}(?:frage|question),)\s+",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!;)]")
#: What a relative clause belongs to: "ist es das, was ich denke", "exakt dort, wo Sie …".
_ANTECEDENT = re.compile(
    r"\b(?:das|alles|etwas|nichts|vieles|dem|dort|überall|all|exactly|there)\s*,?\s*$", re.I
)
_RELATIVE = re.compile(r"(?:was|wo|what|where)\b", re.I)


def pieces(sentence: str, tables: tuple[str, ...]) -> list[tuple[int, int]]:
    """Half-open pieces of a sentence, a new one at each further question."""
    offset = _skipped(sentence, tables)
    cuts = sorted({cut for cut in _cuts(sentence, offset, tables) if cut > offset})
    kept: list[int] = []
    for cut in cuts:
        left = sentence[(kept[-1] if kept else offset) : cut]
        if _may_cut(left, sentence[cut:], tables):
            kept.append(cut)
    bounds = [offset, *kept, len(sentence)]
    return [
        (first, first + len(piece))
        for first, last in itertools.pairwise(bounds)
        if (
            piece := re.sub(
                r"(?:[\s,;:–—-]|\s(?:und|sowie|aber|and|but|u\.?|&|\+|plus|n|oder|or))+$",
                "",
                sentence[first:last],
            )
        )
    ]


def _skipped(sentence: str, tables: tuple[str, ...]) -> int:
    """Length of bullet, salutation and "Zweitens:" at the start of a sentence that goes on."""
    offset = 0
    if lead := _LEAD.match(sentence):
        offset = lead.end()
    greeting = cues.SALUTATION.match(sentence[offset:])
    if greeting and len(sentence) - offset - greeting.end() >= 6:
        offset += greeting.end()
    announced = _ANNOUNCED.match(sentence, offset)
    if announced and any(cues.OPENING[t].match(sentence, announced.end()) for t in tables):
        offset = announced.end()
    return offset


def _cuts(sentence: str, offset: int, tables: tuple[str, ...]) -> list[int]:
    asked = "?" in sentence[-4:] or _opens(sentence, offset, tables)
    found: list[int] = []
    for joint in cues.JOINT.finditer(sentence, offset):
        begin = joint.end()
        # People who write small write no capital after a full stop either.
        if _SENTENCE_END.match(joint[0]) and _opens(sentence, begin, tables):
            found.append(begin)
            asked = True
        alternative = re.search(r"\b(?:oder|or)\s+$", joint[0], re.I)
        further = re.search(r"(?:\bund|\bsowie|\band|&|\+)\s+$", joint[0], re.I)
        if _lists(sentence[offset : joint.start()], sentence[begin:], tables):
            found.append(begin)
        for table in tables:
            after = (cues.AFTER_JOINT_ASKED if asked else cues.AFTER_JOINT)[table]
            if alternative:
                continue
            if after.match(sentence, begin) or (
                further
                and (
                    cues.FURTHER[table].match(sentence, begin)
                    or cues.IMPERATIVE[table].match(sentence, begin)
                )
            ):
                found.append(begin)
    for table in tables:
        found += [match.start() for match in cues.UNMARKED[table].finditer(sentence, offset)]
    return found


def _opens(sentence: str, begin: int, tables: tuple[str, ...]) -> bool:
    """Whether a question begins here by its words; what goes on with "und" asks, too."""
    return any(cues.OPENING[table].match(sentence, begin) for table in tables)


def _lists(left: str, right: str, tables: tuple[str, ...]) -> bool:
    """ "… fragen, ob er dicht ist, wie viel er wiegt …": a further indirect question."""
    if not any(cues.FURTHER[t].match(right) and cues.TOLD[t].search(left) for t in tables):
        return False
    return bool(_SUBORDINATE.search(cues.WRAPPING.sub(" ", left)))


def _may_cut(left: str, right: str, tables: tuple[str, ...]) -> bool:
    """Whether `left` can stand alone: it is no condition, no wrapping, and says something."""
    words = re.findall(r"\w+", left)
    if len(words) < 3:
        return bool(cues.COURTESY[tables[0]].match(left.strip()) and words)
    if cues.ULTIMATUM.match(left + right) and "?" not in right:
        return False
    if cues.CONDITION.match(left) and not any(cues.OPENING[t].search(left) for t in tables):
        return False
    stripped = left.rstrip(" ,:;-–—")
    if _RELATIVE.match(right) and _ANTECEDENT.search(left):
        return False
    if any(_wraps(stripped, table) for table in tables):
        return False
    return len(re.findall(r"\w+", right)) >= 2


def _wraps(left: str, table: str) -> bool:
    """ "Können Sie mir sagen," and "ich wollte fragen": nothing is asked yet."""
    rest = cues.WRAPPING.sub(" ", left)
    if rest != left and len(re.findall(r"\w{3,}", rest)) <= 1 and not re.search(r"\d", rest):
        return True
    return bool(
        re.search(
            r"(?:\b(?:sagen|fragen|wissen|mitteilen|interessieren|erklären|erfahren|"
            r"bescheid(?: geben| sagen)?|sicher|unsicher|ahnung|mit|"
            r"gern(?:e)?|erkundigen|nachfragen|prüfen|nachsehen|schauen|know|tell me|ask|"
            r"wondering|wonder|sure|confirm|advise|"
            r"check|understand|explain|find out|see|idea|question(?: is)?|frage(?: ist| wäre)?|"
            r"info|auskunft|wissen sie (?:schon|vielleicht|zufällig|eigentlich|bereits)|"
            r"wei(?:ß|ss)t du (?:schon|vielleicht|zufällig)|erkennen|unterscheiden|feststellen|"
            r"detect|recogni[sz]e|tell|see))\W*$",
            left,
            re.I,
        )
    )

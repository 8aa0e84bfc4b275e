"""Where the customer's own new words end and the quoted mail begins.

`mail-parser-reply` knows the headers that mail programs write above a quoted mail, in German
and English; its header patterns are used here. Its way with signatures is not: it drops
everything after a line that begins with "Grüße", "Thank you," or a hyphen, and half of the
customers write on after such a line (`signature` does that part).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_DATE = (
    r"(?:\d{1,2}[./]\s?(?:\d{1,2}[./]|\w{3,9}\.?)\s?\d{2,4}|\w{3,10},?\s.{0,40}\d{4}|\d{4}-\d\d)"
)
_MAIL = r"(?:e-?mail|nachricht|message)"
_WROTE = r"(?:schrieb(?:en)?|hat\s.{0,80}?geschrieben|wrote|writes|a écrit|escribió|ha scritto)"
# One quoted-mail opening per line; each is anchored, so that a long line costs one look.
_OPENINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:[-–—_*]{{1,10}}\s*)?(?:am|on|le|el|il)\s.{{0,20}}{_DATE}.{{0,200}}?{_WROTE}\b.{{0,200}}$",
        rf"(?:am|on)\s.{{0,120}}?{_DATE}.{{0,120}}<[^>\s]+@[^>\s]+>.{{0,40}}:$",
        r".{1,80}<[^>\s]+@[^>\s]+>\s*(?:schrieb|wrote)\b.{0,120}:?$",
        r".{1,60}\b(?:schrieb|wrote) (?:am|on)\b.{4,80}:$",
        rf"[-_*=]{{2,}}\s?(?:urspr(?:ü|ue|\?)ngliche|originale?|orig\.?)[ -]?{_MAIL}\b.*$",
        r"[-_*=]{2,}\s?(?:reply above this line|bitte (?:ü|ue)ber dieser zeile antworten)\b",
        r"#{2,}-? ?(?:please type your reply above this line|bitte antworten sie oberhalb).{0,80}$",
        r"_{20,}$",
    )
)
_FORWARD = re.compile(
    r"^(?:[-_*=]{2,}\s?|anfang der |begin )(?:weitergeleitete|forwarded)[ -]?"
    r"(?:e-?mail|nachricht|message|mail)\b.{0,80}$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(
    r"^[* >]{0,4}(von|gesendet|an|betreff|datum|cc|kopie|from|sent|to|subject|date|"
    r"reply-to)[*]{0,2}:"
    r"[* ]{0,4}.{0,300}$",
    re.IGNORECASE,
)
# The new text of a forwarded mail that says nothing but "look below".
_POINTER = re.compile(
    r"\b(?:siehe unten|s\. ?u\.|siehe (?:anbei|mail|e-mail|nachricht)|wie unten|z\. ?k\.|"
    r"zur (?:info|kenntnis)"
    r"|fyi|see below|as below|please see|weitergeleitet|leite .{0,40}weiter|forwarding)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 12


@dataclass(frozen=True, slots=True)
class Parted:
    """`new`: what was written now. `old`: quoted history. `forwarded`: `new` was taken from it."""

    new: str
    old: str = ""
    forwarded: bool = False


def part_history(text: str) -> Parted:
    """Split a plain-text mail into the new words and the quoted history.

    A customer who answers between quoted lines keeps all own lines. A forwarded mail whose
    own words only point to it ("siehe unten") gives the forwarded words as the new ones.
    """
    lines = text.split("\n")
    start = _opening(lines)
    head, tail = lines[:start], lines[start:]
    new = _without_quotes(head)
    inline = _answers_between(tail)
    if inline:
        new = f"{new}\n\n{inline}".strip()
    old = "\n".join([*(line for line in head if line.startswith(">")), *tail]).strip()
    if old and _only_points(new, old):
        return Parted(_forwarded_words(old), old, forwarded=True)
    return Parted(new, old)


def _opening(lines: list[str]) -> int:
    """Index of the first line of quoted history; `len(lines)` where there is none."""
    vendor = _vendor_opening(lines)
    for index, line in enumerate(lines[:vendor]):
        bare = line.lstrip("> ")[:600]
        if not bare or line.startswith(">"):
            continue
        if _opens(bare, lines[index + 1 : index + 3]) or _header_block(lines, index):
            return index
    return vendor


def _opens(line: str, following: list[str]) -> bool:
    if _FORWARD.match(line) or any(pattern.match(line) for pattern in _OPENINGS):
        return True
    # "Am Mo., 3. Mai 2026 um 10:12 Uhr" and "Anna <a@b.de> schrieb:" on two or three lines.
    if not re.match(r"(?:am|on)\s", line, re.IGNORECASE) or len(line) > 200:
        return False
    joined = " ".join([line, *following])
    return bool(_OPENINGS[0].match(joined) and re.search(r":\s*$", joined)) or bool(
        following and _OPENINGS[0].match(f"{line} {following[0]}")
    )


def _header_block(lines: list[str], index: int) -> bool:
    """An Outlook header: sender first, then at least two more headers in the next lines."""
    first = _HEADER.match(lines[index])
    if not first or first[1].lower() not in ("von", "from"):
        return False
    seen = {match[1].lower() for line in lines[index : index + 6] if (match := _HEADER.match(line))}
    return len(seen) >= 3


def _vendor_opening(lines: list[str]) -> int:
    """What the library finds; only in lines that its patterns read in reasonable time."""
    if any(len(line) > 1_000 for line in lines) or len(lines) > 2_000:
        return len(lines)
    text = "\n".join(lines)
    for match in _vendor_headers().finditer(text):
        index = text.count("\n", 0, match.start()) + (match[0].startswith("\n"))
        # "Datum: …" and "Betreff: …" alone are a contact form as often as a mail header.
        if re.search(r"^[> *]*(?:von|from)\b|schrieb|wrote|original", match[0], re.I | re.M):
            return index
    return len(lines)


@cache
def _vendor_headers() -> re.Pattern[str]:
    from mailparser_reply.parser import EmailMessage  # type: ignore[import-untyped]

    pattern: re.Pattern[str] = EmailMessage(text="", languages=["de", "en"]).HEADER_REGEX
    return pattern


def _without_quotes(lines: list[str]) -> str:
    return "\n".join(line for line in lines if not line.startswith(">")).strip()


def _answers_between(tail: list[str]) -> str:
    """Own lines that stand between quoted ones, as people answer point by point."""
    if not any(line.startswith(">") for line in tail):
        return ""
    own: list[str] = []
    quoted_before = False
    for line in tail[1:]:
        quoted_before = quoted_before or line.startswith(">")
        if quoted_before and not line.startswith(">"):
            own.append(line)
    return "\n".join(own).strip()


def _only_points(new: str, old: str) -> bool:
    words = new.split()
    if "?" in new or len(words) > _FEW_WORDS:
        return False
    forwarded = bool(_FORWARD.search(old))
    return (
        (not words and forwarded)
        or bool(words and _POINTER.search(new))
        or (forwarded and len(words) <= 4)
    )


def _forwarded_words(old: str) -> str:
    """The words of the first mail in `old`, without its headers and what it quotes itself."""
    lines = [line.removeprefix(">").strip() for line in old.split("\n")]
    while lines and (not lines[0] or _HEADER.match(lines[0]) or _opens(lines[0], lines[1:3])):
        lines.pop(0)
    return _without_quotes(lines[: _opening(lines)])

"""Which encoding a file's bytes are in, also of a short file that does not say so.

UTF-8 is told by its form. Of the older encodings of one byte a letter that one is taken whose
reading looks most like European text: umlauts and accented letters within words, symbols
between them. Everything else is left to charset_normalizer.
"""

from __future__ import annotations

import codecs
import re

_SAMPLE = 50_000
_ONE_BYTE = ("cp1252", "iso8859_15", "cp1250", "cp850", "mac_roman")  # the likelier ones first
_GERMAN = frozenset("äöüßÄÖÜ")
_EUROPEAN = frozenset("éèêëàâáãåæçïîíìñóòôõøœúùûýÿÉÈÀÂÁÇÑÓÔØÚąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČŘŠŽőűşğıİ")
_SYMBOLS = frozenset("€£–—„“”‚‘’…«»°²³¼½¾×±§®™©·•µ¿¡\xa0\xad")
_STRANGE = -1.0
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{3,40})"
)


def decoded(data: bytes) -> str:
    """The text of `data`; what cannot be read becomes "�". Never raises."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if wide := _wide(data[:_SAMPLE]):
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if declared := _declared(data):
        return data.decode(declared, "replace")
    lines = data.splitlines(keepends=True)
    if any(_is_utf8(line) and not line.isascii() for line in lines):
        # Somebody appended lines from another program: each line by itself.
        return "".join(
            line.decode("utf-8" if _is_utf8(line) else "cp1252", "replace") for line in lines
        ).lstrip("\ufeff")
    return data.decode(_guessed(data[:_SAMPLE]), "replace")


_FOREIGN = re.compile(r"[^\x00-\x7f]")


def _declared(data: bytes) -> str:
    """What an HTML or XML file says of itself, "" where it says nothing or the untruth."""
    found = _DECLARED.search(data[:2_000].lower())
    if not found:
        return ""
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        name = "cp1252" if name == "iso8859-1" else name  # browsers read it so, too
        data.decode(name)
    except (LookupError, ValueError):
        return ""
    return name


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guessed(sample: bytes) -> str:
    best = max(_ONE_BYTE, key=lambda name: _likeness(sample, name))
    if b"\0" not in sample and _likeness(sample, best) >= 0:
        return best
    # Only needed for the rare file that is neither UTF-8 nor Western European.
    from charset_normalizer import from_bytes

    likely = [*_ONE_BYTE, "utf_16_le", "utf_16_be"]
    found = from_bytes(sample, cp_isolation=likely).best()
    return found.encoding if found is not None else "cp1252"


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark: nearly every second byte of Western text is nought."""
    half = len(sample) // 2
    noughts = sample[::2].count(0), sample[1::2].count(0)
    if not half or max(noughts) < 0.6 * half or min(noughts) > 0.02 * half:
        return ""
    return "utf_16_be" if noughts[0] > noughts[1] else "utf_16_le"


def _likeness(sample: bytes, name: str) -> float:
    """How much a reading looks like German, less like another European language."""
    text = sample.decode(name, "replace")
    return sum(_worth(text, match) for match in _FOREIGN.finditer(text))


def _worth(text: str, match: re.Match[str]) -> float:
    sign, before, after = (
        match[0],
        text[match.start() - 1 : match.start()],
        text[match.end() : match.end() + 1],
    )
    if sign in _SYMBOLS:
        if not (before.isalpha() and after.isalpha()):
            return 2.0 if sign in "¿¡" and after.isalpha() else 0.5
        return {"’": 2.0, "\xad": 0.5}.get(sign, _STRANGE)
    if not (before.isalpha() or after.isalpha()):
        return 0.0 if sign.isalpha() else _STRANGE
    if sign.isupper() and before.islower():
        return _STRANGE
    return 3.0 if sign in _GERMAN else 1.0 if sign in _EUROPEAN else _STRANGE

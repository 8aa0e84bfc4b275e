"""Numerals and number words, German and English.

A number is written in digits ("1.299,00", "1 299.00", "12,-", "½") or in words
("vierzehn", "zweieinhalb", "twenty-one"). What a lone separator means depends on the
language: "1.500" is fifteen hundred in German and one and a half in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from knowledge.spotting.spot import words

NUMERAL = (
    r"(?:\d{1,3}(?:(?:[.,'’\u00a0\u202f]\d{3})+| 000(?: 000)?)(?!\d)(?:[.,]\d{1,2}(?!\d))?"
    r"|\d+(?:[.,]\d+)?)"
    r"(?:[.,][-–—](?!\w))?"
)
FRACTION = r"(?:(?:\d+\s?)?[½¼¾]|(?:\d{1,2}\s)?(?:1/2|1/4|3/4)(?![\w/]))"
_FRACTIONS = {
    written: Decimal(value)
    for value, spellings in (("0.5", "½ 1/2"), ("0.25", "¼ 1/4"), ("0.75", "¾ 3/4"))
    for written in spellings.split()
}
_HALF = Decimal("0.5")
_LONGEST_WORD = 80  # "neunhundertneunundneunzigtausendneunhundertneunundneunzig" has 56 letters

_ONES_DE = words("null ein zwei drei vier fünf sechs sieben acht neun")
_TEENS_DE = words("zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn")
_TENS_DE = words("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
_DE = (
    {word: n for n, word in enumerate(_ONES_DE + _TEENS_DE)}
    | {word: n * 10 for n, word in enumerate(_TENS_DE, start=2)}
    | {"eins": 1, "zwo": 2, "dreissig": 30, "fuenf": 5, "zwoelf": 12}
    | {"fuenfzehn": 15, "fuenfzig": 50}
)
_ONES_EN = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS_EN = words("twenty thirty forty fifty sixty seventy eighty ninety")
_EN = {word: n for n, word in enumerate(_ONES_EN)} | {
    word: n * 10 for n, word in enumerate(_TENS_EN, start=2)
}
_OTHER = {"anderthalb": Decimal("1.5"), "dutzend": Decimal(12), "dozen": Decimal(12)}


def alternation(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


_DE_ATOM = f"(?:{alternation([*_DE, 'hundert', 'tausend'])})"
_EN_ATOM = f"(?:{alternation([*_EN, 'hundred', 'thousand'])})"
# One word of either language; `word_value` refuses what only looks like one.
NUMBER_WORD = (
    rf"(?i:(?:(?:ein|a)\s)?(?:{alternation(_OTHER)})(?:e[nrsm]?)?"
    rf"|{_DE_ATOM}(?:und(?={_DE_ATOM})|{_DE_ATOM}){{0,12}}(?:einhalb)?"
    rf"|(?:a\s(?=hundred|thousand))?{_EN_ATOM}(?:(?:[\s-]|\sand\s){_EN_ATOM}){{0,7}}"
    rf"(?:\sand\sa\shalf)?)"
)


def numeral_value(text: str, language: str, *, money: bool = False) -> Decimal:
    """The value of digits as matched by `NUMERAL` or `FRACTION`.

    `money` has at most two decimals, so three digits after a lone separator are thousands
    there, whatever the language.
    """
    text = text.strip()
    for fraction, value in _FRACTIONS.items():
        if text.endswith(fraction):
            return Decimal(text.removesuffix(fraction).strip() or 0) + value
    digits = re.sub(r"[.,][-–—]$", "", text)
    digits = re.sub(r"['’\u00a0\u202f ]", "", digits)
    separators = [char for char in digits if char in ".,"]
    if not separators:
        return Decimal(digits)
    last = separators[-1]
    if len(set(separators)) == 2:
        return _with_decimal(digits, last)
    if len(separators) > 1 or _is_thousands(digits, last, language, money):
        return Decimal(re.sub(r"[.,]", "", digits))
    return _with_decimal(digits, last)


def _with_decimal(digits: str, mark: str) -> Decimal:
    whole, _, decimals = digits.rpartition(mark)
    return Decimal(re.sub(r"[.,]", "", whole) + "." + decimals)


def _is_thousands(digits: str, mark: str, language: str, money: bool) -> bool:
    whole, _, tail = digits.partition(mark)
    if len(tail) != 3 or whole.startswith("0") or len(whole) > 3:
        return False
    return money or mark == ("," if language == "en" else ".")


def word_value(text: str) -> Decimal | None:
    """The value of a number word, or `None` if the word only looks like one."""
    if len(text) > _LONGEST_WORD:
        return None
    word = re.sub(r"\s+", " ", text.strip().casefold().replace("ß", "ss"))
    word = word.replace("dreissig", "dreißig")
    for other, value in _OTHER.items():
        if re.fullmatch(rf"(?:(?:ein|a) )?{other}(?:e[nrsm]?)?", word):
            return value
    if word.endswith(" and a half"):
        whole = _english(word.removesuffix(" and a half"))
        return None if whole is None else whole + _HALF
    if word.endswith("einhalb"):
        head = _german(word.removesuffix("einhalb"))
        return None if head is None else head + _HALF
    value_de = _german(word)
    found = _english(word) if value_de is None else value_de
    return None if found is None else Decimal(found)


def _german(word: str) -> Decimal | None:
    if word in _DE:
        return Decimal(_DE[word])
    for name, size in (("tausend", 1000), ("hundert", 100)):
        head, found, tail = word.partition(name)
        if found:
            times = _german(head) if head else Decimal(1)
            rest = _german(tail.removeprefix("und")) if tail else Decimal(0)
            return None if times is None or rest is None else times * size + rest
    ones, found, tens = word.partition("und")
    if found and 0 < _DE.get(ones, 0) < 10 and 20 <= _DE.get(tens, 0) <= 90:
        return Decimal(_DE[ones] + _DE[tens])
    return None


def _english(word: str) -> Decimal | None:
    total = current = 0
    if word.endswith(" and"):
        return None
    for part in re.split(r"[\s-]+", word):
        if part in ("and", "a"):
            continue
        if part == "hundred":
            current = max(current, 1) * 100
        elif part == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        elif part in _EN and _fits(current, _EN[part]):
            current += _EN[part]
        else:
            return None
    return Decimal(total + current)


def _fits(current: int, value: int) -> bool:
    """Whether a spoken value may follow: "twenty one", not "one two"."""
    rest = current % 100
    return rest == 0 or (rest >= 20 and rest % 10 == 0 and 0 < value < 10)

"""E-mail addresses, links, telephone numbers, bank accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.spotting.spot import Spot

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-]*@)"
)
_HIDDEN_EMAIL = re.compile(
    r"(?i)(?<![\w.])[\w.+-]{1,64}\s?[\[({](?:at|ät)[\])}]\s?[\w-]+"
    r"(?:(?:\.|\s?[\[({](?:dot|punkt)[\])}]\s?)[\w-]+){1,4}"
)
_TOP = "de|com|net|org|at|ch|eu|io|shop|store|info|biz|example|test|uk|fr|nl|it|es|pl|app|me|ly"
_URL = re.compile(
    rf"(?i)(?<![\w@.])(?:(?:https?|ftp)://|www\.)[^\s<>\"'⟦⟧„“”]+"
    rf"|(?<![\w@./-])(?:[a-z0-9äöüß](?:[a-z0-9äöüß-]*[a-z0-9äöüß])?\.){{1,4}}(?:{_TOP})"
    rf"(?:/[^\s<>\"'⟦⟧„“”]*|(?![\w@-]|\.\w))"
)
_IBAN_SHAPE = re.compile(r"(?i)(?<![\w-])[a-z]{2}\s?\d{2}(?:[ \u00a0-]?[a-z0-9]){11,30}")
_IBAN_LABEL = re.compile(r"(?i)\bIBAN\b[\s:=]*(?:lautet|ist|is)?[\s:]*$")
_PHONE_SHAPE = re.compile(
    r"(?<![\w.,/+@-])(?:\(?(?:\+|00)\d{1,3}\)?|\(?0\d|\(\d{3}\)|\d{3}(?=[-. ]\d{3}[-. ]\d{4}\b))"
    r"[\d\s()/.\u2010-\u2013\u00a0-]{4,20}\d(?![\w€$%]|[.,]\d|-\w)"
)
_PHONE_LABEL = re.compile(
    r"(?i)\b(?:tel(?:efon)?(?:nummer|nr)?|handy(?:nummer|nr)?|mobil(?:nummer|funk)?|rufnummer|"
    r"phone(?:\snumber)?|mobile(?:\snumber)?|cell|call me (?:at|on)|fax)\b[.:]*\s*"
    r"(?:ist|lautet|is|unter|number|nr\.?|:)?\s*(\+?\d[\d\s()/.-]{4,20}\d)(?![\w€%])"
)
_REGIONS = {"de": ("DE", "AT", "CH"), "en": ("GB", "US")}


def emails(text: str) -> Iterator[Spot]:
    """Addresses, lower-cased."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Spot("email", match.group().lower(), *match.span())


def hidden_emails(text: str) -> Iterator[Spot]:
    """Addresses written as "anna (at) example.org"."""
    for match in _HIDDEN_EMAIL.finditer(text):
        value = re.sub(r"(?i)\s?[\[({](?:at|ät)[\])}]\s?", "@", match.group())
        value = re.sub(r"(?i)\s?[\[({](?:dot|punkt)[\])}]\s?", ".", value)
        yield Spot("email", value.lower(), *match.span())


def urls(text: str) -> Iterator[Spot]:
    """Links with or without a scheme, without the punctuation that ends the sentence."""
    for match in _URL.finditer(text):
        value = _without_tail(match.group())
        if len(value) > 4 and "." in value:
            yield Spot("url", value, match.start(), match.start() + len(value))


def _without_tail(url: str) -> str:
    while url and (url[-1] in ".,;:!?…*_'»«" or _unbalanced(url)):
        url = url[:-1]
    return url


def _unbalanced(url: str) -> bool:
    return any(url[-1] == b and url.count(a) < url.count(b) for a, b in ("()", "[]", "{}"))


def ibans(text: str) -> Iterator[Spot]:
    """Account numbers with right check digits, or any of that shape after "IBAN"."""
    for match in _IBAN_SHAPE.finditer(text):
        end = _iban_end(match.group())
        if not end and _IBAN_LABEL.search(text, max(0, match.start() - 24), match.start()):
            end = _labelled_end(match.group())
        if end:
            value = re.sub(r"[^0-9A-Za-z]", "", match.group()[:end]).upper()
            yield Spot("iban", value, match.start(), match.start() + end)


def _iban_end(candidate: str) -> int:
    """Length of the longest head of the candidate that is a valid IBAN, or 0."""
    # stdnum reads its tables from disk: only texts that hold a candidate pay for it.
    from stdnum import iban

    for end in range(len(candidate), 14, -1):
        if candidate[end - 1].isalnum() and iban.is_valid(candidate[:end], check_country=False):
            return end
    return 0


def _labelled_end(candidate: str) -> int:
    groups = re.match(r"(?i)[a-z]{2}\s?\d{2}(?:[ -]?\d{2,4}){2,7}", candidate)
    return groups.end() if groups else 0


def phones(text: str, language: str) -> Iterator[Spot]:
    """Telephone numbers as E.164 where the plan of a likely country knows them."""
    for match in _PHONE_LABEL.finditer(text):
        value = _e164(match.group(1), language) or re.sub(r"[^\d+]", "", match.group(1))
        yield Spot("phone", value, *match.span(1))
    for match in _PHONE_SHAPE.finditer(text):
        if sum(char.isdigit() for char in match.group()) >= 7 and "\n" not in match.group():
            written = match.group()
            skipped = int(written.startswith("(") and ")" not in written)
            value = _e164(written[skipped:], language)
            if value:
                yield Spot("phone", value, match.start() + skipped, match.end())


# Addresses where customers turn to. Not "info@" or "invoices@": a customer's firm has those.
_ROLE = re.compile(
    r"(?i)(?:service|support|hilfe|help|helpdesk|shop|store|bestellung(?:en)?|orders?|retouren?|"
    r"returns?|kunden(?:service|dienst|betreuung|center)|customer(?:s|service|care)|presse|press|"
    r"datenschutz|privacy|dpo|reklamation(?:en)?|no-?reply|werkstatt|reparatur(?:en)?|repairs?|"
    r"garantie|warranty|newsletter|versand|shipping)(?:[-_.+\d][\w.+-]*)?@"
)
_SHORT_CODE = re.compile(r"(?:116\d{3}|11[025]|19222)$")


def is_role(email: str) -> bool:
    """Whether customers write to that address ("service@…"): nobody's own."""
    return bool(_ROLE.match(email))


def is_service_number(phone: str) -> bool:
    """Whether nobody has this number at home: 0800, 0180, 116 117 and the like."""
    if _SHORT_CODE.match(phone):
        return True
    import phonenumbers  # as below: its tables are only loaded for texts with a number

    try:
        kind = phonenumbers.number_type(phonenumbers.parse(phone, "DE"))
    except phonenumbers.NumberParseException:
        return False
    types = phonenumbers.PhoneNumberType
    return kind in (types.TOLL_FREE, types.SHARED_COST, types.PREMIUM_RATE, types.UAN)


def _e164(candidate: str, language: str) -> str:
    # phonenumbers loads its country tables: only texts that hold a candidate pay for it.
    import phonenumbers

    for region in _REGIONS.get(language, ("DE", "GB", "US")):
        try:
            number = phonenumbers.parse(candidate, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) or (
            phonenumbers.is_possible_number(number) and re.search(r"\d[\s/-]+\d|^\+", candidate)
        ):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""

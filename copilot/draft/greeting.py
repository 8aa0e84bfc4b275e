"""How a reply begins and ends: by channel, language, form of address, and what we know."""

from __future__ import annotations

import re

from copilot.draft.case import DraftCase
from copilot.draft.german import rewrite
from copilot.draft.tone import Tone
from copilot.messages import Customer
from knowledge.spotting.people import first_names

_FEMALE = frozenset({"frau", "fr", "ms", "mrs", "miss", "mme", "madame", "signora", "dame"})
_MALE = frozenset({"herr", "hr", "herrn", "mr", "mister", "sir", "monsieur", "signor"})
_TITLE = re.compile(r"\b(?:Prof\.?|Dr\.?|Dipl\.-Ing\.?)(?=\s|$)")
# Where everybody reads along: no last name, no name of an agent, nothing of an order.
PUBLIC_CHANNELS = frozenset({"review", "social"})
# Channels where people write as they talk: short, no letter.
SHORT_CHANNELS = frozenset({"chat", "social", "review"})


def greeting(case: DraftCase, language: str, tone: Tone) -> str:
    """The opening line with its punctuation. It never guesses a gender."""
    name = _name(case, language)
    word = _word(case, language, tone, bool(name))
    gendered = word in {"Liebe", "Sehr geehrte"}
    if gendered and not _gendered(name, case):
        word = "Hallo" if case.form == "du" else "Guten Tag"
    elif gendered and _sex(known_customer(case)) == "m":
        word += "r"
    if not name and word == "Dear":
        word = "Hello"
    return f"{word} {name}".strip() + ("!" if _is_chat(case) and language == "de" else ",")


def closing(case: DraftCase, language: str, tone: Tone) -> str:
    """The closing lines; empty where the channel has none."""
    if case.request.message.channel in SHORT_CHANNELS:
        return ""
    shop = case.shop
    formula = tone.closing(language, case.form)
    own = shop.closing_de if language == "de" else shop.closing_en
    default = type(shop)()
    if own not in {default.closing_de, default.closing_en} or not formula:
        formula = own
    text = _filled(formula, case)
    if language == "de" and case.form == "du":
        text = rewrite(text, "du").text
    agent = case.request.agent.strip()
    first, *rest = text.splitlines() or [""]
    if not rest and not shop.signature and shop.name not in first:
        rest = [shop.name]
    signature = shop.signature.splitlines() if shop.signature else [agent]
    missing = [line for line in signature if line.strip() and line not in text]
    return "\n".join(filter(None, [first, *missing, *rest]))


def known_customer(case: DraftCase) -> Customer:
    """The person, as request and message tell; names in their usual case."""
    customer = case.understanding.customer
    if not customer.first_name and not customer.last_name:
        customer = case.request.customer
    if not customer.first_name and not customer.last_name and case.understanding.signature_name:
        first, _, last = case.understanding.signature_name.strip().rpartition(" ")
        customer = Customer(
            customer.id, first or last, last if first else "", customer.salutation, customer.email
        )
    customer = _writer(customer, case.understanding.signature_name)
    return Customer(
        customer.id,
        _cased(customer.first_name),
        _cased(customer.last_name),
        customer.salutation.strip(),
        customer.email,
    )


def _writer(customer: Customer, signature: str) -> Customer:
    """The person who signed, where that is a relative of the customer: their salutation and
    first name are not the customer's."""
    first, _, last = signature.split(" für ")[0].strip().rpartition(" ")
    named = customer.first_name.strip()
    if not first or not named or last.lower() != customer.last_name.strip().lower():
        return customer
    if first.strip(".").lower()[:1] == named.lower()[:1] or " " in first:
        return customer
    return Customer(customer.id, first, last, "", customer.email)


def _name(case: DraftCase, language: str) -> str:
    customer = known_customer(case)
    if _is_chat(case) and customer.first_name and (case.form == "du" or language == "en"):
        return customer.first_name
    if case.request.message.channel in PUBLIC_CHANNELS:
        return ""
    if case.form == "du":
        return customer.first_name
    title = _salutation(customer, language)
    if title and customer.last_name:
        degree = " ".join(_TITLE.findall(customer.salutation))
        if language == "en" and degree:  # "Dear Dr Weber"
            return f"{degree.rstrip('.')} {customer.last_name}"
        return " ".join(filter(None, (title, degree, customer.last_name)))
    if language == "en" and customer.first_name and not customer.last_name:
        return customer.first_name
    if customer.first_name and re.fullmatch(r"\w\.?", customer.first_name):
        return ""
    if language == "de" and _is_bare_last_name(customer, case):
        return ""
    return (
        " ".join(filter(None, (customer.first_name, customer.last_name)))
        if (customer.first_name)
        else ""
    )


def _is_bare_last_name(customer: Customer, case: DraftCase) -> bool:
    """Whether the one name below a letter ("MfG Brandt") is no common first name: "Guten Tag
    Brandt" would be rude, and whether it is Frau or Herr nobody told. A helpdesk knows which
    of the names it gives."""
    alone = not case.request.customer.first_name and not customer.last_name
    return alone and customer.first_name.split("-")[0] not in first_names()


def _word(case: DraftCase, language: str, tone: Tone, named: bool) -> str:
    known = known_customer(case)
    first_only = named and not (known.last_name and (known.first_name or _sex(known)))
    told = tone.greeting(language, None if language == "en" and first_only else case.form)
    if (
        told
        and not (case.form == "du" and told == "Sehr geehrte")
        and not (_is_chat(case) and told in {"Dear", "Sehr geehrte"})
    ):
        return told
    if language == "de":
        return "Hallo" if case.form == "du" or _is_chat(case) else "Guten Tag"
    if _is_chat(case) or case.form == "du" or (named and not known_customer(case).last_name):
        return "Hi" if named else "Hello"
    return "Dear"


def _is_chat(case: DraftCase) -> bool:
    return case.request.message.channel in SHORT_CHANNELS


def _gendered(name: str, case: DraftCase) -> bool:
    return bool(name) and _sex(known_customer(case)) != ""


def _sex(customer: Customer) -> str:
    words = {word.strip(".").lower() for word in customer.salutation.split()}
    return "f" if words & _FEMALE else "m" if words & _MALE else ""


def _salutation(customer: Customer, language: str) -> str:
    sex = _sex(customer)
    if not sex:
        return ""
    if language == "de":
        return "Frau" if sex == "f" else "Herr"
    if customer.salutation.lower().startswith("mrs"):
        return "Mrs"
    return "Ms" if sex == "f" else "Mr"


def _cased(name: str) -> str:
    name = " ".join(name.split())
    if name and (name.islower() or (name.isupper() and len(name) > 2)):
        return re.sub(r"[^\W\d_]+", lambda match: match.group().capitalize(), name.lower())
    return name


def _filled(formula: str, case: DraftCase) -> str:
    """The formula with its placeholders filled; a line with an unknown one goes."""
    values = {"agent": case.request.agent, "shop": case.shop.name}
    lines = []
    for line in formula.splitlines():
        filled = re.sub(
            r"[\[{<%]+ *(agent|shop)\w*(?:[._]name)? *[\]}>%]+",
            lambda match: values[match.group(1).lower()],
            line,
            flags=re.I,
        )
        if filled.strip() and not re.search(r"[\[{<%][^\]}>%]*[\]}>%]", filled):
            lines.append(filled.strip())
    return "\n".join(lines)

"""Du and Sie: mixed in one reply, or not the form that is expected.

A "Sie" or "Ihr" at the start of a sentence may mean "they" or "her"; it counts only where
nothing else in the reply is informal. Quotations are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from copilot.check.case import Fault
from copilot.check.reading import Reading
from copilot.messages import FindingCode, Form, Severity, Span

_DU = re.compile(
    r"\b(?:du|dich|dir|dein(?:e[rmns]?|s)?|euch|eue?r(?:e[rmns]?)?|deinetwegen)\b"
    r"|\b(?:hast|bist|kannst|könntest|möchtest|willst|wirst|brauchst|findest|solltest|musst"
    r"|hättest|wärst|würdest)\b",
    re.IGNORECASE,
)
# In a customer's words "ihr" and "euch" mean the whole shop: they tell no form.
_DU_ALONE = re.compile(
    r"\b(?:du|dich|dir|dein(?:e[rmns]?)?|kannst|könntest|hast|bist)\b", re.IGNORECASE
)
# Imperatives that only "du" has, where a clause begins and no "ich" could be its subject.
_TELL = (
    r"(?:schau|achte|drück|drücke|stell|stelle|nimm|gib|schick|schicke|sende|schreib|schreibe|melde"
    r"|prüf|prüfe|klick|klicke|lade|reinige|öffne|schließ|schließe|dreh|drehe|zieh|ziehe|warte"
    r"|versuch|versuche|probier|probiere|beachte|denk|denke|lies|ruf|rufe|komm|mach|mache|leg|lege"
    r"|füll|fülle|setz|setze|wähl|wähle|ändere|frag|hol|hole|bring|bringe|wisch|wische|starte"
    r"|steck|stecke|tippe|nutze|verwende|benutze|kontaktiere|kontrolliere|entferne|bestell"
    r"|bestelle|spül|spüle|lass|teil|teile|sag|trag|trage|halte|tausch|tausche|wasch|wasche)"
)
_IMPERATIVE = re.compile(
    r"(?:^|[.!?:;]\s+|\n|,\s+(?:also |dann |und )?|\b(?i:bitte|und|oder|sonst|ansonsten|danach)\s+)"
    rf"(?P<tell>(?i:{_TELL}))\b"
    r"(?=\s+(?:die|den|das|dem|der|ein|eine|einen|uns|mir|bitte|dann|auf|nach|also|einfach|kurz"
    r"|gern|gerne|mal|doch|im|in|am|an|sie|es|ihn|alle|beide|noch|zuerst|jetzt)\b)",
    re.MULTILINE,
)
_FIRST_PERSON = re.compile(r"\b(?:ich|wir)\b", re.IGNORECASE)
_SIE = re.compile(r"\b(?:Sie|Ihnen|Ihr(?:e[rmns]?|s)?|Ihretwegen)\b")
_START = re.compile(r"(?:^|[.!?:…\n•*–-]|\d\.)[\s\"„“»(*_-]*$")
# At the start of a sentence only what things cannot do, and nouns of a customer's own.
_PERSONAL_START = re.compile(
    r"Sie\s+(?:erhalten|möchten|bekommen|dürfen|senden|schicken|wollten|schrieben|schreiben|fragen"
    r"|fragten|wünschen|finden|hatten uns|haben (?:uns|bei uns|sich|ein \w*recht|das recht"
    r"|die wahl))\b"
    r"|Sie\s+(?:können|müssen|sollten|haben|brauchen)\b[^.!?\n]{0,120}?\b(?:zurück(?:geben"
    r"|senden|schicken)"
    r"|bestellen|bestellt|umtauschen|kontaktieren|antworten|stornieren|widerrufen|einlösen"
    r"|anrufen|verfolgen"
    r"|herunterladen|kaufen|gekauft|wählen|gewählt|melden|nutzen|anmelden|schicken|senden"
    r"|erreichen|Zeit)\b"
    r"|Ihr(?:e[nrm]?)?\s+(?:Bestellung|Anfrage|Nachricht|E-?Mail|Paket|Sendung|Rückgabe"
    r"|Kundenkonto|Anliegen"
    r"|Retoure|Rechnung|Rücksendung|Feedback|Geduld|Verständnis|Geld|Adresse|Reklamation"
    r"|Lieferung)\b"
)
_FORMAL_START = re.compile(
    r"Sie\s+(?:haben|können|müssen|sollten|brauchen|benötigen|werden|hatten|hätten)\b"
)
_FORM = {"du": "Du", "sie": "Sie"}


@dataclass(frozen=True, slots=True)
class AddressForms:
    """Where a German text is informal, formal, and perhaps formal."""

    du: tuple[Span, ...]
    sie: tuple[Span, ...]
    perhaps_sie: tuple[Span, ...]

    @property
    def informal(self) -> bool:
        return bool(self.du)

    @property
    def formal(self) -> bool:
        return bool(self.sie) or (bool(self.perhaps_sie) and not self.du)


def address_forms(text: str) -> AddressForms:
    """Finds the forms of address in a German text (quotations already blanked)."""
    du = tuple(sorted([*(m.span() for m in _DU.finditer(text)), *_imperatives(text)]))
    sure: list[Span] = []
    perhaps: list[Span] = []
    for match in _SIE.finditer(text):
        initial = _START.search(text, max(0, match.start() - 8), match.start()) is not None
        initial = initial or not text[: match.start()].strip()
        personal = _PERSONAL_START.match(text, match.start()) is not None
        (sure if personal or not initial else perhaps).append(match.span())
    if not sure and not du:  # nothing else decides: a typical formal beginning does
        sure = [s for s in perhaps if _FORMAL_START.match(text, s[0])]
    return AddressForms(du, tuple(sure), tuple(perhaps))


def _imperatives(text: str) -> Iterator[Span]:
    for match in _IMPERATIVE.finditer(text):
        begin = max(text.rfind(mark, 0, match.start("tell")) for mark in ".!?\n") + 1
        ends = [at for mark in ".!?\n" if (at := text.find(mark, match.end())) >= 0]
        clause = text[begin : min(ends, default=len(text))]
        after = re.match(
            r"\s+(?:sie|es)\b", text[match.end("tell") :]
        )  # "Drücken Sie", typed small
        if not _FIRST_PERSON.search(clause) and not after:
            yield match.span("tell")


class RegisterMixed:
    """German replies that mix Du and Sie, or use the other one than customer or caller."""

    code: FindingCode = "register_mixed"
    severity: Severity = "review"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        if reading.case.understanding.language != "de":
            return
        forms = address_forms(reading.unquoted)
        if forms.informal and forms.sie:
            yield self._mixed(reading, forms)
            return
        expected = self.expected(reading)
        if expected == "sie" and forms.du:
            yield self._fault(reading, "register_other", forms.du[0], "sie")
        if expected == "du" and forms.formal and not forms.du:
            yield self._fault(reading, "register_other", (forms.sie or forms.perhaps_sie)[0], "du")

    @staticmethod
    def expected(reading: Reading) -> Form | None:
        """What the caller demands, else what the customer's own words use."""
        if reading.case.form_of_address in get_args(Form):
            return reading.case.form_of_address
        formal = bool(address_forms(reading.message).sie)
        informal = _DU_ALONE.search(reading.message) is not None
        if informal != formal:
            return "du" if informal else "sie"
        return None

    def _mixed(self, reading: Reading, forms: AddressForms) -> Fault:
        expected = self.expected(reading)
        du_is_odd = len(forms.du) < len(forms.sie) if expected is None else expected == "sie"
        span = forms.du[0] if du_is_odd else forms.sie[0]
        return self._fault(reading, "register_mixed", span, "sie" if du_is_odd else "du")

    @staticmethod
    def _fault(reading: Reading, key: str, span: Span, form: Form) -> Fault:
        return Fault(key, span, values={"text": reading.reply[slice(*span)], "form": _FORM[form]})

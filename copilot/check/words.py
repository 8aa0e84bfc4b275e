"""Every sentence that a check says to an agent, in German and English."""

from __future__ import annotations

from collections.abc import Mapping

from copilot.messages import AgentLanguage

WORDS: dict[str, tuple[str, str]] = {
    "placeholder": (
        "Platzhalter „{text}“ ist nicht ausgefüllt.",
        "Placeholder “{text}” has not been filled in.",
    ),
    "scrub_mark": (
        "„{text}“ steht für Daten eines anderen Kunden, die entfernt wurden: bitte ersetzen.",
        "“{text}” stands for another customer's data that was removed: please replace it.",
    ),
    "register_mixed": (
        "Du und Sie sind gemischt: „{text}“ passt nicht zum Rest der Antwort ({form}).",
        "Formal and informal address are mixed: “{text}” does not fit the rest ({form}).",
    ),
    "register_other": (
        "Die Antwort sagt „{text}“, erwartet ist die Anrede mit {form}.",
        "The reply says “{text}”, the expected form of address is {form}.",
    ),
    "language_reply": (
        "Die Antwort ist auf {found}, die Nachricht auf {expected}.",
        "The reply is in {found}, the message in {expected}.",
    ),
    "language_part": (
        "Dieser Absatz ist auf {found}, die Nachricht auf {expected}.",
        "This paragraph is in {found}, the message in {expected}.",
    ),
    "link_foreign": (
        "Der Link führt zu {host}; diese Adresse gehört nicht zum Shop.",
        "The link leads to {host}, which is not one of the shop's addresses.",
    ),
    "link_lookalike": (
        "{host} ahmt eine andere Adresse mit ähnlich aussehenden Zeichen nach.",
        "{host} imitates another address with look-alike characters.",
    ),
    "link_text": (
        "Der Linktext nennt {shown}, der Link führt aber zu {host}.",
        "The link text says {shown}, but the link leads to {host}.",
    ),
    "link_image": (
        "Eingebettetes Bild von {host}: Bilder gehören nicht in eine Antwort.",
        "Embedded image from {host}: a reply must not load images.",
    ),
    "link_scheme": (
        "Link mit nicht erlaubtem Schema „{text}“.",
        "Link with a scheme that is not allowed: “{text}”.",
    ),
    "attachment": (
        "Die Antwort verweist mit „{text}“ auf einen Anhang, es ist aber keiner beigefügt.",
        "The reply refers to an attachment (“{text}”), but none is attached.",
    ),
    "read_otherwise": (
        "„{text}“ widerspricht nach Lesart des Prüfmodells der Quelle „{source}“.",
        "As the check model reads it, “{text}” contradicts the source “{source}”.",
    ),
    "apology": (
        "Die Nachricht ist eine Beschwerde, in der Antwort fehlt ein Wort des Bedauerns.",
        "The message is a complaint; the reply has no word of apology.",
    ),
    "argues": (
        "„{text}“ belehrt oder beschuldigt den Kunden.",
        "“{text}” lectures or blames the customer.",
    ),
    "name_other": (
        "Die Anrede nennt „{text}“, der Kunde heißt {name}.",
        "The salutation says “{text}”, the customer is called {name}.",
    ),
    "name_unknown": (
        "Die Anrede nennt „{text}“; dieser Name kommt in der Nachricht nicht vor.",
        "The salutation says “{text}”, a name that does not occur in the message.",
    ),
    "name_title": (
        "Die Anrede „{text}“ passt nicht zu {name}.",
        "The salutation “{text}” does not fit {name}.",
    ),
    "leak_email": (
        "E-Mail-Adresse {text} gehört weder zum Kunden noch zum Shop.",
        "E-mail address {text} belongs neither to the customer nor to the shop.",
    ),
    "leak_phone": (
        "Telefonnummer {text} gehört weder zum Kunden noch zum Shop.",
        "Telephone number {text} belongs neither to the customer nor to the shop.",
    ),
    "leak_iban": (
        "IBAN {text} kommt weder in der Nachricht noch in den Unterlagen des Shops vor.",
        "IBAN {text} occurs neither in the message nor in the shop's documents.",
    ),
    "leak_address": (
        "Die Anschrift „{text}“ stammt nicht aus dieser Anfrage.",
        "The address “{text}” does not come from this request.",
    ),
    "leak_name": (
        "„{text}“ ist nicht der Name dieses Kunden.",
        "“{text}” is not this customer's name.",
    ),
    "leak_order": (
        "Bestellung {text} gehört einem anderen Kunden.",
        "Order {text} belongs to another customer.",
    ),
    "stale_order": (
        "Bestellnummer {text} gehört nicht zu dieser Anfrage.",
        "Order number {text} does not belong to this request.",
    ),
    "stale_tracking": (
        "Sendungsnummer {text} gehört nicht zu dieser Anfrage.",
        "Tracking number {text} does not belong to this request.",
    ),
    "stale_reference": (
        "Die Nummer {text} gehört nicht zu dieser Anfrage.",
        "The number {text} does not belong to this request.",
    ),
    "stale_date": (
        "Das Datum {text} steht weder in der Bestellung noch in der Nachricht oder den Quellen.",
        "The date {text} is neither in the order nor in the message or the sources.",
    ),
    "stale_past": (
        "{text} liegt in der Vergangenheit, die Antwort spricht aber von der Zukunft.",
        "{text} is in the past, but the reply speaks of the future.",
    ),
    "stale_status": (
        "Die Antwort sagt „{text}“, der Status der Bestellung ist aber „{status}“.",
        "The reply says “{text}”, but the order's status is “{status}”.",
    ),
    "stale_amount": (
        "{text} ist kein Betrag dieser Bestellung.",
        "{text} is no amount of this order.",
    ),
    "stale_price": (
        "{text} ist nicht der aktuelle Preis von {product} ({price}).",
        "{text} is not the current price of {product} ({price}).",
    ),
    "claim_missing": (
        "„{text}“ ist durch keine Quelle belegt.",
        "“{text}” is not supported by any source.",
    ),
    "claim_contradicted": (
        "Die Antwort sagt „{text}“, die Quelle „{source}“ sagt {found}.",
        "The reply says “{text}”, the source “{source}” says {found}.",
    ),
    "claim_past": (
        "„{text}“ steht nur in einer früheren Antwort („{source}“), in keinem Dokument.",
        "“{text}” stands in an earlier answer only (“{source}”), in no document.",
    ),
    "claim_opposite": (
        "Die Antwort sagt „{text}“, die Quelle „{source}“ sagt „{found}“.",
        "The reply says “{text}”, the source “{source}” says “{found}”.",
    ),
    "claim_product": (
        "„{text}“ ist für ein anderes Produkt belegt (Quelle „{source}“).",
        "“{text}” is documented for another product (source “{source}”).",
    ),
    "claim_negated": (
        "Die Quelle „{source}“ sagt das Gegenteil: „{found}“.",
        "The source “{source}” says the opposite: “{found}”.",
    ),
    "claim_ungrounded": (
        "Für diese Aussage findet sich keine Quelle.",
        "No source was found for this statement.",
    ),
    "greeting_missing": (
        "Die Antwort beginnt ohne Anrede.",
        "The reply begins without a greeting.",
    ),
    "closing_missing": (
        "Die Antwort endet ohne Grußformel.",
        "The reply ends without a closing.",
    ),
    "misspelt": (
        "„{text}“ ist wohl ein Tippfehler: „{meant}“?",
        "“{text}” looks like a typing error: “{meant}”?",
    ),
    "promise_amount": (
        "{text} liegt über der Kulanzgrenze von {limit}.",
        "{text} exceeds the goodwill limit of {limit}.",
    ),
    "promise_unknown": (
        "{text}: Keine Richtlinie sagt, dass wir diesen Betrag zusagen dürfen.",
        "{text}: no policy says that this amount may be promised.",
    ),
    "promise_words": (
        "„{text}“ verspricht mehr, als der Shop zusichern kann.",
        "“{text}” promises more than the shop can guarantee.",
    ),
    "internal_quoted": (
        "Dieser Satz stammt aus einer internen Richtlinie („{source}“).",
        "This sentence comes from an internal policy (“{source}”).",
    ),
    "outdated": (
        "Die Quelle „{source}“ galt nur bis {date}.",
        "The source “{source}” was valid only until {date}.",
    ),
    "contradicting": (
        "Die Quellen widersprechen sich: „{source}“ sagt {one}, „{other}“ sagt {two}.",
        "The sources contradict each other: “{source}” says {one}, “{other}” says {two}.",
    ),
    "unanswered": (
        "Die Frage „{text}“ bleibt unbeantwortet.",
        "The question “{text}” is not answered.",
    ),
    "partly": (
        "Die Frage „{text}“ ist nur zum Teil beantwortet.",
        "The question “{text}” is only partly answered.",
    ),
    "mismatch": (
        "Die Antwort geht nicht auf die Nachricht ein.",
        "The reply does not address the message.",
    ),
    "asked_again": (
        "Die Antwort fragt nach etwas, das schon in der Nachricht steht: {text}.",
        "The reply asks for something that is already in the message: {text}.",
    ),
}

LANGUAGES: dict[str, tuple[str, str]] = {
    "de": ("Deutsch", "German"),
    "en": ("Englisch", "English"),
    "fr": ("Französisch", "French"),
    "it": ("Italienisch", "Italian"),
    "es": ("Spanisch", "Spanish"),
    "nl": ("Niederländisch", "Dutch"),
    "pl": ("Polnisch", "Polish"),
}


def say(key: str, language: AgentLanguage, values: Mapping[str, str]) -> str:
    """The sentence `key` in the agent's language with its gaps filled."""
    return WORDS[key][0 if language == "de" else 1].format(**values)


def language_name(code: str, language: AgentLanguage) -> str:
    """A language's name in the agent's language; its code where there is none."""
    names = LANGUAGES.get(code)
    return code if names is None else names[0 if language == "de" else 1]


def shorten(text: str, limit: int = 80) -> str:
    """One line of at most `limit` characters, for quoting in a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"

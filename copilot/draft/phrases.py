"""The drafter's own words, German (Sie and du) and English.

Everything else in a reply is the shop's. These sentences carry no fact about goods or rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.draft.tone import Tone
from copilot.draft.troubles import acknowledged, find_trouble, is_former
from copilot.messages import Form, Question

_THANKS = {
    "sie": "vielen Dank für Ihre Nachricht.",
    "du": "danke für deine Nachricht.",
    "en": "Thank you for your message.",
}
_HARM = {
    "sie": (
        "es tut mir sehr leid, was passiert ist. Bitte verwenden Sie das Produkt vorerst "
        "nicht weiter."
    ),
    "du": (
        "es tut mir sehr leid, was passiert ist. Bitte verwende das Produkt vorerst nicht weiter."
    ),
    "en": "I am very sorry about what happened. Please do not use the product any further for now.",
}
_PRAISE = re.compile(
    r"\b(?:läuft super|funktioniert super|begeistert|sehr zufrieden|total (?:nett|"
    r"zufrieden|happy)|super (?:service|nett|zufrieden)|toller? service|"
    r"klasse|danke für (?:die|den) (?:tolle|super|schnelle)\w*|love (?:it|the|my)|"
    r"great service|very happy|really happy|works great|excellent|fantastic)\b",
    re.I,
)
_PRAISED = {
    "sie": "vielen Dank für Ihre Nachricht und die netten Worte.",
    "du": "danke für deine Nachricht und die netten Worte.",
    "en": "Thank you for your message and your kind words.",
}
_EMPTY = {
    "sie": "In Ihrer Nachricht ist kein Text bei uns angekommen. Womit kann ich Ihnen helfen?",
    "du": "In deiner Nachricht ist kein Text bei uns angekommen. Womit kann ich dir helfen?",
    "en": "Your message reached us without any text. How can I help you?",
}
_NOTHING_ASKED = {
    "sie": "Wenn ich etwas für Sie tun kann, schreiben Sie mir gern.",
    "du": "Wenn ich etwas für dich tun kann, schreib mir gern.",
    "en": "If there is anything I can do for you, just write to me.",
}


def voice(language: str, form: Form) -> str:
    """Which column of a table of words: "sie", "du" or "en"."""
    return form if language == "de" else "en"


def opening(body: str, language: str, form: Form) -> str:
    """The first sentence of an ordinary letter; German ones go on after the comma."""
    return (_PRAISED if _PRAISE.search(body) else _THANKS)[voice(language, form)]


def nothing_asked(body: str, language: str, form: Form) -> str:
    """What is said to a message without a question, or without any text."""
    return (_NOTHING_ASKED if body.strip() else _EMPTY)[voice(language, form)]


def apology(body: str, language: str, form: Form, *, harm: bool = False, spoken: str = "") -> str:
    """Names what went wrong and says sorry; goes on after the greeting's comma.

    `harm`: somebody was hurt or may be.
    """
    if harm:
        return _HARM[voice(language, form)]
    return _sorry(acknowledged(body, voice(language, form)), language)


def regret(body: str, language: str, form: Form) -> str:
    """The same for a customer who tells calmly of a fault; "" where none is told."""
    found = find_trouble(body)
    if found is None or is_former(found[1]):
        return ""
    return apology(body, language, form)


def _sorry(what: str, language: str) -> str:
    return f"es tut mir leid, {what}." if language == "de" else f"I am sorry {what}."


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lead_in(question: Question, number: int, count: int, language: str, answer: str) -> str:
    """What connects an answer to its question where a mail asks several; often nothing.

    An answer that names the question's subject by itself needs no introduction.
    """
    if count < 2:
        return ""
    subject = topic(question.text, language)
    if not subject or _mentions(
        answer[:90], subject
    ):  # paragraphs in the customer's order need no numbers
        return ""
    if language == "de":
        return (f"Zum Thema {subject}:", f"Und zum Thema {subject}:")[number == count - 1]
    return (f"Regarding {subject}:", f"As for {subject}:")[number % 2]


# Nouns of every shop that can stand after "Zum Thema" without an article.
_NOUN = re.compile(
    r"\b((?:\w+-)?(?:Versand|Lieferung|Lieferzeit|Rückgabe|Rücksendung|Retoure|Umtausch|"
    r"Garantie|Gewährleistung|Rechnung|Zahlung|Ratenzahlung|"
    r"Abo|Erstattung|Stornierung|Widerruf|Gutschein|Ersatzteile?|Montage|Pflege|Reinigung|"
    r"Größe|Adresse|Lieferadresse|Akku|Reparatur|"
    r"Preis|Kundenkonto|Adressänderung|Kündigung|Mahngebühr|Mahnung|Zubehör|Gewicht|Maße|"
    r"Kapazität|Laufzeit|Sendungsverfolgung)"
    r"(?: nach [A-ZÄÖÜ][\wäöüß-]+)?)\b"
)
_ENGLISH_TOPIC = re.compile(
    r"\b(?:the|my|your|a|an|of|for|about)\s+"
    r"((?:(?!the |my |your |our |this |that |one |two |three |any |some |each |every |another )"
    r"[a-z-]{3,} )?(?:delivery|shipping|return|"
    r"returns|refund|warranty|guarantee|"
    r"invoice|payment|order|parcel|package|subscription|address|exchange|cancellation|"
    r"voucher|size|battery|cleaning|"
    r"descaling|filter|tank|grinder|manual|replacement|repair|deposit|price|account|label|"
    r"shipment)s?)\b",
    re.I,
)


def topic(question: str, language: str) -> str:
    """The noun that a question is about, where one can be told safely; else ""."""
    if language == "de":
        noun = _NOUN.search(question)
        return noun.group(1) if noun else ""
    match = _ENGLISH_TOPIC.search(question)
    return f"the {match.group(1).lower()}" if match else ""


def _mentions(answer: str, subject: str) -> bool:
    stem = re.sub(r"^(?:the) ", "", subject).split()[0].lower()[:6]
    return stem in answer.lower()


def deferral(
    questions: Sequence[Question], language: str, form: Form, tone: Tone, *, answered: bool
) -> str:
    """Says honestly that something must be found out, what, and by when if the shop says so."""
    when = _when(tone, language)
    if language != "de":
        if not answered:
            return (
                f"I cannot give you a reliable answer right away. I will find out and get back to "
                f"you{when}."
            )
        return (
            f"I still need to check {_quoted(questions, language)} and will get back to you{when}."
        )
    you = "dir" if form == "du" else "Ihnen"
    if not answered:
        your = "deine Frage" if form == "du" else "Ihre Frage"
        if len(questions) > 1:
            your = "deine Fragen" if form == "du" else "Ihre Fragen"
        return (
            f"{capital(your)} kann ich nicht sofort verlässlich beantworten. "
            f"Das kläre ich gern und melde mich{when} bei {you}."
        )
    return (
        f"{capital(_quoted(questions, language, form))} kläre ich noch und melde mich{when} "
        f"bei {you}."
    )


def by_then(language: str, form: Form, tone: Tone) -> str:
    """Takes up the day that the customer sets; a shop with a time of its own keeps to that."""
    if tone.answer_within is not None:
        if language == "de":
            you = "du nennst" if form == "du" else "Sie nennen"
            return f"Den Termin, den {you}, habe ich dabei im Blick."
        return "I have noted the date that you mention."
    if language == "de":
        return "Du hörst bis dahin von uns." if form == "du" else "Sie hören bis dahin von uns."
    return "You will hear from us by then."


def _quoted(questions: Sequence[Question], language: str, form: Form = "sie") -> str:
    """The open questions by their own words, if short, else by number."""
    texts = [_tidy(question.text) for question in questions]
    short = [text for text in texts if len(text) <= 90]
    if language == "de":
        your = "deine" if form == "du" else "Ihre"
        if len(texts) == 1 and short:
            return f"{your} Frage „{short[0]}“"
        return f"{your} übrigen Fragen" if len(texts) > 1 else f"{your} weitere Frage"
    if len(texts) == 1 and short:
        return f"your question “{short[0]}”"
    return "your other questions" if len(texts) > 1 else "your other question"


def _tidy(text: str) -> str:
    """A question in the customer's words, without the "und" that joined it."""
    text = re.sub(
        r"^(?:und|aber|außerdem|auch|and|but|also)\s+", "", " ".join(text.split()), flags=re.I
    )
    return capital(text.strip(" ,;."))


def _when(tone: Tone, language: str) -> str:
    if tone.answer_within is None:
        return ""
    count, unit = tone.answer_within
    if language == "de":
        one = {"workday": "eines Werktags", "day": "eines Tages", "hour": "einer Stunde"}
        many = {"workday": "Werktagen", "day": "Tagen", "hour": "Stunden"}
        return f" innerhalb {one[unit]}" if count == 1 else f" innerhalb von {count} {many[unit]}"
    noun = {"workday": "working day", "day": "day", "hour": "hour"}[unit]
    return f" within {'one' if count == 1 else count} {noun}{'' if count == 1 else 's'}"


def which_product(names: Sequence[str], language: str, form: Form) -> str:
    """Asks which of several products the customer has."""
    if language == "de":
        you = "dir" if form == "du" else "Ihnen"
        return f"Um welches Produkt geht es bei {you}: {_either(names, 'oder')}?"
    return f"Which of these do you have: {_either(names, 'or')}?"


def _either(names: Sequence[str], joint: str) -> str:
    return f"{', '.join(names[:-1])} {joint} {names[-1]}"


def write_privately(language: str, form: Form) -> str:
    """Stands in a public reply in place of what only the customer may read."""
    if language != "de":
        return (
            "I cannot discuss an order here in public: please send us a direct message or an "
            "e-mail, and I will look into it right away."
        )
    if form == "du":
        return (
            "Zu deiner Bestellung kann ich hier öffentlich nichts sagen: Schreib uns bitte direkt, "
            "dann sehe ich gleich nach."
        )
    return (
        "Zu Ihrer Bestellung kann ich hier öffentlich nichts sagen: Schreiben Sie uns bitte "
        "direkt, dann sehe ich gleich nach."
    )


def unless_done(language: str) -> str:
    """Stands before a step that the customer says to have taken already."""
    return "Falls noch nicht geschehen:" if language == "de" else "If you have not done so yet:"


def details(language: str) -> str:
    """Introduces table rows."""
    return "Hier die Angaben dazu:" if language == "de" else "Here are the details:"


def foreign(spoken: str, language: str, *, again: bool = False) -> tuple[str, str]:
    """What stands before and after words of a source in another language."""
    if again:
        return ("Ebenso dazu: „", "“") if language == "de" else ("And on this one: “", "”")
    if language == "de":
        name = "Englisch" if spoken == "en" else "einer anderen Sprache"
        return f"Dazu liegt uns die Angabe bisher nur auf {name} vor: „", "“"
    name = "German" if spoken == "de" else "another language"
    return f"So far we have this information in {name} only: “", "”"

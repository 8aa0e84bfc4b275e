"""The drafter's own words, German (Sie and du) and English.

Everything else in a reply is the shop's. These sentences carry no fact about goods or rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.draft.tone import Tone
from copilot.messages import Form, Question

_THANKS = {
    "sie": "vielen Dank für Ihre Nachricht.",
    "du": "danke für deine Nachricht.",
    "en": "Thank you for your message.",
}
# What went wrong, as customers say it, and how one acknowledges it. First match wins.
_TROUBLES: tuple[tuple[re.Pattern[str], dict[str, str]], ...] = tuple(
    (re.compile(pattern, re.I), {"sie": sie, "du": du, "en": english})
    for pattern, sie, du, english in (
        (
            (
                r"\b(?:kein\w* (?:hat )?geantwortet|warteschleife|"
                r"(?:drei|vier|\d+)\s?-?mal angerufen|keine? (?:antwort|reaktion|rückmeldung)|"
                r"niemand (?:antwortet|meldet)|nicht (?:geantwortet|gemeldet)|schon (?:zwei|drei|"
                r"mehr)\w* ?mal (?:geschrieben|angerufen)|"
                r"no (?:reply|response|answer)|nobody (?:replies|answers|responds)|(?:not|never|"
                r"haven't) (?:heard|replied|answered)|ignored)\b"
            ),
            "es tut mir leid, dass Sie so lange auf eine Antwort warten mussten.",
            "es tut mir leid, dass du so lange auf eine Antwort warten musstest.",
            "I am sorry that you had to wait so long for an answer.",
        ),
        (
            (
                r"\b(?:falsch\w* (?:artikel|ware|produkt|gerät|farbe|größe|modell|ding|teil|"
                r"lieferung|"
                r"geliefert|geschickt)|etwas anderes|nicht (?:das|was ich) bestellt|verwechselt|"
                r"wrong (?:item|product|size|colou?r|model|one|order|thing)|not what i ordered)\b"
            ),
            "es tut mir leid, dass Sie etwas anderes erhalten haben als bestellt.",
            "es tut mir leid, dass du etwas anderes bekommen hast als bestellt.",
            "I am sorry that you received something other than what you ordered.",
        ),
        (
            (
                r"\b(?:beschädigt\w*|zerbrochen\w*|zerkratzt\w*|kaputt (?:an|geliefert)\w*|"
                r"verbeult\w*|eingedrückt\w*|transportschaden|gerissen\w*|scherben|zerdrückt|"
                r"damaged|broken (?:in|on|when)|smashed|shattered|dented|cracked|scratched|"
                r"arrived broken)\b"
            ),
            "es tut mir leid, dass die Ware beschädigt bei Ihnen angekommen ist.",
            "es tut mir leid, dass die Ware beschädigt bei dir angekommen ist.",
            "I am sorry that the goods reached you damaged.",
        ),
        (
            (
                r"\b(?:es|da|mir|dabei|paket\w*|lieferung|karton|sendung)\b.{0,40}\bfehl(?:t|en|te|ten)\b|"
                r"\bfehl(?:t|en|te|ten)\b.{0,40}\b(?:teil\w*|schraube\w*|zubehör|artikel)|"
                r"\b(?:unvollständig|nicht (?:dabei|mitgeliefert|vollständig)|nur (?:ein|eine|"
                r"einen) (?:teil|von)|missing|incomplete|only (?:one|part) of)\b"
            ),
            "es tut mir leid, dass Ihre Lieferung nicht vollständig war.",
            "es tut mir leid, dass deine Lieferung nicht vollständig war.",
            "I am sorry that your delivery was not complete.",
        ),
        (
            (
                r"\b(?:warte\w*|noch (?:immer )?(?:nicht|kein\w*)|immer noch|nicht (?:da|"
                r"eingegangen|"
                r"erhalten)|still|not (?:yet )?(?:received|arrived)|waiting|where is)\b.{0,60}"
                r"\b(?:erstattung|geld|rückzahlung|gutschrift|rückerstattung|refund|money)\b|"
                r"\b(?:erstattung|geld|rückzahlung|rückerstattung|refund|money)\b.{0,40}"
                r"\b(?:noch (?:immer )?(?:nicht|kein\w*)|immer noch|nicht (?:da|eingegangen|"
                r"erhalten)|"
                r"still|not (?:yet )?(?:received|arrived)|hasn't|haven't)\b"
            ),
            "es tut mir leid, dass Sie auf Ihr Geld warten müssen.",
            "es tut mir leid, dass du auf dein Geld warten musst.",
            "I am sorry that you are having to wait for your money.",
        ),
        (
            (
                r"\b(?:(?:immer noch|noch immer|noch) (?:nicht|nichts|kein\w*)|nicht (?:angekommen|"
                r"geliefert|erhalten|bekommen|da)|verspät\w*|verzöger\w*|warte\w* (?:seit|schon|"
                r"immer)|wo bleibt|seit (?:\w+ )?(?:tagen|wochen)|"
                r"still (?:not|no|waiting|hasn't|haven't)|not (?:arrived|received|delivered)|"
                r"hasn't (?:arrived|come)|late|delay\w*|where is|overdue)\b(?=.*\b(?:paket|bestell|"
                r"liefer|sendung|ware|parcel|package|order|deliver|ship)|)"
            ),
            "es tut mir leid, dass Sie so lange auf Ihre Bestellung warten müssen.",
            "es tut mir leid, dass du so lange auf deine Bestellung warten musst.",
            "I am sorry that you have had to wait so long for your order.",
        ),
        (
            (
                r"\b(?:doppelt|zu viel|falsch) (?:berechnet|abgebucht|gezahlt|bezahlt)|mahnung|"
                r"abgebucht|falsche rechnung|rechnung (?:ist )?falsch|"
                r"charged (?:twice|double|too much|wrong)|double charge|overcharged|"
                r"wrong (?:invoice|"
                r"amount)|reminder fee\b"
            ),
            "es tut mir leid, dass mit der Zahlung etwas nicht gestimmt hat.",
            "es tut mir leid, dass mit der Zahlung etwas nicht gestimmt hat.",
            "I am sorry that something went wrong with the payment.",
        ),
        (
            (
                r"\b(?:defekt\w*|kaputt\w*|gebrochen\w*|cuts out|"
                r"funktioniert (?:nicht|gar)|geht (?:nicht|gar)|tropft|"
                r"undicht|leckt|ausgefallen|springt nicht|startet nicht|lässt sich nicht|brummt|"
                r"quietscht|stinkt|verschmort|schon wieder|nach (?:nur )?(?:\w+ )?(?:tagen|wochen|"
                r"monaten)|"
                r"defective|faulty|broken|not working|doesn't work|does not work|"
                r"won't (?:start|turn|"
                r"work)|stopped working|leak\w*|fail\w*)\b"
            ),
            "es tut mir leid, dass Ihr Gerät nicht so funktioniert, wie es soll.",
            "es tut mir leid, dass dein Gerät nicht so funktioniert, wie es soll.",
            "I am sorry that your item is not working as it should.",
        ),
    )
)
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
_SORRY = {
    "sie": "es tut mir leid, dass Sie Ärger damit haben.",
    "du": "es tut mir leid, dass du Ärger damit hast.",
    "en": "I am sorry about the trouble this has caused you.",
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


def apology(body: str, language: str, form: Form, *, harm: bool = False) -> str:
    """Names what went wrong and says sorry; goes on after the greeting's comma.

    `harm`: somebody was hurt or may be.
    """
    if harm:
        return _HARM[voice(language, form)]
    words = next((words for pattern, words in _TROUBLES if pattern.search(body)), _SORRY)
    return words[voice(language, form)]


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lead_in(
    question: Question, number: int, count: int, language: str, form: Form, answer: str
) -> str:
    """What connects an answer to its question where a mail asks several; often nothing.

    An answer that names the question's subject by itself needs no introduction.
    """
    if count < 2:
        return ""
    subject = topic(question.text, language)
    if subject and _mentions(answer[:90], subject):
        return ""
    if language == "de":
        if subject:
            return (f"Zum Thema {subject}:", f"Und zum Thema {subject}:")[number == count - 1]
        ordinal = ("ersten", "zweiten", "dritten", "vierten", "fünften", "sechsten")[min(number, 5)]
        your = "deiner" if form == "du" else "Ihrer"
        return f"Zu {your} {ordinal} Frage:" if number == 0 else f"Zur {ordinal} Frage:"
    if subject:
        return (f"Regarding {subject}:", f"As for {subject}:")[number % 2]
    ordinal = ("first", "second", "third", "fourth", "fifth", "sixth")[min(number, 5)]
    return f"On your {ordinal} question:"


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
    r"\b(?:the|my|your|a|an|of|for|about)\s+((?:[a-z-]{3,} )?(?:delivery|shipping|return|"
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


def details(language: str) -> str:
    """Introduces table rows."""
    return "Hier die Angaben dazu:" if language == "de" else "Here are the details:"


def foreign(spoken: str, language: str) -> tuple[str, str]:
    """What stands before and after words of a source in another language."""
    if language == "de":
        name = "Englisch" if spoken == "en" else "einer anderen Sprache"
        return f"Dazu liegt uns die Angabe bisher nur auf {name} vor: „", "“"
    name = "German" if spoken == "de" else "another language"
    return f"So far we have this information in {name} only: “", "”"

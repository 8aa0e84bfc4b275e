"""What the drafter tells the agent, German and English."""

from __future__ import annotations

from collections.abc import Callable

from copilot.messages import AgentLanguage

_WORDS: dict[str, tuple[str, str]] = {
    "hint_left": (
        "Der Hinweis „{text}“ lässt sich ohne Sprachmodell nicht umsetzen; bitte selbst ergänzen.",
        "The instruction “{text}” cannot be followed without a language model; please add it.",
    ),
    "hint_language": (
        "Auf {tongue} fehlen Quellen zu dieser Frage: Die Antwort ist nur teilweise übersetzt.",
        "There are no sources in {tongue} for this question: the answer is only partly in it.",
    ),
    "register": (
        "„{text}“ ließ sich nicht sicher in die {form}-Form bringen.",
        "“{text}” could not be turned into the {form} form with certainty.",
    ),
    "foreign_source": (
        (
            "Zu dieser Frage gibt es nur eine Quelle auf {tongue}; die Angaben sind zitiert, "
            "bitte übersetzen."
        ),
        "The only source for this question is in {tongue}; it is quoted, please translate.",
    ),
    "goodwill": (
        "Kulanz ist nach „{title}“ möglich: „{text}“ Der Entwurf verspricht nichts davon.",
        "Goodwill is possible under “{title}”: “{text}” The draft promises none of it.",
    ),
    "unsure": (
        "Ob das „{text}“ beantwortet, ist unsicher: Keine Quelle passt deutlich dazu.",
        "It is uncertain whether this answers “{text}”: no source clearly fits.",
    ),
    "model_down": (
        "Das Sprachmodell war nicht verfügbar ({reason}); dies ist der Entwurf ohne Modell.",
        "The language model was not available ({reason}); this draft was made without it.",
    ),
    "fault_busy": ("sein Server ist überlastet", "its server is busy"),
    "fault_down": ("sein Server ist nicht erreichbar", "its server cannot be reached"),
    "fault_timeout": ("keine Antwort in der vorgesehenen Zeit", "no answer in time"),
    "fault_refused": (
        "sein Server hat die Anfrage abgelehnt: API-Schlüssel und Kontingent prüfen",
        "its server refused the request: check API key and quota",
    ),
    "fault_garbage": ("die Antwort war unbrauchbar", "its answer could not be used"),
    "fault_resting": (
        "es ist mehrfach ausgefallen und wird kurz nicht gefragt",
        "it failed repeatedly and is left alone for a while",
    ),
    "unknown_citation": (
        "Das Sprachmodell nannte die Quelle {text}, die es nicht bekommen hatte; sie ist entfernt.",
        "The language model cited source {text}, which it was not given; the citation is removed.",
    ),
    "echoed": (
        "Ein Satz des Sprachmodells mit „{text}“ ist entfernt: Das kennt keine Quelle des Shops.",
        "A sentence of the language model with “{text}” is removed: no source of the shop has it.",
    ),
    "lost_placeholder": (
        "Das Sprachmodell hat den Platzhalter {text} erfunden; bitte ersetzen.",
        "The language model made up the placeholder {text}; please replace it.",
    ),
    "escalation": (
        "Hier geht es um {topic}: bitte vor dem Senden von einer zuständigen Person prüfen lassen.",
        "This is about {topic}: please have someone responsible look at it before sending.",
    ),
}
_TOPICS = {
    "legal": ("rechtliche Schritte", "legal action"),
    "withdrawal": ("einen Widerruf", "a withdrawal"),
    "safety": ("die Sicherheit", "safety"),
    "fraud": ("einen Betrugsverdacht", "suspected fraud"),
    "press": ("die Presse", "the press"),
    "privacy": ("den Datenschutz", "privacy"),
}
LANGUAGE_NAMES = {
    "de": {
        "de": "Deutsch",
        "en": "Englisch",
        "fr": "Französisch",
        "it": "Italienisch",
        "nl": "Niederländisch",
    },
    "en": {"de": "German", "en": "English", "fr": "French", "it": "Italian", "nl": "Dutch"},
}


def say(key: str, language: AgentLanguage, **values: str) -> str:
    """The sentence in the agents' language."""
    return _WORDS[key][0 if language == "de" else 1].format(**values)


def telling(
    key: str, **values: str | Callable[[AgentLanguage], str]
) -> Callable[[AgentLanguage], str]:
    """The sentence as a function of the agents' language, and so, where needed, its values."""

    def words(language: AgentLanguage) -> str:
        spoken = {name: v if isinstance(v, str) else v(language) for name, v in values.items()}
        return say(key, language, **spoken)

    return words


def language_name(code: str, language: AgentLanguage) -> str:
    return LANGUAGE_NAMES[language].get(code, code)


def topic_name(topic: str, language: AgentLanguage) -> str:
    """A topic of `Escalation`, as the sentence "escalation" has it."""
    return _TOPICS[topic][0 if language == "de" else 1]


def shorten(text: str, most: int = 120) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"

"""Words that tell the Sie → du rewriter who is spoken to."""

from __future__ import annotations

from copilot.draft.german.verbs import MODALS
from copilot.draft.wordlist import words

OBJECT_PREPOSITIONS = words("für ohne gegen um durch an auf über in wie als")
POSSESSIVES = {
    "ihr": "dein",
    "ihre": "deine",
    "ihrem": "deinem",
    "ihren": "deinen",
    "ihrer": "deiner",
    "ihres": "deines",
    "ihrerseits": "deinerseits",
    "ihretwegen": "deinetwegen",
}
# Verbs whose reflexive pronoun is a dative: "sehen Sie sich … an" → "sieh dir … an".
DATIVE = words(
    """
    ansehen anschauen angucken merken vorstellen überlegen wünschen aussuchen notieren sichern
    holen leisten sparen zulegen durchlesen ausdrucken nehmen besorgen kaufen bestellen teilen
    herunterladen gönnen zunutze aufschreiben mitnehmen auswählen abholen zeigen leihen anhören
    """
)
# What only the reader does in a shop's text: "Sie" before them is no "they".
READERS = words(
    """
    können müssen dürfen sollten möchten haben erhalten bekommen finden brauchen benötigen
    zahlen sparen bestellen wollen erreichen bezahlen wählen hatten werden würden könnten sind
    kaufen
    """
)
# What things do in a shop's text: "Sie" at the start of a sentence means them.
THINGS = words(
    """
    passen gelten bestehen enthalten wiegen kosten messen halten liegen dienen gehören stammen
    reichen umfassen entsprechen funktionieren schalten laufen eignen befinden sorgen
    """
)
# These are never requests: "bekommen Sie", "erhalten Sie".
NO_REQUESTS = MODALS | words(
    """
    sind hatten waren bekommen erhalten brauchen benötigen kennen wissen verfügen besitzen
    gewinnen verlieren interessieren befinden
    """
)
PLURAL_SUBJECTS = words("wir kollegen kolleginnen mitarbeiter mitarbeiterinnen")
CUSTOMERS = (
    "bestellung",
    "paket",
    "sendung",
    "konto",
    "kundenkonto",
    "rechnung",
    "kauf",
    "geld",
    "daten",
    "anfrage",
    "team",
    "adresse",
    "rückgabe",
    "rücksendung",
    "retoure",
    "lieferung",
    "zahlung",
    "guthaben",
    "anliegen",
    "wunsch",
    "nachricht",
    "mail",
    "e-mail",
    "gerät",
    "kundennummer",
    "bestellnummer",
    "widerruf",
    "abo",
    "abonnement",
    "vertrag",
    "gutschein",
    "feedback",
    "einkauf",
    "maschine",
    "produkt",
    "artikel",
    "erstattung",
    "reklamation",
    "kundenservice",
    "reparatur",
    "recht",
    "ware",
    "kunde",
)

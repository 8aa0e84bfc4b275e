"""How far an order has come, from whatever words a shop's table has for it."""

from __future__ import annotations

import re
from typing import Literal

Stage = Literal[
    "received",
    "processing",
    "shipped",
    "delivered",
    "cancelled",
    "returned",
    "refunded",
    "backorder",
    "pickup",
    "partly",
    "failed",
    "unknown",
]

# First match wins: "teilweise versendet" is no "versendet", "nicht zugestellt" no "zugestellt".
_STAGES: tuple[tuple[Stage, str], ...] = (
    (
        "failed",
        (
            r"nicht zustellbar|zustellung fehlgeschlagen|unzustellbar|failed|undeliverable|lost|"
            r"verloren"
        ),
    ),
    ("partly", r"teilweise|teilliefer|partial|part.?shipped"),
    ("refunded", r"erstattet|refunded|gutgeschrieben"),
    ("returned", r"retour|rücksendung|zurückgesendet|returned|return"),
    ("cancelled", r"storn|cancel|abgebrochen"),
    (
        "backorder",
        (
            r"back.?order|rückstand|nicht (?:auf lager|lieferbar)|wartet auf ware|vorbestell|"
            r"pre.?order|out of stock|on hold|verzögert|delayed"
        ),
    ),
    ("pickup", r"abholbereit|abholung|pick.?up|collection"),
    (
        "processing",
        (
            r"in bearbeitung|bearbeitung|process|kommission|vorbereit|being prepared|prepar|"
            r"verpackt|packed|wird gepackt|awaiting|noch nicht|not yet|open|offen|paid|bezahlt|"
            r"ready to ship|versandbereit"
        ),
    ),
    (
        "delivered",
        r"zugestellt|geliefert|delivered|ausgeliefert|angekommen|completed|abgeschlossen",
    ),
    (
        "shipped",
        (
            r"versandt|versendet|verschickt|unterwegs|shipped|in transit|dispatched|sent|"
            r"in zustellung|out for delivery|zusteller|übergeben"
        ),
    ),
    ("received", r"eingegangen|received|placed|neu|new|bestätigt|confirmed|pending|ausstehend"),
)


def stage_of(status: str) -> Stage:
    lower = status.lower().replace("_", " ")
    return next(
        (stage for stage, pattern in _STAGES if re.search(rf"\b(?:{pattern})", lower)), "unknown"
    )

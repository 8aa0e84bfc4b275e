"""How a text says in German and English that something costs nothing, as a pattern."""

from __future__ import annotations

_US = r"(?:wir|we)"
#: The English word by itself: not "feel free", "free to return", "free space", "sugar-free".
FREE_WORD = r"(?<![-\w])(?<!feel )free\b(?! (?:to|from|time|space|of (?!charge)))"
FREE = (
    r"kostenlos\w*|gratis|kostenfrei\w*|umsonst|unentgeltlich|ohne (?:aufpreis|kosten)"
    r"|versandkostenfrei"
    r"|(?:kostet|kosten)\b[^.,;]{0,20}\bnichts|auf unsere kosten|at our (?:own )?(?:cost|expense)"
    rf"|\b(?:tragen|übernehmen|zahlen|bezahlen) {_US}\b|\b{_US} (?:tragen|übernehmen|zahlen"
    r"|bezahlen|pay|cover|bear)\b"
    rf"|{FREE_WORD}|no (?:extra )?charge|at no (?:extra )?cost"
    r"|costs? (?:you )?nothing|won['’]t cost you"
)

"""What a text shows at a glance: groups of words of both languages, marks, hashed words.

A group says nothing by itself; the learned weights say what it is worth, alone and beside another.
"""

from __future__ import annotations

import itertools
import re
import zlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
HASHES = 1 << 13
_GROUPS = {
    "delivered": r"geliefert|gekommen|bekommen|erhalten|gekriegt|zugestellt|\bliefer\w*|"
    r"kam(?:en)?\b|eingetroffen|paket\w*|sendung|karton|päckchen|arriv\w+|deliver\w+|receiv\w+|\bcame\b|"
    r"(?:turned|showed) up|parcel|package|\bbox\b|sent me|\bgot\b",
    "ordered": r"bestell\w*|gebucht|gekauft|bezahlt|überwiesen|order\w*|\bpaid\b|bought|booked",
    "contrast": r"\bstatt\b|sondern|\baber\b|obwohl|trotz\w*|dabei|anstatt|\bnur\b|instead|\bbut\b|"
    r"(?:al|even )?though\b|\bonly\b|\byet\b|rather than|despite",
    "missing": r"fehl\w*|vermiss\w*|nirgends|keine spur|nicht dabei|unvollständig|\bleer\b|missing|"
    r"nowhere|\bempty\b|incomplete|without|\bshort\b|\blost\b|verschwunden|\bweg\b|left out",
    "broken": r"kaputt|defekt|zerbroch\w*|gebroch\w*|\briss\b|sprung|scherben|kratzer|zerkratzt|"
    r"beschädigt|gerissen|aufgeriss\w*|\bnass|verbogen|\bdelle|eingedrückt|fleck\w*|schimmel\w*|"
    r"verdorben|matschig|ausgelaufen|geplatzt|\bbroken?\b|crack\w*|smash\w*|shatter\w*|damag\w*|"
    r"scratch\w*|\btorn\b|\bdent\w*|leak\w*|snapped|soggy|mould\w*|stain\w*|chipped|\bbent\b|"
    r"\bsplit\b|squash\w*",
    "wrong": r"falsch\w*|verkehrt\w*|verwechselt|vertauscht|\banders\b|andere[nrsm]?\b|\bwrong|"
    r"incorrect|different|mixed[- ]up|some(?:one|body) else",
    "waiting": r"\bwart\w*|seit (?:\w+ )?(?:tagen|wochen|monaten|dem)|(?:immer noch|noch immer)|"
    r"bis (?:heute|jetzt)|längst|überfällig|verspätet|zu spät|später|wochen\b|\bstill\b|waiting|"
    r"\bweeks\b|overdue|\blate\b|delayed|\bages\b|sollte|should have|supposed|was meant",
    "silence": r"keine (?:antwort|rückmeldung)|niemand|\bkeiner\b|nichts gehört|meldet sich|"
    r"antwortet|reagiert|warteschleife|aufgelegt|nobody|no one|no (?:reply|response)|"
    r"heard nothing|ignored|on hold|hung up|auto\w* ?-?repl",
    "again": r"schon wieder|erneut|zum \w+ten mal|zweite[nr]? mal|dreimal|zweimal|mehrmals|"
    r"mehrfach|\bagain\b|(?:third|second) time|twice|(?:three|several) times|another",
    "money": r"geld zurück|erstatt\w*|gutschrift|ersatz|abgebucht|berechnet|doppelt|mahnung|"
    r"entschädig\w*|refund\w*|money back|charged|billed|compensat\w*|replace\w*|double",
    "demand": r"erwarte|verlange|fordere|bestehe|sofort|umgehend|i (?:want|expect|demand)|sort it|"
    r"put this right",
    "promised": r"versproch\w*|zugesagt|angekündigt|hieß es|angeblich|\blaut\b|garantiert|"
    r"steht (?:auf|bei)|auf dem foto|beschreib\w*|promis\w*|was told|advertis\w*|claims?\b|"
    r"according|\bphoto\b|listing|guarante\w*",
    "anger": r"frech\w*|unverschämt|\bsauer\b|enttäusch\w*|ärger\w*|unmöglich|\bwitz\b|lächerlich|"
    r"nie wieder|reicht|schlimm|peinlich|skandal|abzocke|murks|schrott|\bjoke\b|ridiculous|"
    r"disgrac\w*|disappoint\w*|unaccept\w*|angry|furious|shocking|appalling|pathetic|terrible|"
    r"\bawful\b|never again|\bpoor\b|fed up|sick of|\brude\b|worst|rubbish|useless",
    "supposed": r"\bwenn\b|\bfalls\b|was passiert|könnte|\bif\b|what happens|\bwould\b|in case|"
    r"should i|passieren",
    "kind": r"danke|super|\btoll\b|zufrieden|schön\w*|klasse|lovely|great|thank\w*|\blove\b|"
    r"pleased|beautiful|perfect",
    "settled": r"erledigt|geklappt|bescheid (?:geben|sagen)|zur info|\banbei\b|"
    r"wie (?:\w+ )?besprochen|bestätige|gegenstandslos|missverständnis|never mind|sorted|"
    r"let(?:ting)? you know|as discussed|i confirm|for your records|no need|all good|got it|"
    r"works now|jetzt klappt|\bpasst\b",
    "praise": r"sterne|\bstars?\b|zuverlässig|begeister\w*|empfehl\w*|recommend|perfekt|lecker|"
    r"schmeck\w*|jederzeit wieder|gerne? wieder|jeden tag|every day|tasty|reliable|over the moon|"
    r"well done|beste[nr]?\b|\bbest\b|herrlich|wunderbar|wonderful|brilliant",
    "how": r"\bwie\b|kann (?:ich|man)|gibt es|\bpasst\b|welche\w*|geht das|\bhow\b|can i|"
    r"could you|is it|does it|do you|which|would like to",
    "own": r"aus versehen|versehentlich|selbst schuld|runtergefallen|vertan|my (?:fault|bad)|"
    r"by mistake|accident\w*|dropped|i lost|verloren|vergessen|forgot\w*",
    "not": r"\bnicht\b|\bkein\w*|\bnichts\b|\bnix\b|\bnie\b|n['’]?t\b|\bno\b|never|nothing"
    r"|\bnone\b",
    "wish": r"bräuchte|brauche|\bsuche[n]?\b|hätte[n]? gern|möchte|würde[n]? gern|wünsch\w*|bitte|"
    r"\bneed\b|looking for|i['’]?d like|would like|please|\bwant\b|\bpls\b",
    "unsure": r"unsicher|unklar|keine ahnung|verstehe|weiß nicht|not sure|no idea|can['’]?t find|"
    r"confus\w*|find(?:e)? .{0,20}nicht|\bkomme .{0,15}nicht",
    "works": r"geht\b|läuft|funktioniert|zeigt|blinkt|lädt|startet|klemmt|hakt|tropft|riecht|"
    r"works?|shows?|flash\w*|blink\w*|stuck|won['’]?t|doesn['’]?t|keeps|stopp\w*",
    "number": r"\d",
    "years": r"\b20[12]\d\b|jahren|years",
    "family": r"mein(?:e|er|em|en)? (?:mann|frau|sohn|tochter|mutter|vater|oma|opa|enkel\w*|"
    r"schw\w+|nachbar\w*)|my (?:husband|wife|son|daughter|mum|mother|dad|father|nan|gran\w*|"
    r"neighbour|partner)",
    "thinks": r"\b(?:meint|sagt|behauptet|glaub\w*|denke)\b|\b(?:says|reckons?|thinks?|swears?)\b",
}
GROUPS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _GROUPS.items()}
_PAIRS = (
    ("delivered", "contrast"), ("ordered", "contrast"), ("delivered", "wrong"),
    ("delivered", "missing"), ("delivered", "broken"), ("waiting", "not"), ("delivered", "not"),
    ("promised", "not"), ("ordered", "delivered"), ("how", "supposed"), ("money", "not"),
)  # fmt: skip
_MARKS = tuple(re.compile(mark) for mark in ("!", "!!", r"\b[A-ZÄÖÜ]{3,}\b", r"\?", r"\.\.\.|…"))
_WORD = re.compile(r"\w+|[?!]")
_STEM = 5
_MOST_WORDS = 400


def signs(text: str) -> list[float]:
    """1 or 0 for each group, pair of groups and mark."""
    seen = {name: bool(pattern.search(text)) for name, pattern in GROUPS.items()}
    pairs = [seen[first] and seen[second] for first, second in _PAIRS]
    marks = [bool(mark.search(text)) for mark in _MARKS]
    return [float(value) for value in (*seen.values(), *pairs, *marks)]


SIGNS = len(GROUPS) + len(_PAIRS) + len(_MARKS)


def hashed(text: str) -> NDArray[np.int64]:
    """Places of the text's words, their beginnings and pairs of neighbours in `HASHES`."""
    words = _WORD.findall(text.lower())[:_MOST_WORDS]
    said = {*words, *(f"{word[:_STEM]}~" for word in words if len(word) > _STEM)}
    said.update(f"{first} {second}" for first, second in itertools.pairwise(words))
    found = {zlib.crc32(part.encode()) % HASHES for part in said}
    return np.fromiter(sorted(found), np.int64, len(found))

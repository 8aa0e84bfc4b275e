"""What in a written reply is letter and not answer: greeting, thanks, closing, signature; and
whether two replies give the same answer."""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.analyse import sentences, terms
from knowledge.quantities import find_quantities

_GREETING = re.compile(
    r"^\s*(?:(?:schönen )?guten (?:tag|morgen|abend)|hallo|hi|hey|moin(?: moin)?|servus|"
    r"grüß gott|grüezi|"
    r"liebe[rs]?|sehr geehrte[rs]?|dear|hello|good (?:morning|afternoon|evening|day))\b"
    r"(?:[ \t]+(?!(?:die|der|das|wir|ich)\b)(?:\{\{?[^}]*\}\}?|\[[^\]]*\]|<<?[^>]*>>?|"
    r"\w+\.(?=[ \t])|[^\s,!.:]+)){0,6}"
    r"[ \t]*(?:[,!:][ \t]*|\.[ \t]*$|$)(?:\n+|\s*)",
    re.I | re.M,
)
_CLOSING = re.compile(
    r"(?:^|(?<=[.!?)]\s)|\n)[ \t]*(?:(?:und )?(?:mit )?(?:\w+ ){0,3}?\w*gr(?:ü|ue)(?:ß|"
    r"ss)en?|mfg|lg|vg|"
    r"ihr(?:e)? (?:\S+[ -])?(?:team|kundenservice)|dein (?:\S+[ -])?team|"
    r"(?:kind|best|warm|warmest)(?: \w+)? (?:regards|wishes)|regards|best(?: wishes)?,|"
    r"cheers,|sincerely|yours (?:sincerely|truly)|all the best|"
    r"many thanks,|thanks,|thank you,|your (?:\S+ )?(?:team|support))\b[^\n.?]{0,60}(?:\n.*)?\Z",
    re.I | re.S,
)
# What is left of a farewell: a last paragraph of short lines, none of them a sentence.
_SIGNATURE = re.compile(r"\n\s*\n(?:[^\n.!?:;,\d]{1,45},?(?:\n|\Z)){1,3}\Z")
# Whole sentences that only frame an answer, in past answers and macros.
_MARK = re.compile(r"⟦\w+⟧")  # what the scrubber leaves in place of personal data
_CODE = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-ZÄÖÜ])[A-ZÄÖÜ\d]+(?:-[A-ZÄÖÜ\d]+)*(?![\w-])")
_SAME = 0.6  # share of the shorter answer's words from which two answers say the same
_LEAST = 4
_FRAME = re.compile(
    r"^(?:(?:ganz |recht )?(?:herzlichen|vielen|besten|lieben|tausend) dank (?:für|dass)|"
    r"danke(?:schön)?(?:,)? (?:für|dass)|"
    r"(?:schön|toll|wir freuen uns|es freut uns|ich freue mich),? (?:dass|über|von)|"
    r"gern(?:e)? (?:helfe|beantworte|hilf|helfen|unterstütz)\w*|"
    r"(?:ich |wir )?hoffe[n]?,? (?:das|dass|ihnen|dir|wir|ich|diese)|(?:bei|für|falls|"
    r"wenn|sollten|solltest|haben|hast).{0,60}(?:fragen|rückfragen|unklarheiten|anliegen|"
    r"unsicher)\b.{0,80}"
    r"(?:meld\w*|zur verfügung|kontaktier\w*|schreib\w*|da|erreich\w*|wende\w*|gern)|"
    r"melde\w* (?:dich|sie sich) (?:gern|jederzeit|einfach)|"
    r"(?:einen |ein |noch einen |ich wünsche|wir wünschen|hab(?:en)? ).{0,40}(?:schön\w*|"
    r"angenehm\w*|gut\w*) (?:tag|abend|wochenende|woche|start)|"
    r"(?:es |das )?tut (?:mir|uns) (?:sehr |wirklich |aufrichtig )?leid|"
    r"(?:bitte )?entschuldig\w*|wir entschuldigen|wir bitten .{0,40}(?:entschuldigung|"
    r"verständnis|geduld)|"
    r"viel (?:spaß|freude|erfolg)|rückfragen gerne|guten appetit|bis bald|"
    r"thank(?:s| you)(?: (?:very|so) much| a lot)? for|many thanks for|(?:i|"
    r"we) hope (?:this|that|you)|(?:please )?(?:let (?:me|us) know|feel free|"
    r"do not hesitate|don't hesitate)|"
    r"(?:if|should) you (?:have|need) (?:any|further|more).{0,60}(?:question|help|assist|"
    r"let|contact|reach|write)|(?:i am|i'm|we are|we're) (?:very |so |really |"
    r"terribly )?sorry|sorry (?:about|for|to hear)|"
    r"(?:my |our )?(?:sincere )?apolog\w*|we apologi[sz]e|i apologi[sz]e|have a (?:great|"
    r"nice|lovely|good)|(?:we are|i am|we're|i'm) (?:always )?(?:happy|glad|here) to help|"
    r"(?:great|good|nice) to hear|happy to help|glad you|enjoy your)\b",
    re.I,
)


def body_of_reply(text: str) -> str:
    """A reply without its greeting, closing and signature, starting with a capital."""
    stripped = _GREETING.sub("", text.strip(), count=1)
    stripped = _SIGNATURE.sub("", _CLOSING.sub("", stripped.strip()).strip()).strip()
    return stripped[:1].upper() + stripped[1:]


def answer_of(text: str, language: str) -> str:
    """The answer in a reply: its body without the sentences that only frame it, paragraph by
    paragraph; the body where nothing else would be left."""
    body = body_of_reply(text)
    paragraphs = (_unframed(part, language) for part in re.split(r"\n\s*\n", body))
    return "\n\n".join(part for part in paragraphs if part) or body


def _unframed(paragraph: str, language: str) -> str:
    said = list(sentences(paragraph, language))
    kept = [one for one in said if not is_frame(one.text.strip())]
    if len(kept) == len(said):
        return paragraph.strip()
    return " ".join(one.text.strip() for one in kept)


def is_frame(sentence: str) -> bool:
    """Whether a sentence only frames an answer: thanks, apologies, offers of further help."""
    return _FRAME.search(sentence) is not None


def same_answer(one: str, other: str, language: str) -> float:
    """Share of the shorter answer's words that stand in the other one as well; 0 where they
    are too few to say that both tell the same. Figures do not count: they may be what is
    wrong in one of them."""
    mine, theirs = (spoken_of(answer_of(text, language), language) for text in (one, other))
    common = len(mine & theirs)
    share = common / max(1, min(len(mine), len(theirs)))
    return share if common >= _LEAST and share >= _SAME else 0.0


@lru_cache(maxsize=8_192)
def spoken_of(text: str, language: str) -> frozenset[str]:
    """The words for what a text speaks of: neither figures and codes nor units, which all
    sentences share that tell a time or a price."""
    for quantity in reversed(find_quantities(text, language)):
        start, end = quantity.span
        text = f"{text[:start]} {text[end:]}"
    bare = re.sub(r"\d[\d.,]*", " ", _CODE.sub(" ", _MARK.sub(" ", text)))
    return frozenset(word for word in terms(bare, language) if len(word) > 2)


def codes_in(text: str) -> set[str]:
    """Part numbers, model names and error codes: "ORV-200-E6", "E5"."""
    return set(_CODE.findall(text))

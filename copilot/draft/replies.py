"""What in a written reply is letter and not answer: greeting, thanks, closing, signature."""

from __future__ import annotations

import re

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


def is_frame(sentence: str) -> bool:
    """Whether a sentence only frames an answer: thanks, apologies, offers of further help."""
    return _FRAME.search(sentence) is not None

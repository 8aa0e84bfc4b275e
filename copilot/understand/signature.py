"""Closing words, signatures, "sent from my phone" lines and legal footers, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_GREETINGS_DE = (
    r"(?:mit )?(?:(?:ganz |sehr )?(?:freundlichen?|freundlichem|besten?|lieben?|liebem|"
    r"herzliche[nr]?|viele[n]?|"
    r"schöne[n]?|sonnige[n]?|nette[n]?|süße|fröhliche|hochachtungsvolle) ?(?:und \w+ )?)?gr(?:ü|"
    r"ue?|u)(?:ß|ss)(?:en?|le)?"
)
_CLOSING_PHRASES = (
    rf"{_GREETINGS_DE}|m\.?f\.?g\.?|l\.?g\.?|v\.?l?\.?g\.?|b\.?g\.?|g?l?g|hochachtungsvoll|"
    rf"herzlichst|"
    r"bis (?:dann|bald)|ciao|baba|ade|pfiat (?:eich|di|euch)|pfüat(?:i| euch)?|tschüss|tschau|"
    r"servus|ade|schönen (?:tag|abend|gruß)(?: noch)?|"
    r"(?:with )?(?:best|kind(?:est)?|warm(?:est)?|many|friendly)(?: (?:regards|wishes))|"
    r"(?:best )?regards|"
    r"br|kr|best|cheers|sincerely(?: yours)?|yours(?: (?:sincerely|faithfully|truly))?|"
    r"all the best|"
    r"take care|have a (?:nice|good|great) (?:day|evening|weekend|one)"
)
_THANKS = (
    r"(?:(?:vielen|herzlichen|lieben|besten|schönen|tausend) dank|danke(?: ?schön| sehr| dir|"
    r" ihnen| euch)?|merci|dankeschön|"
    r"(?:many |lots of )?thanks|thank you|thx|ty|cheers)"
    r"(?: (?:schon ?mal|schonmal|bereits|vorab|im (?:v|V)oraus|für [^\n]{1,40}|in advance|"
    r"so much|a lot|again|for [^\n]{1,40})){0,2}"
)
_NAME_WORD = (
    r"(?:[A-ZÄÖÜÉÈÀÇŁŚŠŽØÅ][\w'’ßéèüöäáàñçłśšžøå]{0,24}(?:-[A-ZÄÖÜ][\wß]+)?\.?|von|van|der|de|zu|"
    r"v\.|d[aeio]s?)"
)
_NAME = re.compile(
    rf"(?:(?:ihre?|eure?|deine?|your) )?(?:(?:Frau|Herr|Familie|Fam\.|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|"
    rf"Prof\.?) )*"
    rf"(?P<name>{_NAME_WORD}(?: {_NAME_WORD}){{0,3}})"
)
_CLOSING = re.compile(
    rf"(?:{_THANKS}[ ,.!]*(?:und |and |& )?)?(?:{_CLOSING_PHRASES})(?P<rest>.*)$", re.I
)
_THANKS_CLOSING = re.compile(rf"{_THANKS}\s*[,.!]*\s*(?P<rest>.*)$", re.I)
_INLINE = re.compile(
    rf"(?<=[.!?,;)\s])(?:{_THANKS}[ ,.!]*(?:(?:und|and|&) )?)?"
    rf"(?:{_GREETINGS_DE}|mfg|lg|vg|glg|(?:best|kind) regards|regards|cheers)"
    r"(?P<rest>[ ,.!]*(?:(?:aus|von|vom|from|sendet|ihre?|eure?|"
    r"deine?) )?[^\s.!?]*(?: [^\s.!?]+){0,3}[.!]*)$",
    re.I,
)
_DEVICE = re.compile(
    r"(?:gesendet|verschickt|geschickt|sent)\s(?:von|mit|über|from|via|with|using)\s"
    r"(?:mein|my|the|der|dem|gmx|web\.de|outlook|mail|yahoo|proton|samsung|mobil|android|iphone|"
    r"ipad|i\w*os|t-online)"
    r"|von meine[mr] .{2,60} (?:gesendet|geschickt)|"
    r"diese nachricht wurde von meine[mr] .{0,80}gesendet"
    r"|get outlook for|holen sie sich outlook|outlook für (?:ios|android)|unterwegs gesendet|"
    r"via mobile",
    re.I,
)
_FOOTER = re.compile(
    r"diese (?:e-?mail|nachricht) wurde .{0,60}(?:viren|geprüft|gescannt)|this (?:e-?mail|"
    r"message) (?:has been|was) (?:scanned|checked)|"
    r"(?:diese|die in dieser) e-?mail.{0,60}(?:vertraulich|enthält|enthaltene|ist (?:nur|"
    r"ausschließlich))"
    r"|this (?:e-?mail|message|communication).{0,80}(?:confidential|intended|privileged)|"
    r"the information (?:contained )?in this"
    r"|confidentiality notice|vertraulichkeitshinweis|disclaimer:|hinweis: diese e-?mail"
    r"|(?:bitte )?(?:denken|prüfen) sie (?:an die umwelt|.{0,40}ausdruck)|"
    r"(?:please )?consider the environment"
    r"|(?:virenfrei|virus-free)\b|geschäftsführer(?:in|ung)?:|amtsgericht|handelsregister|"
    r"hr[ab] ?\d{3,}"
    r"|ust\.?-?id|sitz der gesellschaft|registergericht|vat (?:no|reg)|registered (?:office|"
    r"in england)",
    re.I,
)
_PLACE = r"^(?:aus|from) (?:dem |der |the )?[A-ZÄÖÜ][\w-]+(?: (?=[A-ZÄÖÜ])|,? ?$|, ?)"
_BANNER = re.compile(
    r"\[?(?:extern(?:al|e)?|ext)\]?:?$|\[(?:extern(?:al|e)?)[^\]]{0,60}\]$|(?:caution|achtung|"
    r"vorsicht|warning):? .{0,30}"
    r"(?:this (?:e-?mail|message)|diese (?:e-?mail|nachricht)).{0,40}(?:outside|extern|außerhalb)",
    re.I,
)
_POSTSCRIPT = re.compile(r"p\.? ?s\.?\s*[:.]?\s|nachtrag:|edit:", re.I)
_COMPANY = re.compile(
    r"\b(?:gmbh|partg|mbb|gbr|ag|kg|ug|e\.?v|ohg|ltd|inc|llc|tel|fax|mobil|straße|str\.|www\.|"
    r"http)\b|[@\d/|]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Signed:
    """`body` without closing and signature; `name` as the customer signed, "" where not."""

    body: str
    name: str = ""
    signature: str = ""


def part_signature(text: str, known: Sequence[str] = ()) -> Signed:
    """Split off what stands below the customer's words. A postscript stays in the body."""
    lines = [line for line in text.split("\n") if not _BANNER.match(line)]
    lines = _without_footer(lines)
    end = next(
        (i for i, line in enumerate(lines) if re.fullmatch(r"[-–—_=*]{2,}", line)), len(lines)
    )
    kept, name = _cut_closing(lines[:end])
    if end < len(lines):
        name = name or _name_in(lines[end + 1 : end + 4])
        kept += _written_on(lines[end + 1 :])
    body = "\n".join(kept).strip()
    if not name:
        body, name = _cut_known(body, known)
    if not name:
        body, name = _cut_last_name(body)
    return Signed(body, name, "\n".join(lines)[len(body) :].strip())


def _without_footer(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for index, line in enumerate(lines):
        if _FOOTER.match(line) and not (line.endswith("?") or (index == 0 and len(lines) == 1)):
            break
        if not _DEVICE.match(line.strip("-–—_*<>( ")):
            kept.append(line)
    return kept


def _cut_closing(lines: list[str]) -> tuple[list[str], str]:
    for index, line in enumerate(lines):
        name = _closing_name(line, lines[index + 1 :])
        if name is not None and not _opens_mail(index, lines):
            return lines[:index] + _written_on(lines[index + 1 :]), name
    for index in range(len(lines) - 1, -1, -1):
        if lines[index]:
            inline = _INLINE.search(lines[index][-200:]) if len(lines[index]) < 20_000 else None
            if inline:
                cut = len(lines[index]) - len(inline[0])
                return [*lines[:index], lines[index][:cut].rstrip()], _as_name(inline["rest"], True)
            break
    return lines, ""


def _opens_mail(index: int, lines: list[str]) -> bool:
    """ "Servus," on top greets; the same word at the end says good-bye."""
    above, below = lines[:index], [line for line in lines[index + 1 :] if line]
    return not any(above) and any(len(line.split()) > 6 or line.endswith("?") for line in below)


def _closing_name(line: str, following: list[str]) -> str | None:
    """The name that goes with a closing line, "" where none is given, `None`: not a closing."""
    if len(line) > 120 or "?" in line:
        return None
    if match := _CLOSING.match(line):
        rest = match["rest"]
        prose = len(rest.split()) > 6 or re.search(r"[.!,] \w+ \w+ \w+", rest)
        if re.match(r"\w", rest) or (prose and not _as_name(rest)):
            return None
        if len(re.sub(r"\W", "", line[: match.start("rest")])) <= 4 and not _closes(
            rest, following
        ):
            return None
        return _as_name(rest, True) or _name_in(following[:4], closed=True)
    if match := _THANKS_CLOSING.match(line):
        below = [text for text in following if text]
        if (
            not match["rest"].strip(" ,.!")
            and below
            and len(below) <= 4
            and (name := _name_in(below[:1]))
        ):
            return name
        apart = line[match.start("rest") - 2 : match.start("rest")].strip() in (",", ".", "!")
        if (
            not below
            and match["rest"]
            and (apart or match["rest"][0].isupper())
            and (name := _as_name(match["rest"]))
        ):
            return name
    return None


def _closes(rest: str, following: list[str]) -> bool:
    """Short forms ("LG", "best") close a mail only where little follows, and no prose."""
    below = [line for line in following if line]
    return not any(line.endswith("?") or len(line.split()) > 9 for line in [rest, *below[:3]])


def _written_on(lines: list[str]) -> list[str]:
    """What a customer added below the own name: a postscript, or a question."""
    for index, line in enumerate(lines):
        if match := _POSTSCRIPT.match(line):
            tail = [line[match.end() :], *lines[index + 1 :]]
            return ["", *tail]
        if line.endswith("?") and len(line.split()) >= 3:
            return ["", *lines[index:]]
    return []


def _name_in(lines: list[str], closed: bool = False) -> str:
    for line in lines:
        if line and (name := _as_name(line, closed)):
            return name
    return ""


def _as_name(text: str, closed: bool = False) -> str:
    """A person's name, or "". After a closing, a single lower-case word will do ("lg anna")."""
    text = re.sub(_PLACE, "", text.strip(" ,.!;:-–"))
    text = re.sub(r"^(?:von|vom|sendet|euch|ihre?|eure?|deine?)\b", "", text).strip(" ,.!;:-–()*")
    if "," in text or not text[:1].isalpha():
        text = re.sub(r"[^\w\s.'’-].*$", "", text).strip()
    if not text or _COMPANY.search(text):
        return ""
    if match := _NAME.fullmatch(text):
        return match["name"]
    if closed and re.fullmatch(r"[a-zäöüß]{3,15}(?: [a-zäöüß]{2,20}\.?)?", text):
        return text.title()
    return ""


def _cut_known(body: str, known: Sequence[str]) -> tuple[str, str]:
    """ "danke tobias lindner" as the last line, where the helpdesk knows Tobias Lindner."""
    names = {part for name in known for part in name.casefold().split()}
    head, _, last = body.rpartition("\n")
    words = re.findall(r"[\w'’-]+", last)
    own = [word for word in words if word.casefold() in names]
    polite = re.sub(_THANKS, " ", " ".join(w for w in words if w not in own), flags=re.I).split()
    if not own or not head.strip() or len(polite) > 1 or last.endswith("?"):
        return body, ""
    return head.rstrip(), " ".join(word if word[0].isupper() else word.title() for word in own)


def _cut_last_name(body: str) -> tuple[str, str]:
    """ "…\\nDanke!\\nAnna Schmidt": a name alone on the last line signs a mail, too."""
    head, _, last = body.rpartition("\n")
    previous = head.rstrip().rpartition("\n")[2]
    if (
        not head.strip()
        or last.endswith(("?", "!", ":"))
        or re.search(r"\w{2}\.$", last)
        or not previous.endswith(tuple(".!?,)"))
    ):
        return body, ""
    name = _as_name(last)
    if len(name.split()) not in (1, 2, 3) or len(last) > 40 or previous.endswith(":"):
        return body, ""
    alone = head.endswith("\n")
    if len(name.split()) == 1 and not alone and not re.search(rf"{_THANKS}\W*$", previous, re.I):
        return body, ""
    if len(name.split()) == 1 and re.fullmatch(_THANKS, last, re.I):
        return body, ""
    return head.rstrip(), name

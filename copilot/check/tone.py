"""How the reply treats the person: regret on a complaint, no lecturing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.check.case import Fault
from copilot.check.reading import Reading
from copilot.check.roles import apologises
from copilot.check.words import shorten
from copilot.messages import FindingCode, Severity

_ARGUES = re.compile(
    r"\b(?:Sie|du|ihr) (?:hätten|hättest|hättet)\b[^.!?\n]{0,80}\b(?:lesen|wissen|sehen|beachten"
    r"|prüfen"
    r"|kontrollieren|merken|erkennen|aufpassen)\s+(?:müssen|sollen|können)\b"
    r"|\bwie (?:ich|wir) (?:ihnen |dir )?(?:bereits|schon|doch)(?: mehrfach"
    r"| mehrmals)? (?:gesagt|geschrieben"
    r"|erklärt|mitgeteilt|erläutert)\b"
    r"|\b(?:das|dies) (?:steht|stand) (?:doch |ja |doch ja )?(?:klar|deutlich|eindeutig"
    r"|ganz klar)\b"
    r"|\b(?:selbst|selber) schuld\b|\b(?:ihr|dein) (?:eigene[sr] )?(?:fehler|problem|verschulden"
    r"|versäumnis)\b"
    r"|\b(?:das|dies) ist nicht unser(?:e)? (?:problem|schuld|fehler)\b"
    r"|\boffensichtlich haben sie\b[^.!?\n]{0,60}\b(?:nicht|falsch)\b"
    r"|\b(?:Sie|du) (?:haben|hast)\b[^.!?\n]{0,60}\b(?:wohl|offenbar|offensichtlich|anscheinend)\b"
    r"[^.!?\n]{0,40}\b(?:nicht (?:richtig |genau )?gelesen|falsch (?:bedient|gelesen|verstanden)"
    r"|übersehen)"
    r"|\b(?:wer|hätten sie) lesen kann\b|\bwer lesen kann\b|\blesen sie (?:doch "
    r"|einfach )?(?:erst ?mal|bitte erst)\b"
    r"|\b(?:beruhigen sie sich|beruhige dich|regen sie sich)\b|\bunsinn\b"
    r"|\bstellen sie sich nicht so an\b"
    r"|\bdas (?:kann|ist) (?:gar )?nicht (?:stimmen|wahr sein|wahr)\b|\bihre behauptung\b"
    r"|\bnur weil (?:sie|du)\b"
    r"|\byou should have (?:read|known|checked|seen|noticed|been)\b|\byou (?:clearly"
    r"|obviously) (?:did|have|ha)"
    r"|\bas (?:I|we) (?:have )?already (?:told|said|explained|mentioned|stated|informed)\b"
    r"|\byour own (?:fault|mistake|problem)\b|\bthat(?:'s| is) (?:not our|your) (?:fault|problem)\b"
    r"|\bcalm down\b|\bif you had (?:read|looked|checked|bothered)\b|\byou failed to\b"
    r"|\bit (?:clearly|plainly) (?:says|states)\b|\byou must have (?:misused|misread|broken|done)",
    re.IGNORECASE,
)


_BARE = 2  # words of a line that tells nothing: what is left of a mail that lost its text


class MissingApology:
    """A complaint is answered without a word of regret."""

    code: FindingCode = "missing_apology"
    severity: Severity = "review"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        complains = reading.case.understanding.complaint and any(
            len(said.split()) > _BARE for said in reading.said_in_message
        )
        if complains and not apologises(reading.reply):
            yield Fault("apology")


class ArguesWithCustomer:
    """Lecturing, blaming, doubting the customer's word."""

    code: FindingCode = "argues_with_customer"
    severity: Severity = "review"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        for match in _ARGUES.finditer(reading.unquoted):
            yield Fault("argues", match.span(), values={"text": shorten(match.group())})

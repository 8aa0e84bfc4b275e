"""The reply speaks of an attachment that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.check.case import Fault
from copilot.check.reading import Reading
from copilot.messages import FindingCode, Severity

_SAYS = re.compile(
    r"\b(?:im|in der|siehe|als|den|vgl\.) (?:beigefügten |angehängten )?(?:Anhang|Anlage"
    r"|Attachment)\b"
    r"|\banbei\b|\bbeigefügt\w*|\bangehängt\w*|\bhänge\b[^.!?\n]{0,60}\ban\b"
    r"|\bfüge\b[^.!?\n]{0,60}\bbei\b"
    r"|\b(?:hängt|hängen|liegt|liegen|lege|legen)\b[^.!?\n]{0,20}\b(?:dieser|der) (?:e-?)?mail\b"
    r"(?: (?:an|bei)\b)?"
    r"|\bangefügt\w*|\bals (?:PDF|Datei)\b[^.!?\n]{0,30}\b(?:anbei|mit)\b|\bmitgeschickte[nrs]?\b"
    r"|\battached\b|\bin the attachment\b"
    # Not "an enclosed lamp", "nothing enclosed".
    r"|\bfind\b[^.!?\n]{0,20}\benclosed\b|\benclosed (?:is|are|you|please)\b"
    r"|\b(?:is|are|have|I've|we've) (?:(?:also|already|now|herewith) )?enclosed\b"
    r"|\benclosed (?:\w+ )?(?:photo|picture|form|file|PDF|document|label|list|invoice|receipt|copy"
    r"|drawing|instructions|manual|sheet|guide|leaflet)s?\b"
    r"|\bsee attachment\b|\bas an attachment\b"
    r"|\bI(?:'m| am|'ve| have) attach\w+",
    re.IGNORECASE,
)
# A document hangs on the mail; whatever else "liegt bei" lies in the parcel.
_DOCUMENT = re.compile(
    r"\b\w*(?:formular|muster|anleitung|rechnung|etikett|label|zeichnung|blatt|kopie|beleg|foto"
    r"|bild|pdf|datei|dokument|übersicht|liste|tabelle|bestätigung|rücksendeschein|vorlage)\w*\b"
    r"[^.!?\n]{0,30}\b(?:(?:hängt|hängen) (?:hier )?an|(?:liegt|liegen) (?:hier )?bei)"
    r"(?=\s*(?:[.,;:!)]|$|und\b))",
    re.IGNORECASE | re.MULTILINE,
)
# The customer's own attachment, or one that lies in the parcel or hangs on the product.
_NOT_OURS = re.compile(
    r"\b(?:senden|schicken|laden|hängen|fügen|mailen)\b[^.!?\n]{0,12}\b(?:sie|du|ihr)\b"
    r"|\b(?:schick|send|häng|lade|mail)e?\b[^.!?\n]{0,20}\b(?:uns|mir|bitte|einfach|dein)\b"
    r"|\b(?:ihre[mnrs]?|deine[mnrs]?|your)\b[^.!?\n]{0,40}\b(?:anhang|mail|attachment|foto"
    r"|nachricht|anlage)\b"
    r"|\b(?:paket|sendung|lieferung|karton|verpackung|gerät|maschine|parcel|package|box|delivery"
    r"|shipment)\b"
    r"|\b(?:you|you've|you have)\b[^.!?\n]{0,20}\battached\b|\bplease\b[^.!?\n]{0,30}\battach\b"
    r"|\b(?:sie|du)\b[^.!?\n]{0,40}\b(?:angehängt|beigefügt|angefügt)\s+(?:haben|hast|hatten"
    r"|hattest)"
    r"|\b(?:werden|wird|bitte|with|to the)\b[^.!?\n]{0,30}\battached to\b",
    re.IGNORECASE,
)


class MissingAttachment:
    """An attachment is announced and neither the reply nor the helpdesk adds one."""

    code: FindingCode = "missing_attachment"
    severity: Severity = "review"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        if reading.case.attachments or reading.case.shop.attachments:
            return
        said = (*_SAYS.finditer(reading.unquoted), *_DOCUMENT.finditer(reading.unquoted))
        for match in said:
            sentence = reading.sentence_at(match.start())
            around = sentence.text if sentence else match.group()
            if not _NOT_OURS.search(around):
                yield Fault("attachment", match.span(), values={"text": match.group()})
                return

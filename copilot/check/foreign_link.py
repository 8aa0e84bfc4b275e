"""Links that lead outside the shop: other hosts, look-alikes, images, odd schemes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from copilot.check.case import Fault
from copilot.check.contacts import Link, host_of, links
from copilot.check.reading import Reading
from copilot.check.words import shorten
from copilot.messages import FindingCode, Severity

_SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})


class ForeignLink:
    """Every link must lead to a host of the settings, the order or the public knowledge.

    A host in the customer's own message does not count: it may have been planted there.
    """

    code: FindingCode = "foreign_link"
    severity: Severity = "block"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        allowed = allowed_hosts(reading)
        for link in links(reading.reply):
            fault = self._fault(link, allowed)
            if fault is not None:
                yield fault

    @staticmethod
    def _fault(link: Link, allowed: frozenset[str]) -> Fault | None:
        values = {"host": link.host or link.target, "text": shorten(link.target, 60)}
        if link.scheme not in _SCHEMES:
            return Fault("link_scheme", link.span, values={"text": link.scheme})
        if link.scheme in ("mailto", "tel"):  # contacts are judged as personal data
            return None
        if link.form == "image":
            return Fault("link_image", link.span, values=values)
        if not link.host:
            return None
        if not is_allowed(link.host, allowed):
            key = "link_lookalike" if looks_alike(link.host) else "link_foreign"
            return Fault(key, link.span, values=values)
        shown = next((inner.host for inner in links(link.shown) if inner.host), "")
        if shown and shown != link.host and not is_allowed(link.host, frozenset({shown})):
            return Fault("link_text", link.span, values={**values, "shown": shown})
        return None


def allowed_hosts(reading: Reading) -> frozenset[str]:
    """Hosts of the settings, the order, the public knowledge and the public evidence."""
    case = reading.case
    hosts = {host_of(item) for item in case.shop.allowed_links}
    hosts |= case.public.hosts
    if reading.order is not None:
        hosts.add(host_of(reading.order.tracking_url))
    for item in reading.public_evidence:
        hosts.update(link.host for link in links(item.text))
    if case.catalogue is not None:
        for product in case.catalogue.by_sku.values():
            hosts.update(host_of(v) for v in product.metadata.values() if "://" in v)
    return frozenset(hosts - {""})


def is_allowed(host: str, allowed: frozenset[str]) -> bool:
    """The host itself or a subdomain of an allowed one."""
    return any(host == one or host.endswith("." + one) for one in allowed)


def looks_alike(host: str) -> bool:
    """Punycode, or letters of another script in a host name."""
    if any(label.startswith("xn--") for label in host.split(".")):
        return True
    return any(c.isalpha() and not unicodedata.name(c, "").startswith("LATIN") for c in host)

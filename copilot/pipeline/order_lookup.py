"""Asks the shop's own system for an order, where the operator named its address.

One GET per order number, to the configured host only: redirects are not followed. What the
system does not answer in time comes from the shop's table instead; a system that is down is
left alone for a while, so that not every draft waits for it.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from copilot.config import OrderSettings
from copilot.errors import ConfigError
from knowledge.documents import ShopOrder

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

Find = Callable[[str], ShopOrder | None]
_MOST_BYTES = 1_000_000
_KEPT = 2_000  # orders in the cache
_REST_S = 30.0  # a system that failed is not asked again before
_FIELDS = ("number", "customer_name", "email", "date", "items", "status", "tracking_url", "eta")


class OrderLookup:
    """`find(number)` as the shop's table has it, but fresh. Thread-safe; give back by `close`."""

    def __init__(
        self,
        settings: OrderSettings,
        table: Find,
        *,
        client: httpx.Client | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises ConfigError where the address or an expression cannot be used."""
        import httpx  # only where a shop's system is asked at all

        self._settings = _usable(settings)
        self._table = table
        self._expressions = _compiled(settings)
        self._headers = _header(settings)
        self._client = client or httpx.Client(
            timeout=settings.timeout_s, follow_redirects=False, trust_env=False
        )
        self._error = httpx.HTTPError
        self._clock = clock
        self._lock = threading.Lock()
        self._cache: OrderedDict[str, tuple[float, ShopOrder | None]] = OrderedDict()
        self._rests_until = 0.0

    def find(self, number: str) -> ShopOrder | None:
        """The order of that number; None where neither the system nor the table knows it."""
        held = self._held(number)
        if held is not None:
            return held[1]
        if self._clock() < self._rests_until:
            return self._table(number)
        try:
            order = self._asked(number)
        except (self._error, ValueError) as error:
            self._rests_until = self._clock() + _REST_S
            log.warning("the order system did not answer for an order: %s", error)
            return self._table(number)
        self._keep(number, order)
        return order or self._table(number)

    def close(self) -> None:
        self._client.close()

    def _held(self, number: str) -> tuple[float, ShopOrder | None] | None:
        with self._lock:
            held = self._cache.get(number)
            return held if held and self._clock() < held[0] else None

    def _keep(self, number: str, order: ShopOrder | None) -> None:
        with self._lock:
            self._cache[number] = (self._clock() + self._settings.cache_s, order)
            self._cache.move_to_end(number)
            while len(self._cache) > _KEPT:
                self._cache.popitem(last=False)

    def _asked(self, number: str) -> ShopOrder | None:
        """Raises httpx.HTTPError or ValueError where the answer is none."""
        url = self._settings.url.replace("{number}", quote(number, safe=""))
        with self._client.stream("GET", url, headers=self._headers) as response:
            if response.status_code in (404, 410):
                return None
            if response.status_code != 200:
                raise ValueError(f"HTTP {response.status_code}")
            answer = _limited(response)
        return self._read(number, answer)

    def _read(self, number: str, answer: Any) -> ShopOrder | None:
        said = {name: search.search(answer) for name, search in self._expressions.items()}
        if said["number"] is not None and str(said["number"]).strip() != number:
            return None  # a system that answers with whatever is near is not believed
        items = said["items"] if isinstance(said["items"], list) else [said["items"]]
        return ShopOrder(
            order_number=number,
            customer_name=_text(said["customer_name"]),
            email=_text(said["email"]),
            date=_date(said["date"]),
            items=tuple(_text(item) for item in items if item),
            status=_text(said["status"]),
            tracking_url=_text(said["tracking_url"]),
            eta=_text(said["eta"]),
        )


def _usable(settings: OrderSettings) -> OrderSettings:
    parts = urlsplit(settings.url)
    fixed = parts.scheme in ("http", "https") and parts.hostname and "{" not in parts.netloc
    if not fixed or "{number}" not in settings.url:
        raise ConfigError(
            f"`orders.url` is no address with {{number}} in it: {settings.url!r}.",
            hint="For example https://shop.example/api/orders/{number}.",
        )
    return settings


def _compiled(settings: OrderSettings) -> Mapping[str, Any]:
    import jmespath
    from jmespath.exceptions import JMESPathError

    found = {}
    for name in _FIELDS:
        expression = getattr(settings, name)
        try:
            found[name] = jmespath.compile(expression)
        except JMESPathError as error:
            raise ConfigError(
                f"`orders.{name}` is no JMESPath expression: {expression!r} ({error}).",
                hint="For example `data.status` or `lines[].sku`; see https://jmespath.org.",
            ) from error
    return found


def _header(settings: OrderSettings) -> dict[str, str]:
    if not settings.header:
        return {"Accept": "application/json"}
    name, colon, value = settings.header.partition(":")
    if not colon or not name.strip():
        raise ConfigError(
            "`orders.header` must be written as `Name: value`.",
            hint="For example COPILOT_ORDERS_HEADER='Authorization: Bearer …'.",
        )
    return {"Accept": "application/json", name.strip(): value.strip()}


def _limited(response: httpx.Response) -> Any:
    body = b""
    for piece in response.iter_bytes():
        body += piece
        if len(body) > _MOST_BYTES:
            raise ValueError(f"the answer is longer than {_MOST_BYTES} bytes")
    return json.loads(body)


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _date(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(_text(value)[:10])
    except ValueError:
        return None

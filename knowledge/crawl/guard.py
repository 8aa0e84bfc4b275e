"""Connections to public addresses alone, so that no page leads the crawler into the network
that it runs in (server-side request forgery).

The address that is checked is the address that is connected to: a name that resolves to
something else a moment later gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import typing
from collections.abc import Iterable

import httpcore

from knowledge.errors import SourceError


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves, checks every address, and connects to a checked one.

    `allow_loopback` is for tests against a server of their own, and for nothing else.
    """

    def __init__(self, *, allow_loopback: bool = False) -> None:
        self._allow_loopback = allow_loopback
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[typing.Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises SourceError where the host, or one of its addresses, is not public."""
        address = self.checked(host, port)
        return self._inner.connect_tcp(address, port, timeout, local_address, socket_options)

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[typing.Any] | None = None,
    ) -> httpcore.NetworkStream:
        raise SourceError("A crawl uses no local sockets.")

    def checked(self, host: str, port: int) -> str:
        """An address of the host to connect to."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise SourceError(f"{host} cannot be resolved: {error}.") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:
            if not self._allowed(address):
                raise SourceError(
                    f"{host} leads to {address}, which is no public address.",
                    hint="A crawl reads public pages only.",
                )
        return addresses[0]

    def _allowed(self, address: str) -> bool:
        ip = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
        ip = mapped or ip
        if ip.is_loopback:
            return self._allow_loopback
        return ip.is_global and not ip.is_multicast and not ip.is_reserved

"""Dials the outside by our rules: the address is judged at the moment it is dialled, and every wait has its end."""

import contextvars
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from prilavok.kit import settings

deadline: contextvars.ContextVar[float] = contextvars.ContextVar("deadline")


class NotAllowed(Exception):
    """The address may not be dialled here."""


def judged_addresses(host: str, port: int, public_only: bool) -> list[str]:
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    sandbox = settings.where().outside == "sandbox"
    for address in addresses:
        real = _real_address(address)
        if sandbox and not real.is_loopback:
            raise NotAllowed("sandbox mode speaks to loopback only")
        if not sandbox and public_only and (not real.is_global or real.is_multicast):
            raise NotAllowed("not a public address")
    return addresses


def _real_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address a packet would reach: IPv4 hidden in IPv6 (mapped, 6to4, Teredo, NAT64) is unwrapped."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


class _Wire(httpcore.NetworkStream):
    """A connection on which every wait ends at the call's deadline, however the other side drips."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Wire(self._inner.start_tls(ssl_context, server_hostname, _left(httpcore.ConnectTimeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Dialler(httpcore.NetworkBackend):
    """Looks a name up, judges every address, and dials what it judged."""

    def __init__(self, public_only: bool) -> None:
        self._public_only = public_only
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = judged_addresses(host, port, self._public_only)
        except OSError as failure:
            raise httpcore.ConnectError(str(failure)) from failure
        for last, address in enumerate(addresses, 1 - len(addresses)):
            try:
                wait = _left(httpcore.ConnectTimeout)
                return _Wire(self._inner.connect_tcp(address, port, wait, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if last == 0:
                    raise
        raise httpcore.ConnectError("the name has no address")


def _left(ended: type[Exception]) -> float:
    left = deadline.get() - time.monotonic()
    if left <= 0:
        raise ended("the time allowed for the call is over")
    return left


class _Pieces(httpx.SyncByteStream):
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        self._inner.close()


class Road(httpx.BaseTransport):
    """httpx's requests over a pool that dials by our rules."""

    def __init__(self, public_only: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=15.0,
            network_backend=_Dialler(public_only),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions={"timeout": {"pool": _left(httpcore.PoolTimeout)}},
            )
        )
        return httpx.Response(status_code=answer.status, headers=answer.headers, stream=_Pieces(answer.stream))

"""Whose address a request came from, when proxies stand before us; pure."""

import ipaddress
from collections.abc import Mapping, Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(headers: Mapping[str, str], remote: str, trusted: Sequence[str]) -> str:
    """The nearest address that is not a proxy of ours.

    headers: names in lower case. remote: who connected. trusted: addresses or networks ("10.0.0.0/8") of our proxies.
    X-Forwarded-For is read from the right and only behind a trusted proxy: whatever else it says, the client wrote.
    """
    networks = [ipaddress.ip_network(network, strict=False) for network in trusted]
    nearest = _read(remote)
    if nearest is None:
        return remote
    steps = [step.strip() for step in headers.get("x-forwarded-for", "").split(",") if step.strip()]
    while steps and _within(nearest, networks):
        further = _read(steps.pop())
        if further is None:
            break
        nearest = further
    return str(nearest)


def address_block(address: str) -> str:
    """What to limit by: an IPv4 address itself, of IPv6 the /64 that one household or server is given."""
    read = _read(address)
    if isinstance(read, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(read), 64), strict=False))
    return address if read is None else str(read)


def _read(text: str) -> Address | None:
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _within(address: Address, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    return any(address in network for network in networks)

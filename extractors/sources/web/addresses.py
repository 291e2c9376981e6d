"""Which addresses a page that nobody typed may lead to: those of the public internet, whatever they are dressed as."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import suppress

from ...text import host_of

# IPv6 ranges that carry an IPv4 address in their last 32 bits: compatible addresses and NAT64.
_CARRIERS = (ipaddress.IPv6Network("::/96"), ipaddress.IPv6Network("64:ff9b::/96"))
_LOCAL_NAMES = ("localhost", "localhost.localdomain")


def is_public(address: str) -> bool:
    """Whether an IP address (as text, of either version) belongs to the public internet.

    IPv4 addresses that are mapped, tunnelled (6to4, Teredo) or translated (NAT64) into IPv6 are looked at as well.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(each.is_global and not each.is_multicast and not _is_site_local(each) for each in _layers(ip))


def literal(host: str) -> str | None:
    """The IP address that a host is written as: dotted, decimal, octal, hexadecimal, IPv6; None for a name.

    This is what resolvers make of `2130706433`, `0177.0.0.1` and `0x7f.1`: 127.0.0.1.
    """
    with suppress(ValueError):
        return str(ipaddress.ip_address(host.partition("%")[0].strip("[]")))
    with suppress(OSError, UnicodeError):
        return socket.inet_ntoa(socket.inet_aton(host))
    return None


def is_local_by_name(url: str) -> bool:
    """Whether a URL's host is a private address or this machine, as far as its name tells; no look-up is made."""
    host = (host_of(url) or "").rstrip(".")
    address = literal(host)
    if address is not None:
        return not is_public(address)
    return host in _LOCAL_NAMES or host.endswith(".localhost")


def _layers(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> Iterator[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """The address, and the IPv4 addresses that it carries; one that is nothing but mapped is the carried one alone."""
    if ip.version == 4:
        yield ip
        return
    if ip.ipv4_mapped is not None:
        yield ip.ipv4_mapped
        return
    yield ip
    if ip.sixtofour is not None:
        yield ip.sixtofour
    if ip.teredo is not None:
        yield from ip.teredo
    if any(ip in network for network in _CARRIERS):
        yield ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)


def _is_site_local(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return ip.version == 6 and ip.is_site_local

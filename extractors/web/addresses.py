"""Tell public from private IP addresses in all their forms; `network.py` refuses private ones that nobody typed."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import suppress

from ..text import host_of

# NAT64 (RFC 6052) carries an IPv4 address in the last 32 bits. Its prefix for local use (RFC 8215) is not public.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# What IANA gives out for the public internet, all of it: other ranges are local, reserved, or carry IPv4 addresses in a
# way of the past (compatible ones, SIIT), and Python knows some of them only since its later versions.
_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
_RESERVED = (ipaddress.IPv6Network("3fff::/20"), ipaddress.IPv4Network("192.0.0.0/24"))
_ISATAP = (0x00005EFE, 0x02005EFE)  # what stands before the IPv4 address in the second half (RFC 5214)
_LOCAL_NAMES = ("localhost", "localhost.localdomain")


def is_public(address: str) -> bool:
    """Whether an IP address (as text, of either version) belongs to the public internet.

    IPv4 addresses that are mapped, tunnelled (6to4, Teredo, ISATAP) or translated (NAT64) into IPv6 are looked at as
    well.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(each.is_global and not each.is_multicast and _is_given_out(each) for each in _layers(ip))


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
    if ip in _NAT64 or (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP:
        yield ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)


def _is_given_out(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if any(ip in network for network in _RESERVED):
        return False
    return ip.version == 4 or ip in _GIVEN_OUT or ip in _NAT64

"""Certificates: checked, unless somebody says that they need not be."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from cleancopy.extractors.errors import NetworkError, SetupError
from cleancopy.extractors.options import FetchOptions
from cleancopy.extractors.sources import read_source

AUTHORITY = trustme.CA()


@pytest.fixture
def secure(site: object) -> Iterator[Callable[..., str]]:
    """Have the server speak TLS with a certificate for these names; returns the address of a page."""

    def start(*names: str) -> str:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        AUTHORITY.issue_cert(*names).configure_cert(context)
        site.socket = context.wrap_socket(site.socket, server_side=True)  # type: ignore[attr-defined]
        return site.page("/page").replace("http:", "https:")  # type: ignore[attr-defined]

    yield start


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    file = tmp_path / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(str(file))
    return file


def test_a_certificate_of_nobody_known_is_refused_with_what_to_do(secure: Callable[..., str]) -> None:
    with pytest.raises(NetworkError, match=r"certificate cannot be trusted .*--insecure"):
        read_source(secure("127.0.0.1"), FetchOptions(timeout=5))


def test_a_certificate_for_another_host_is_refused(secure: Callable[..., str], authority: Path) -> None:
    with pytest.raises(NetworkError, match=r"certificate cannot be trusted .*127\.0\.0\.1"):
        read_source(secure("example.org"), FetchOptions(timeout=5, ca_file=authority))


def test_a_certificate_of_an_authority_of_ones_own_is_taken(secure: Callable[..., str], authority: Path) -> None:
    source = read_source(secure("127.0.0.1"), FetchOptions(timeout=5, ca_file=authority))
    assert b"Kelport" in source.data


def test_any_certificate_is_taken_where_somebody_says_so(secure: Callable[..., str]) -> None:
    source = read_source(secure("example.org"), FetchOptions(timeout=5, insecure=True))
    assert b"Kelport" in source.data


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_of_authorities_that_is_none_is_named(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(SetupError, match="certificates cannot be read"):
        read_source("https://127.0.0.1:1/", FetchOptions(ca_file=file))

"""The plain text of a mail is kept to its last line."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, extract

HEAD = "From: Ivy Marsh <ivy@post.example>\nSubject: Ferry\nDate: Sat, 12 Apr 2025 09:00:00 +0100\n"
SAID = "The crossing on Friday is cancelled, for the engine has been taken apart and nobody knows how it goes together."


@pytest.mark.parametrize("opening", ["Hi all,", "Odd -", "Moin zusammen"])
@pytest.mark.parametrize(
    "closing", ["Marit\n\n-- \nMarit Lund\nFerry master", "Bye\n\nMarit\n\nFerry\n\nQuay\n\nPoint"]
)
def test_openings_lists_and_signatures_of_a_mail_are_kept(opening: str, closing: str) -> None:
    said = f"{opening}\n\n{SAID}\n\n* Saturday: maybe\n* Sunday: no\n\n{closing}\n"
    mail = f"{HEAD}Content-Type: text/plain; charset=utf-8\n\n{said}"
    texts = [block.text for block in extract(Source("a.eml", mail.encode())).kept]

    assert texts[0] == opening and "Saturday: maybe" in texts
    assert {"Marit", closing.splitlines()[-1]} <= set(texts)


def test_a_mail_that_was_saved_as_text_is_kept_with_its_signature() -> None:
    signature = "-- \nMarit Lund\nFerry master\nQuay 2\n"
    text = f"The ferry\n\nHi all,\n\n{SAID}\n\n{SAID.lower()}\n\nRegards,\nMarit\n\n{signature}"
    kept = [block.text for block in extract(Source("a.txt", text.encode())).kept]

    assert "Hi all," in kept and "Ferry master" in kept


@pytest.mark.parametrize(
    "footer",
    [
        f"{'_' * 47}\nferries mailing list -- ferries@lists.example\nTo unsubscribe send a mail to leave@lists.example",
        "Um sich abzumelden: https://lists.example/abmelden?id=7",
    ],
)
def test_what_a_mailing_list_puts_below_a_mail_is_cut(footer: str) -> None:
    mail = f"{HEAD}Content-Type: text/plain; charset=utf-8\n\nHi all,\n\n{SAID}\n\n{SAID.lower()}\n\nMarit\n{footer}\n"
    kept = [block.text for block in extract(Source("a.eml", mail.encode())).kept]

    assert kept[-1] == "Marit"

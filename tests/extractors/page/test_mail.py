"""Mails as mail programs save them, through the command line: their text, and what their headers say."""

from __future__ import annotations

import base64
import gzip
import json
import quopri
import subprocess
from collections.abc import Callable
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]

LINES = (
    "The ferry to Sandholm goes again from Monday, an hour later than before the storm, and calls at both islands.",
    "Whoever bought a ticket in March can use it until the end of the year, or have the money back at the café.",
    "Bring a warm coat – the wind on the upper deck is colder than it looks from the quay in the morning.",
)
TEXT = "\n\n".join(LINES) + "\n"
HTML = f"<html><body><h1>Ferry</h1>{''.join(f'<p>{line}</p>' for line in LINES)}</body></html>"
HEADERS = {
    "From": "Ivy Marsh <ivy@post.example>",
    "To": "all@post.example",
    "Subject": "The ferry goes again",
    "Date": "Sat, 12 Apr 2025 09:00:00 +0100",
    "Message-ID": "<1@post.example>",
}


def mail(**given: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {**HEADERS, **given}.items():
        message[name] = value
    return message


def raw(content_type: str, body: bytes, *more: str) -> bytes:
    """A mail with a body as it is sent, which no library makes so."""
    head = [*(f"{name}: {value}" for name, value in HEADERS.items()), f"Content-Type: {content_type}", *more]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def both() -> EmailMessage:
    """HTML and plain, which says less."""
    message = mail()
    message.set_content("Your mail program does not show HTML.")
    message.add_alternative(HTML, subtype="html")
    return message


def outlook() -> bytes:
    body = quopri.encodestring(HTML.encode("windows-1252"))
    return raw('text/html; charset="Windows-1252"', body, "Content-Transfer-Encoding: quoted-printable")


def gmail() -> bytes:
    """Base64 HTML, and so many headers of servers that the sender stands behind 20 KB of them."""
    seals = "".join(f"ARC-Seal: i={n}; a=rsa-sha256;\r\n        b={'x' * 900}\r\n" for n in range(20)).encode()
    body = base64.encodebytes(HTML.encode())
    return seals + raw("text/html; charset=UTF-8", body, "Content-Transfer-Encoding: base64")


def apple() -> bytes:
    """Apple Mail parts the text around a picture."""
    message = MIMEMultipart("alternative")
    for name, value in HEADERS.items():
        message[name] = value
    message.attach(MIMEText("The plain part of it.", "plain"))
    parts = MIMEMultipart("mixed")
    parts.attach(MIMEText(f"<html><body><p>{LINES[0]}</p></body></html>", "html"))
    picture = EmailMessage()
    picture.set_content(b"\x89PNG\r\n", "image", "png", disposition="inline", filename="quay.png")
    parts.attach(picture)
    parts.attach(MIMEText(f"<html><body><p>{LINES[1]}</p><p>{LINES[2]}</p></body></html>", "html"))
    message.attach(parts)
    return message.as_bytes()


def nested() -> bytes:
    """Alternative in related in mixed, with an attachment."""
    related = MIMEMultipart("related")
    related.attach(both())
    for name in HEADERS:
        del related.get_payload()[0][name]
    message = MIMEMultipart("mixed")
    for name, value in HEADERS.items():
        message[name] = value
    message.attach(related)
    attached = EmailMessage()
    attached.set_content("Not a word of the mail itself.", disposition="attachment", filename="terms.txt")
    message.attach(attached)
    return message.as_bytes()


def forwarded() -> bytes:
    inner = both()
    message = mail(Subject="Fwd: The ferry goes again")
    message.set_content("Please read this, all of you, before you buy tickets for Easter.")
    message.add_attachment(inner, disposition="inline")
    return message.as_bytes()


def wrong_boundary() -> bytes:
    return both().as_bytes().replace(b'boundary="', b'boundary="lost', 1)


def cut_off() -> bytes:
    whole = both().as_bytes()
    return whole[: whole.rindex(b"--===")]


def flowed() -> bytes:
    """Lines that end in a blank go on (RFC 3676), as Thunderbird and mutt write them."""
    words = " ".join(LINES).split(" ")
    soft = "\r\n".join(" ".join(words[n : n + 8]) + " " for n in range(0, len(words), 8))
    return raw("text/plain; charset=utf-8; format=flowed", soft.rstrip().encode())


def mailing_list() -> bytes:
    quoted = "> When does it go?\n> Nobody knows.\n\n"
    footer = "-- \nIvy Marsh\n_______________________________________________\nferry mailing list\n"
    return raw("text/plain; charset=utf-8", ("On Friday Tom wrote:\n" + quoted + TEXT + footer).encode())


def signed() -> bytes:
    message = MIMEMultipart("signed", protocol="application/pgp-signature")
    for name, value in HEADERS.items():
        message[name] = value
    message.attach(MIMEText(TEXT, "plain", "utf-8"))
    message.attach(MIMEText("-----BEGIN PGP SIGNATURE-----", "plain"))
    return message.as_bytes()


def emlx() -> bytes:
    message = both().as_bytes()
    return b"%d\n" % len(message) + message + b'<?xml version="1.0"?><plist><dict></dict></plist>\n'


def no_charset() -> bytes:
    return raw("text/html", HTML.encode("windows-1252"), "Content-Transfer-Encoding: 8bit")


def crlf_in_mailbox() -> bytes:
    return b"From ivy@post.example Sat Apr 12 09:00:00 2025\r\n" + raw("text/html; charset=utf-8", HTML.encode())


SHAPES: dict[str, Callable[[], bytes]] = {
    "both.eml": lambda: both().as_bytes(),
    "outlook.eml": outlook,
    "gmail.eml": gmail,
    "apple.eml": apple,
    "nested.eml": nested,
    "forwarded.eml": forwarded,
    "wrong-boundary.eml": wrong_boundary,
    "cut-off.eml": cut_off,
    "flowed.eml": flowed,
    "list.eml": mailing_list,
    "signed.eml": signed,
    "apple.emlx": emlx,
    "no-charset.eml": no_charset,
    "packed.eml.gz": lambda: gzip.compress(outlook()),
    "no-name-at-all": gmail,
    "1712908800.M1P2.host:2,S": outlook,
    "called.txt": crlf_in_mailbox,
    "related.html": lambda: both().as_bytes().replace(b"multipart/alternative", b"multipart/related", 1),
}


def records(done: subprocess.CompletedProcess[bytes]) -> dict[str, dict[str, Any]]:
    return {Path(one["source"]).name: one for one in map(json.loads, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mails")
    for name, made in SHAPES.items():
        (folder / name).write_bytes(made())
    return folder


def test_mails_of_every_shape_give_their_text_and_what_their_headers_say(run: Run, folder: Path) -> None:
    done = run("-f", "json", folder)
    found = records(done)

    assert (done.returncode, set(found)) == (0, set(SHAPES)), done.stderr.decode()
    for name, record in found.items():
        text = " ".join(record["text"].split())
        for line in LINES:
            assert line in text, name
        assert record["title"] == ("Fwd: " if name == "forwarded.eml" else "") + "The ferry goes again", name
        assert record["authors"] == ["Ivy Marsh"], name
        assert record["date"] == "2025-04-12T09:00:00+01:00", name
        for rubbish in ("Content-", "=E2", "=C3", "quoted-printable", "--===", "plist", "Message-ID", "Not a word of"):
            assert rubbish not in text, name
    assert "Please read this" in found["forwarded.eml"]["text"]
    assert "mail program does not show" not in found["both.eml"]["text"]


def test_a_mail_in_a_pipe_is_known_by_its_headers(run: Run) -> None:
    for made in (outlook, gmail, crlf_in_mailbox, flowed, mailing_list):
        done = run(stdin=made())
        assert done.returncode == 0
        assert done.stdout.decode().startswith("The ferry goes again\n\n")
        assert LINES[1] in done.stdout.decode()


def test_a_batch_takes_mails_from_directories_and_archives(run: Run, folder: Path, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "mails.zip", "w") as archive:
        for name in ("both.eml", "outlook.eml", "no-name-at-all"):
            archive.write(folder / name, f"in/{name}")
    done = run("batch", folder, tmp_path / "mails.zip", "-o", "out.jsonl")

    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert (done.returncode, len(found)) == (0, len(SHAPES) + 3), done.stderr.decode()
    assert {record["authors"][0] for record in found} == {"Ivy Marsh"}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Subject": "=?utf-8?q?Caf=C3=A9?= =?utf-8?b?IG9mZmVu?="}, {"title": "Café offen"}),
        ({"Subject": "=?x-none?q?Caf=C3=A9?="}, {"title": "Café"}),
        ({"From": "ivy@post.example"}, {"authors": ["ivy@post.example"]}),
        ({"From": "=?iso-8859-1?q?Ivy_M=E4rsch?= <i@p.example>"}, {"authors": ["Ivy Märsch"]}),
        ({"From": '"Marsh, Ivy" <i@p.example>, Tom <t@p.example>'}, {"authors": ["Marsh, Ivy", "Tom"]}),
        ({"From": "'Ivy Marsh' via Ferry <list@p.example>"}, {"authors": ["Ivy Marsh"]}),
        ({"Date": "yesterday, more or less"}, {"date": None}),
        ({"Date": "12 Apr 2025 09:00 -0000"}, {"date": "2025-04-12T09:00:00"}),
        ({"Subject": ""}, {"title": "Ferry"}),
    ],
)
def test_headers_are_read_as_mail_programs_write_them(
    headers: dict[str, str], expected: dict[str, Any], tmp_path: Path, run: Run
) -> None:
    head = "".join(f"{name}: {value}\n" for name, value in {**HEADERS, **headers}.items())
    (tmp_path / "a.eml").write_bytes(head.encode() + b"Content-Type: text/html; charset=utf-8\n\n" + HTML.encode())
    record = json.loads(run("-f", "json", "a.eml").stdout)

    assert {name: record[name] for name in expected} == expected


def test_an_encoding_that_is_named_is_believed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(raw("text/plain; charset=utf-8", "Привет с моря. ".encode("koi8-r") * 30))

    assert "Привет с моря" in run("--encoding", "koi8-r", "a.eml").stdout.decode()


def attachments() -> bytes:
    message = mail()
    message.set_content(b"%PDF-1.4", "application", "pdf", filename="scan.pdf", disposition="attachment")
    return message.as_bytes()


def semicolons() -> bytes:
    return raw("text/html" + ";" * 500_000, HTML.encode())


def of_boundaries() -> bytes:
    return raw("multipart/mixed; boundary=x", b"--x\n\n" * 300_000)


def deep() -> bytes:
    return raw("text/plain", b"").rsplit(b"Content-Type", 1)[0] + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(5000)
    )


def messages_in_messages() -> bytes:
    return raw("message/rfc822", b"Content-Type: message/rfc822\n\n" * 5000)


def many_headers() -> bytes:
    return raw("text/html", HTML.encode(), *("X-Y: z" for _ in range(100_000)))


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "attachments.eml": (attachments, "a mail without a text, only attachments (scan.pdf): save those"),
    "smime.eml": (lambda: raw("application/pkcs7-mime; name=smime.p7m", b"MIAGCSqG"), "a mail in S/MIME"),
    "pgp.eml": (
        lambda: raw("text/plain", b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"),
        "an encrypted mail: decrypt it in your mail program and save it again",
    ),
    "pgp-mime.eml": (
        lambda: raw("multipart/encrypted; boundary=x", b"--x\nContent-Type: application/pgp-encrypted\n\n1\n--x--\n"),
        "an encrypted mail",
    ),
    "empty.eml": (lambda: raw("text/plain", b""), "a mail without a text"),
    "boundaries.eml": (of_boundaries, "a mail or saved page of too many parts or headers"),
    "deep.eml": (deep, "a mail or saved page of too many parts or headers"),
    "messages.eml": (messages_in_messages, "a mail or saved page of too many parts or headers"),
    "headers.eml": (many_headers, "a mail or saved page of too many parts or headers"),
    "several.txt": (lambda: (crlf_in_mailbox() + b"\r\n\r\n") * 2, "a mailbox of several mails"),
}


def test_mails_without_a_text_and_hostile_ones_are_named(run: Run, tmp_path: Path) -> None:
    for name, (made, _) in REFUSED.items():
        (tmp_path / name).write_bytes(made())
    (tmp_path / "semicolons.eml").write_bytes(semicolons())
    done = run("-f", "json", *REFUSED, "semicolons.eml")
    found = records(done)

    for name, (_, problem) in REFUSED.items():
        assert (found[name]["status"], found[name]["error"][: len(problem)]) == ("unreadable", problem)
    assert found["semicolons.eml"]["status"] == "ok"
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") == len(REFUSED)


def test_texts_that_only_look_like_mails_stay_texts(run: Run, tmp_path: Path) -> None:
    texts = {
        "play.txt": "HAMLET: To be, or not to be.\n\nOPHELIA: My lord, I have remembrances of yours.\n\n" + TEXT,
        "front.txt": "Title: The ferry\nDate: 2025-04-12\nAuthor: Ivy\n\n" + TEXT,
        "from.txt": "From here the ferry goes.\n\n" + TEXT,
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    found = records(run("-f", "json", *texts))

    for record in found.values():
        assert record["status"] == "ok"
        assert record["authors"] != ["Ivy Marsh"]
        assert LINES[2] in record["text"]


def test_a_page_saved_as_mhtml_is_no_mail(run: Run, tmp_path: Path) -> None:
    head = b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://v.example/b\r\nSubject: x\r\n"
    head += b"Date: Sat, 12 Apr 2025 09:00:00 +0100\r\nMIME-Version: 1.0\r\n"
    head += b'Content-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html\r\n'
    (tmp_path / "saved").write_bytes(
        head + b"Content-Location: https://v.example/b\r\n\r\n" + HTML.encode() + b"\r\n--x--"
    )
    record = json.loads(run("-f", "json", "saved").stdout)

    assert (record["url"], record["authors"]) == ("https://v.example/b", [])


DAMAGED_PARAMETERS = {  # RFC 2231: pieces that no program puts together, and charsets that no name can be
    "gap": "boundary*0=x; boundary*2=y",
    "piece without a number": "boundary*=x; boundary*0=y; boundary*1=z",
    "encoded": "boundary*=utf-8''caf%C3%A9",
    "charset with a NUL": "boundary*=utf\0-8'en'x",
    "bytes": 'boundary="b\xe9"',
    "no boundary": "charset=utf-8",
    "boundary that never comes": "boundary=x",
    "quoted-printable": "boundary=x\r\nContent-Transfer-Encoding: quoted-printable",
}


@pytest.mark.parametrize("parameters", DAMAGED_PARAMETERS)
@pytest.mark.parametrize("kind", ["mixed", "alternative", "related"])
def test_a_multipart_mail_without_its_parts_is_the_text_that_is_there(
    run: Run, tmp_path: Path, kind: str, parameters: str
) -> None:
    data = raw(f"multipart/{kind}; {DAMAGED_PARAMETERS[parameters]}", TEXT.encode())
    (tmp_path / "cut.eml").write_bytes(data)
    (tmp_path / "cut.mbox").write_bytes((b"From a@b.c Mon Jan  1 00:00:00 2024\n" + data + b"\n\n") * 2)
    done = run("-f", "json", "cut.eml", "cut.mbox")
    found = [json.loads(line) for line in done.stdout.splitlines()]

    assert (done.returncode, len(found)) == (0, 3), done.stderr
    for record in found:
        assert (record["title"], record["text"].split("\n\n")) == ("The ferry goes again", list(LINES))


def test_a_cut_multipart_mail_is_read_by_pipe_and_in_batch_and_in_its_charset(run: Run, tmp_path: Path) -> None:
    data = raw("multipart/mixed; boundary=b; charset=utf-8", TEXT.encode())
    latin = raw(
        "multipart/mixed; boundary=b; charset=koi8-r", "Паром снова ходит с понедельника.\n".encode("koi8-r") * 3
    )
    for name, one in {"a.eml": data, "b.eml": latin}.items():
        (tmp_path / name).write_bytes(one)

    assert LINES[1].encode() in run(stdin=data).stdout
    done = run("batch", "a.eml", "b.eml", "-o", "out.jsonl")
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert (done.returncode, [one["status"] for one in found]) == (0, ["ok", "ok"])
    assert "Паром снова ходит" in found[1]["text"]


def test_damaged_parameters_and_encoded_words_of_a_part_do_not_fail_its_mail(run: Run, tmp_path: Path) -> None:
    page = f"\n--b\nContent-Type: text/html; charset=utf-8\n\n{HTML}\n--b--\n"
    for number, head in enumerate((
        "Content-Type: text/plain; charset*=x; charset*0=y",
        "Content-Type: text/plain; charset*=a\0b'en'utf-8",
        "Content-Type: application/pdf; name*=x; name*0=y",
        "Content-Type: application/pdf\nContent-Disposition: attachment; filename*=a\0'b'c",
        "Content-Type: multipart/mixed; boundary*=x; boundary*0=y",
    )):  # fmt: skip
        body = f"--b\n{head}\n\nA café.\n{page}".encode()
        (tmp_path / f"{number}.eml").write_bytes(raw("multipart/mixed; boundary=b", body))
        (tmp_path / f"{number}.mht").write_bytes(
            f"Content-Type: multipart/related; boundary=b\n{page[:-6]}--b\n{head}\n\nA café.\n--b--\n".encode()
        )
    (tmp_path / "word.eml").write_bytes(raw("text/plain; charset=utf-8", TEXT.encode(), "Subject: =?utf-8?b?a?="))
    (tmp_path / "word2.eml").write_bytes(
        raw("text/plain; charset=utf-8", TEXT.encode()).replace(b"The ferry", b"=?utf-8?b?a?= The ferry", 1)
    )
    done = run("-f", "json", *sorted(one.name for one in tmp_path.iterdir()))
    found = [json.loads(line) for line in done.stdout.splitlines()]

    assert (len(found), done.returncode) == (12, 0), done.stderr
    assert all(LINES[0] in one["text"] for one in found)

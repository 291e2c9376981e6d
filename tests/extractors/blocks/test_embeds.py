from __future__ import annotations

import lxml.html
import pytest

from cleancopy.extractors.blocks.embeds import Embed, embed_of


@pytest.mark.parametrize(
    ("html", "embed"),
    [
        (
            "<iframe src='https://www.youtube.com/embed/abc_def-123?rel=0' title='A film'>",
            ("A film", "https://www.youtube.com/watch?v=abc_def-123"),
        ),
        (
            "<iframe data-src='//www.youtube-nocookie.com/embed/abcdefghijk' title='YouTube video player'>",
            ("Video", "https://www.youtube.com/watch?v=abcdefghijk"),
        ),
        ("<iframe src='https://player.vimeo.com/video/123?h=1'>", ("Video", "https://vimeo.com/123")),
        (
            "<iframe src='https://open.spotify.com/embed/episode/4rOoJ6'>",
            ("Audio", "https://open.spotify.com/episode/4rOoJ6"),
        ),
        (
            "<iframe src='https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b'>",
            ("Audio", "https://soundcloud.com/a/b"),
        ),
        (
            "<lite-youtube videoid=abcdefghijk playlabel='Play: A film'>",
            ("Play: A film", "https://www.youtube.com/watch?v=abcdefghijk"),
        ),
        ("<video><source src='/a.mp4'></video>", ("Video", "https://example.com/a.mp4")),
        ("<audio src='a.mp3' title='Waves'>", ("Waves", "https://example.com/a.mp3")),
        (
            "<iframe src='https://datawrapper.dwcdn.net/aB3x/2/' title='Rivets a year'>",
            ("Rivets a year", "https://datawrapper.dwcdn.net/aB3x"),
        ),
        (
            "<iframe src='https://flo.uri.sh/visualisation/123/embed' title='A chart'>",
            ("A chart", "https://flo.uri.sh/visualisation/123/embed"),
        ),
        ("<video src='blob:https://x'>", None),
        ("<video src='javascript:alert(1)'>", None),
        ("<iframe src='https://ads.example/frame'>", None),
        ("<iframe src='javascript:alert(1)//www.youtube.com/embed/abcdefghijk'>", None),
        ("<iframe src='data:text/html,x'>", None),
        ("<iframe src='https://w.soundcloud.com/player/?url=javascript:alert(1)'>", None),
        ("<iframe>", None),
    ],
)
def test_where_a_frame_leads(html: str, embed: tuple[str, str] | None) -> None:
    found = embed_of(lxml.html.fromstring(html), "https://example.com/")

    assert found == (Embed(*embed) if embed else None)

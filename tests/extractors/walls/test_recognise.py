"""What stands where the article should is named, and an article that is there never is."""

from __future__ import annotations

import json
from html import escape

import pytest

from cleancopy.extractors import Article, Source, Status, extract

PARAGRAPH = (
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it, and the first ferry left at "
    "noon with two hundred people on board, the town council said in a statement after its meeting on the quay. "
)
ARTICLE = "<h1>Harbour reopens</h1>" + f"<p>{PARAGRAPH}</p>" * 2
BANNER = (
    '<div class="cookie-banner"><p>We value your privacy. We and our 842 partners use cookies to store personal data '
    "and ask for your consent.</p><button>Accept all</button><button>Reject</button></div>"
)
LOGIN = '<form><label>Email</label><input type="email"><input type="password"><button>Log in</button></form>'


def article(body: str, title: str = "A page", head: str = "", came_from: str = "page.html") -> Article:
    html = f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return extract(Source(came_from, html.encode(), "https://a.example/page", "text/html; charset=utf-8"))


def described(words: object, free: object = False, body: str = "") -> str:
    node = {"@type": "NewsArticle", "isAccessibleForFree": free, "wordCount": words, "articleBody": body}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


BOT_CHECKS = [
    ("Just a moment...", "<h1>a.example</h1><p>Verifying you are human. This may take a few seconds.</p>"),
    ("Just a moment...", '<div id="x"></div><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl"></script>'),
    ("Access denied", '<p>Please stand by.</p><iframe src="https://geo.captcha-delivery.com/captcha/?a=b"></iframe>'),
    ("Are you a robot?", "<p>We have detected unusual traffic from your network.</p>"),
    ("Prüfung", "<p>Bitte bestätigen Sie, dass Sie ein Mensch sind, und versuchen Sie es dann noch einmal.</p>"),
    ("Vérification", "<p>Vérifiez que vous êtes humain pour continuer votre lecture sur notre site.</p>"),
    ("Comprobación", "<p>Verifica que eres humano para continuar con la navegación por nuestras páginas.</p>"),
    ("Проверка", "<p>Подтвердите, что вы не робот: запросы с вашего устройства похожи на автоматические.</p>"),
    ("確認", "<p>続けるには、私はロボットではありませんにチェックを入れてください。</p>"),
]
CONSENT_WALLS = [
    ("Before you continue", f"{BANNER}"),
    (
        "Zustimmung",
        "<h1>Weiter mit Werbung und Tracking</h1><p>Besuchen Sie uns wie gewohnt mit Werbung und Cookies. Ihre "
        "Einwilligung zur Verarbeitung personenbezogener Daten können Sie jederzeit widerrufen.</p>"
        "<button>Akzeptieren und weiter</button><a href='/abo'>Pur-Abo</a>",
    ),
    (
        "Continuer",
        "<p>Avec votre consentement, nos partenaires et nous utilisons des cookies ou traceurs pour stocker et traiter "
        "des données personnelles comme votre visite sur ce site.</p><button>Tout accepter</button>",
    ),
]
LOGINS = [
    ("Log in to continue", LOGIN),
    ("Mitglieder", f"<h1>Anmelden</h1><p>Bitte melden Sie sich an, um diese Seite zu sehen.</p>{LOGIN}"),
    ("Espace abonnés", f"<h1>Connexion</h1><p>Connectez-vous pour lire la suite.</p>{LOGIN}"),
]
SHELLS = [
    "<p>Для работы сайта необходимо включить JavaScript.</p><script src=/a.js></script>",
    "<p>Bu uygulama için JavaScript’i etkinleştirmeniz gerekir.</p><script src=/a.js></script>",
    "<p>Você precisa habilitar o JavaScript para usar esta página.</p><script src=/a.js></script>",
    '<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div><script></script>',
    '<div id="__next"></div><script src="/_next/a.js"></script>',
    "<app-root></app-root><script src='main.js'></script>",
    "<p>Bitte JavaScript aktivieren, um diese Seite zu nutzen.</p><div id='app'></div><script src='a.js'></script>",
]
PAY_LINES = [
    "Subscribe to continue reading this article.",
    "This article is for subscribers only. Already a subscriber? Log in.",
    "You have reached your limit of free articles this month.",
    "Jetzt weiterlesen mit einem Abo: der erste Monat kostet einen Euro.",
    "Cet article est réservé aux abonnés. Il vous reste 75 % de cet article à lire.",
    "Contenido exclusivo para suscriptores: suscríbete para seguir leyendo.",
    "Dit artikel is alleen voor abonnees.",
    "Материал доступен только по подписке.",
    "この記事は有料会員限定です。",
]


@pytest.mark.parametrize(("title", "body"), BOT_CHECKS)
def test_a_bot_check_is_named(title: str, body: str) -> None:
    found = article(body, title)
    assert found.status is Status.BLOCKED
    assert found.problem is not None
    assert found.problem.startswith("a bot check")
    assert found.confidence <= 0.2


@pytest.mark.parametrize(("title", "body"), CONSENT_WALLS)
def test_a_consent_wall_is_named(title: str, body: str) -> None:
    found = article(body, title)
    assert found.status is Status.BLOCKED
    assert "consent wall" in (found.problem or "")


@pytest.mark.parametrize(("title", "body"), LOGINS)
def test_a_login_is_named(title: str, body: str) -> None:
    found = article(body, title)
    assert found.status is Status.BLOCKED
    assert "login" in (found.problem or "")


def test_a_long_consent_page_is_a_wall_where_another_page_was_asked_for() -> None:
    vendor = (
        "<p>Partner number {} stores cookies and reads personal data on your device, with your consent, for ads.</p>"
    )
    body = BANNER + "".join(vendor.format(n) for n in range(30))
    assert article(body, "Before you continue", came_from="https://a.example/story").status is Status.BLOCKED
    assert article(body, "Before you continue", came_from="https://a.example/page").status is not Status.BLOCKED


@pytest.mark.parametrize("asked", ["http://www.a.example/page", "https://a.example/", "https://a.example/pag"])
def test_a_page_that_was_sent_to_its_proper_address_is_the_page(asked: str) -> None:
    assert article(LOGIN, "Log in", came_from=asked).status is Status.NO_ARTICLE


@pytest.mark.parametrize("title", ["Log in", "Anmelden | Zeitung", "Connexion", "Iniciar sesión", "Вход"])
def test_a_login_page_is_a_wall_where_another_page_was_asked_for(title: str) -> None:
    assert article(LOGIN, title, came_from="https://a.example/story").status is Status.BLOCKED
    for same in ("login.html", "https://a.example/page"):
        assert article(LOGIN, title, came_from=same).status is Status.NO_ARTICLE


@pytest.mark.parametrize("body", SHELLS)
def test_a_page_that_scripts_build_is_named_and_its_excuse_is_no_article(body: str) -> None:
    found = article(body)
    assert found.status is Status.NEEDS_JAVASCRIPT
    assert "--render" in (found.problem or "")
    assert not any("JavaScript" in block.text for block in found.kept)


LOADING = [
    "Loading…", "Please wait while we load the page", "Wird geladen …", "Chargement en cours…", "Cargando...",
    "Загрузка…", "読み込み中…", "加载中", "로딩 중", "جاري التحميل",
]  # fmt: skip
STATES = [
    "window.__NUXT__=(function(a,b){return {data:[{post:{title:a,tags:[b]}}],state:{}}}('Terns','birds'));",
    "window.__NUXT__={};window.__NUXT__.config={public:{},app:{baseURL:'/'}}",
    "window.__STATE__ = {user:null,ready:!1};(function(){}());",
]


@pytest.mark.parametrize("line", LOADING)
def test_a_page_that_only_says_that_it_loads_is_named(line: str) -> None:
    found = article(f"<div class=app><p>{line}</p></div><script src=/a.js></script>")

    assert found.status is Status.NEEDS_JAVASCRIPT and not found.kept
    assert article(f"<p>{line}</p>").status is not Status.NEEDS_JAVASCRIPT


@pytest.mark.parametrize(
    "body",
    [
        "<header><a href=/>Post</a></header><div class='skeleton line'></div><script src=/a.js></script>",
        "<p>Post</p><svg role=progressbar></svg><script src=/a.js></script>",
        *(f"<div id=__nuxt></div><script>{state}</script>" for state in STATES),
        *(f"<div id=x><p class=loader>…</p></div><script>{state}</script>" for state in STATES),
    ],
)
def test_a_page_with_nothing_but_a_sign_that_it_loads_is_named(body: str) -> None:
    assert article(body).status is Status.NEEDS_JAVASCRIPT


def test_an_article_with_a_spinner_is_one() -> None:
    found = article(f"{ARTICLE}<div class=spinner>Loading…</div><script src=/a.js></script>")

    assert found.status is Status.OK


@pytest.mark.parametrize("line", PAY_LINES)
def test_a_beginning_before_a_paywall_is_given_and_named(line: str) -> None:
    found = article(f'<article>{ARTICLE}<div class="offer"><h3>{line}</h3><a href="/buy">OK</a></div></article>')
    assert found.status is Status.PAYWALLED
    assert any("first ferry left at noon" in block.text for block in found.kept)
    assert line not in [block.text for block in found.kept]
    assert 0 < found.confidence <= 0.2


def test_an_article_that_calls_itself_paid_for_and_is_not_all_there_is_named() -> None:
    assert article(f"<article>{ARTICLE}</article>", head=described(900)).status is Status.PAYWALLED
    assert article(f"<article>{ARTICLE}</article>", head=described(900, "False")).status is Status.PAYWALLED


@pytest.mark.parametrize(
    "head", [described(900, True), described(70), described(0), described("²"), "<script>isAccessibleForFree</script>"]
)
def test_an_article_that_is_there_or_free_is_not(head: str) -> None:
    assert article(f"<article>{ARTICLE}</article>", head=head).status is Status.OK


@pytest.mark.parametrize(
    "extra",
    [
        BANNER,
        f"<header>{LOGIN}</header>",
        "<noscript>Please enable JavaScript to see all of this page.</noscript><script src='a.js'></script>",
        '<script src="https://www.google.com/recaptcha/api.js"></script><form><textarea></textarea></form>',
        "<nav><a href='/a'>Subscribe</a><a href='/b'>Already a subscriber? Log in</a></nav>",
        '<div id="root"></div><script src="a.js"></script>',
    ],
)
def test_an_article_with_a_banner_a_login_or_an_offer_on_its_page_is_an_article(extra: str) -> None:
    found = article(f"{extra}<article>{ARTICLE}<p>{PARAGRAPH}</p></article>")
    assert found.status is Status.OK
    assert found.problem is None


@pytest.mark.parametrize(
    "about",
    [
        "Websites ask people to verify that you are human more and more often, a study found. ",
        "The court ruled that cookies need consent, and that our partners is no description of anybody. ",
        "The paper now tells readers to subscribe to continue reading after three paragraphs, its editor said. ",
        "Without JavaScript the page stays empty, which is why the browser asks you to enable JavaScript first. ",
    ],
)
def test_an_article_about_walls_is_an_article(about: str) -> None:
    text = "".join(f"<p>{about}{PARAGRAPH}</p>" for _ in range(5)).replace("Monday", "{}").format(*"ABCDE")
    found = article(f"<article><h1>Walls everywhere</h1>{text}</article>")
    assert found.status is Status.OK


def test_a_very_short_article_below_a_long_banner_is_an_article() -> None:
    brief = "The ferry to Kelport leaves an hour later than usual on Sunday, the company said, because of the regatta."
    assert article(f"{BANNER}<article><h1>Ferry late on Sunday</h1><p>{brief}</p></article>").status is Status.OK


def test_an_empty_page_is_no_wall() -> None:
    assert article("<p></p>").status is Status.NO_ARTICLE
    assert article("<ul><li><a href='/a'>One</a></li><li><a href='/b'>Two</a></li></ul>").problem is None


SENT_ON = "<p>Redirecting... If nothing happens, follow <a href='/ok'>this link</a>.</p>"


@pytest.mark.parametrize(
    ("content", "head", "there"),
    [
        ("0; url=/ok", "", "https://a.example/ok"),
        ("0;URL='/ok'", "", "https://a.example/ok"),
        (' 5.0 , url = "ok?a=b" and more', "", "https://a.example/ok?a=b"),
        ("0 /ok", "", "https://a.example/ok"),
        (".5;ok", '<base href="https://b.example/x/">', "https://b.example/x/ok"),
        ("0; url=https://b.example/", "", "https://b.example/"),
    ],
)
def test_a_page_that_only_sends_on_is_no_article_and_says_where_to(content: str, head: str, there: str) -> None:
    for body in (SENT_ON, ""):
        result = article(body, head=f'{head}<meta http-equiv=Refresh content="{escape(content)}">')
        assert result.status is Status.NO_ARTICLE
        assert result.problem == f"no article, it only sends on to another page: take {there}"
        assert not result.kept


def test_where_the_pages_address_is_not_known_the_one_that_it_leads_to_is_given_as_it_is() -> None:
    html = f'<html><head><meta http-equiv="refresh" content="0; url=/ok"></head><body>{SENT_ON}</body></html>'
    result = extract(Source("page.html", html.encode()))
    assert (result.status, str(result.problem).rpartition(" ")[2]) == (Status.NO_ARTICLE, "/ok")


@pytest.mark.parametrize(
    "content",
    ["300", "300; url=/ok", "0", "0; url=", "3; url=https://a.example/page#top", "0; url=javascript:x", "; url=/ok"],
)
def test_a_page_that_shows_itself_anew_or_sends_on_later_is_what_it_was(content: str) -> None:
    refresh = f'<meta http-equiv="refresh" content="{content}">'
    with_refresh, without = article(SENT_ON, head=refresh), article(SENT_ON)
    assert (with_refresh.status, with_refresh.text) == (without.status, without.text)
    assert article(ARTICLE, head=refresh) == article(ARTICLE)


@pytest.mark.parametrize("refresh", ["{}", "<noscript>{}</noscript>"])
def test_an_article_is_there_though_its_page_sends_on(refresh: str) -> None:
    head = refresh.format('<meta http-equiv="refresh" content="0; url=/ok">')
    assert article(ARTICLE, head=head).status is Status.OK


def test_a_bot_check_that_sends_on_is_a_bot_check() -> None:
    refresh = '<meta http-equiv="refresh" content="2; url=/captcha">'
    assert article("<p>Verify you are human to continue.</p>", "Just a moment...", refresh).status is Status.BLOCKED


@pytest.mark.parametrize(
    ("content", "circles"),
    [
        ("0", True),
        ("1;", True),
        ("2; url=https://a.example/x", True),
        ("0;url=x#top", True),
        ("9", False),
        ("9;url=x", False),
    ],
)
def test_a_page_without_text_that_loads_itself_anew_is_named(content: str, circles: bool) -> None:
    page = f"<html><head><title>Wait</title><meta http-equiv=refresh content='{content}'></head><body></body></html>"
    article = extract(Source("a.html", page.encode(), url="https://a.example/x"))
    assert article.status is Status.NO_ARTICLE
    assert ("loads itself again and again" in (article.problem or "")) == circles

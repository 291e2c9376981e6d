"""Synthetic sites: one template with boilerplate in many places, and articles of which no two share a sentence."""
# ruff: noqa: E501

from __future__ import annotations

import random
from dataclasses import dataclass
from html import escape

# language -> (subjects, verbs with objects, circumstances, connectives): a sentence takes one of each, and more.
WORDS = {
    "en": (
        "the harbour master|a retired teacher|the council's engineer|an old farmer from the valley|the youngest diver|"
        "her brother|the museum's curator|a group of students|the baker on the corner|nobody in the room|the new "
        "minister|a biologist|the ferry's crew|two of the witnesses|the orchestra|his former rival",
        "had measured the depth of the channel|refused to sign the second letter|remembers the smell of wet timber|"
        "lost eleven sheep to the flood|paid for the repair with borrowed money|found a coin under the floorboards|"
        "wrote a long report about eels|never trusted the weather forecast|sold the boat for next to nothing|painted "
        "every window blue|counted the swallows at dusk|opened the gate before sunrise|argued about the price of salt",
        "when the tide turned|in a winter that nobody forgot|without telling the insurers|although the bridge was closed"
        "|long before the railway came|with a torch and a notebook|because the pumps had failed|near the northern wall|"
        "after the second vote|while the children slept|under a sky the colour of slate|for less than a week",
        "and|but|so that|until|whereas|even though",
    ),
    "de": (
        "der Hafenmeister|eine pensionierte Lehrerin|die Ingenieurin der Stadt|ein alter Bauer aus dem Tal|der jüngste "
        "Taucher|ihr Bruder|die Kuratorin des Museums|eine Gruppe Studenten|der Bäcker an der Ecke|niemand im Saal|"
        "die neue Ministerin|ein Biologe|die Mannschaft der Fähre|zwei der Zeugen|das Orchester",
        "hatte die Tiefe der Rinne gemessen|wollte den zweiten Brief nicht unterschreiben|erinnert sich an den Geruch "
        "von nassem Holz|verlor elf Schafe an die Flut|bezahlte die Reparatur mit geliehenem Geld|fand eine Münze unter "
        "den Dielen|schrieb einen langen Bericht über Aale|traute der Vorhersage nie|verkaufte das Boot für fast nichts|"
        "strich jedes Fenster blau|zählte abends die Schwalben|öffnete das Tor vor Sonnenaufgang",
        "als die Flut kam|in einem Winter, den keiner vergaß|ohne die Versicherung zu fragen|obwohl die Brücke gesperrt "
        "war|lange vor der Eisenbahn|mit Lampe und Notizbuch|weil die Pumpen versagten|an der nördlichen Mauer|nach der "
        "zweiten Abstimmung|während die Kinder schliefen|für weniger als eine Woche",
        "und|aber|sodass|bis|während|obgleich",
    ),
    "ru": (
        "начальник порта|учительница на пенсии|городской инженер|старый фермер из долины|самый молодой водолаз|её брат|"
        "хранитель музея|группа студентов|пекарь на углу|новый министр|биолог|экипаж парома|двое свидетелей|оркестр",
        "измерил глубину канала|отказался подписать второе письмо|помнит запах мокрого дерева|потерял одиннадцать овец|"
        "заплатил за ремонт чужими деньгами|нашёл монету под полом|написал длинный отчёт об угрях|не верил прогнозу "
        "погоды|продал лодку почти даром|выкрасил все окна в синий цвет|считал ласточек на закате|открыл ворота до зари",
        "когда начался прилив|в ту зиму, которую все запомнили|не сказав страховщикам|хотя мост был закрыт|задолго до "
        "железной дороги|с фонарём и тетрадью|потому что насосы отказали|у северной стены|после второго голосования|"
        "пока дети спали|меньше чем за неделю",
        "и|но|так что|пока|тогда как",
    ),
    "ja": (
        "港長は|引退した教師は|市の技師は|谷の老いた農夫は|最年少の潜水士は|彼女の兄は|博物館の学芸員は|学生たちは|"
        "角のパン屋は|新しい大臣は|生物学者は|渡し船の乗組員は|二人の証人は|楽団は",
        "水路の深さを測り|二通目の手紙への署名を断り|濡れた木の匂いを思い出し|洪水で羊を失い|借りた金で修理代を払い|"
        "床下で古い硬貨を見つけ|うなぎについて長い報告を書き|天気予報を信じず|船をただ同然で売り|窓を青く塗り|"
        "夕暮れに燕を数え|夜明け前に門を開け",
        "潮が変わった頃に帰ってきた|誰も忘れない冬を越した|保険会社には黙っていた|橋が閉じていても歩き続けた|鉄道が来る"
        "前の話をした|懐中電灯と手帳を持っていた|排水機が止まったと説明した|北の壁のそばで待った|投票の後で笑った|"
        "子供が眠る間に働いた|一週間もかからなかった",
        "そして|しかし|それで|やがて",
    ),
}
# language -> what the template prints, as {place: text}; {n} numbers, {name} names, {date} dates, {topic} changing words.
PRINTED = {
    "en": {
        "top": "This story was published on {date} by {name} for the Quayside Courier.",
        "inside": "The Quayside Courier relies on readers like you, and every month {n} of them pay for our work.",
        "end": "The Quayside Courier is a member-owned newspaper that has been printed in the old salt house since 1911.",
        "end2": "Have you seen something that we should know about? Write to the newsroom or ring {n} at any time.",
        "box": "Get the most important stories of the coast in your mailbox every morning before breakfast.",
        "box2": "More than {n} readers have joined this list, and none of them has ever received an advertisement.",
        "bio": "{name} covers the coast for the Quayside Courier and has won prizes for reports from small islands.",
        "note": "A correction was made to this page on {date} (see our rules [section 4.2] for what that means).",
    },
    "de": {
        "top": "Dieser Beitrag wurde am {date} von {name} für den Kaiboten geschrieben.",
        "inside": "Der Kaibote lebt von seinen Leserinnen und Lesern, jeden Monat zahlen {n} von ihnen für unsere Arbeit.",
        "end": "Der Kaibote ist eine Zeitung in der Hand ihrer Mitglieder und wird seit 1911 im alten Salzhaus gedruckt.",
        "end2": "Haben Sie etwas gesehen, das wir wissen sollten? Schreiben Sie der Redaktion oder rufen Sie {n} an.",
        "box": "Die wichtigsten Geschichten der Küste kommen jeden Morgen vor dem Frühstück in Ihr Postfach.",
        "box2": "Schon {n} Leser bekommen diesen Brief, und keiner von ihnen hat je eine Werbung erhalten.",
        "bio": "{name} berichtet für den Kaiboten von der Küste und hat Preise für Reportagen von Inseln gewonnen.",
        "note": "Diese Seite wurde am {date} berichtigt (was das heißt, steht in unseren Regeln [Abschnitt 4.2]).",
    },
    "ru": {
        "top": "Эта статья опубликована {date}, её написал для «Причала» {name}.",
        "inside": "Газета «Причал» живёт благодаря читателям: каждый месяц {n} из них платят за нашу работу.",
        "end": "«Причал» принадлежит своим читателям и печатается в старом соляном доме с 1911 года.",
        "end2": "Вы видели что-то, о чём нам следует знать? Напишите в редакцию или позвоните по номеру {n}.",
        "box": "Самые важные истории побережья приходят в ваш почтовый ящик каждое утро до завтрака.",
        "box2": "Это письмо получают уже {n} читателей, и никто из них ни разу не увидел в нём рекламы.",
        "bio": "{name} пишет для «Причала» о побережье и получил премии за репортажи с маленьких островов.",
        "note": "Страница исправлена {date} (что это значит, сказано в наших правилах [раздел 4.2]).",
    },
    "ja": {
        "top": "この記事は{date}に埠頭新聞の{name}が執筆しました。",
        "inside": "埠頭新聞は読者の皆さまに支えられており、毎月{n}人が私たちの仕事に代金を払っています。",
        "end": "埠頭新聞は会員が所有する新聞であり、一九一一年から古い塩の家で印刷されています。",
        "end2": "私たちが知るべきことを見かけましたか。編集部に手紙を書くか、いつでも{n}番に電話してください。",
        "box": "海辺のいちばん大切な話が、毎朝の朝食の前にあなたの郵便箱に届きます。",
        "box2": "すでに{n}人の読者がこの手紙を受け取っており、広告が届いたことは一度もありません。",
        "bio": "{name}は埠頭新聞で海辺を担当し、小さな島々からの報告で賞を受けています。",
        "note": "このページは{date}に訂正されました（意味は規則の第四章をご覧ください）。",
    },
}
NAMES = {
    "en": "Anna Schmidt|Bob O'Neill|Carla de Souza|Dmitri Orlov|Efua Mensah",
    "de": "Anna Schmidt|Bernd Özdemir|Carla de Souza|Dirk von Ahlen|Efua Mensah",
    "ru": "Иван Петров|Олег Смирнов|Антон Кузьмин|Павел Яшин",
    "ja": "田中一郎|鈴木花子|佐藤健|高橋由美",
}
MONTHS = {
    "en": "January|March|April|July|October",
    "de": "Januar|März|April|Juli|Oktober",
    "ru": "января|марта|апреля|июля|октября",
    "ja": "1月|3月|4月|7月|10月",
}


@dataclass(frozen=True)
class MadePage:
    """One page as HTML and as text, with what its template printed and what it says itself."""

    html: str
    text: str
    printed: tuple[str, ...]
    own: tuple[str, ...]


def make_site(language: str, markup: str = "semantic", pages: int = 10, seed: int = 1) -> list[MadePage]:
    """Pages of one site; `markup` is semantic (article, aside, classes) or bare (divs, and few names)."""
    rng = random.Random(f"{language}{markup}{seed}")
    return [_page(rng, language, markup, number) for number in range(pages)]


def _page(rng: random.Random, language: str, markup: str, number: int) -> MadePage:
    printed = {place: _filled(rng, language, text) for place, text in PRINTED[language].items()}
    if rng.random() < 0.3:
        del printed["note"]
    own = [" ".join(_sentence(rng, language) for _ in range(rng.randint(2, 4))) for _ in range(rng.randint(6, 10))]
    title = _sentence(rng, language).rstrip(".。")[:70].strip()
    frame = _semantic if markup == "semantic" else _bare
    body = frame(language, title, printed, own, number)
    head = f'<head><title>{escape(title)}</title><link rel="canonical" href="https://quay.example/{language}/{number}"></head>'
    page = f'<!DOCTYPE html><html lang="{language}">{head}<body>{body}</body></html>'
    middle = rng.randint(2, 4)
    lines = [title, printed["top"], *own[:middle], printed["inside"], *own[middle:], printed["bio"]]
    lines += [printed[place] for place in ("note", "end", "end2", "box", "box2") if place in printed]
    return MadePage(page, "\n\n".join(lines) + "\n", tuple(printed.values()), tuple(own))


def _filled(rng: random.Random, language: str, text: str) -> str:
    month = rng.choice(MONTHS[language].split("|"))
    day, year = rng.randint(1, 28), rng.randint(2015, 2025)
    date = f"{year}年{month}{day}日" if language == "ja" else f"{day} {month} {year}"
    return text.format(n=rng.randint(120, 99_999), name=rng.choice(NAMES[language].split("|")), date=date)


def _sentence(rng: random.Random, language: str) -> str:
    subjects, verbs, circumstances, connectives = (part.split("|") for part in WORDS[language])
    if language == "ja":
        pieces = [rng.choice(subjects) + rng.choice(verbs) + "、" + rng.choice(circumstances) for _ in range(2)]
        return "。".join((pieces[0], rng.choice(connectives) + pieces[1])) + "。"
    pieces = [f"{rng.choice(subjects)} {rng.choice(verbs)} {rng.choice(circumstances)}" for _ in range(2)]
    sentence = f"{pieces[0]}, {rng.choice(connectives)} {pieces[1]}."
    return sentence[0].upper() + sentence[1:]


def _semantic(language: str, title: str, printed: dict[str, str], own: list[str], number: int) -> str:
    p = {place: escape(text) for place, text in printed.items()}
    paragraphs = [f"<p>{escape(text)}</p>" for text in own]
    middle = len(own) // 2
    note = f'<p class="note">{p["note"]}</p>' if "note" in p else ""
    return (
        '<header class="site-head"><nav><a href="/">Home</a><a href="/news">News</a></nav></header>'
        f'<main><article id="post-{number}"><h1>{escape(title)}</h1><p class="pub-line">{p["top"]}</p>'
        f'{"".join(paragraphs[:middle])}<div class="appeal"><p>{p["inside"]}</p></div>{"".join(paragraphs[middle:])}'
        f'{note}<p>{p["bio"]}</p><div id="about-us"><p>{p["end"]}</p><p>{p["end2"]}</p></div>'
        f'<section class="letter-box"><p>{p["box"]}</p><p>{p["box2"]}</p></section></article></main>'
        "<footer><p>© 2024</p></footer>"
    )


def _bare(language: str, title: str, printed: dict[str, str], own: list[str], number: int) -> str:
    p = {place: escape(text) for place, text in printed.items()}
    middle = len(own) // 2
    order = [p["top"], *map(escape, own[:middle]), p["inside"], *map(escape, own[middle:]), p["bio"]]
    order += [p[place] for place in ("note", "end", "end2", "box", "box2") if place in p]
    return f"<div><div><h1>{escape(title)}</h1>{''.join(f'<div>{text}</div>' for text in order)}</div></div>"

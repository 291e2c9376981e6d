"""People's names out of bylines: "By Jane Doe, Staff Writer | Updated 3 May" is Jane Doe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ..text import fold, words

_LONGEST_BYLINE = 300
_MOST_NAMES = 12
_LONGEST_NAME, _MOST_WORDS = 60, 7
_BY = (
    r"(?:(?:this )?(?:article|post|page|content|recipe|blog) (?:was )?)?(?:written|posted|published|submitted"
    r"|created|started|asked|authored|contributed|"
    r"reported) by|(?:story|text|words|article|report|reporting|analysis|opinion|guest post|post|recipe"
    r"|photos?|photography) by|"
    r"(?:words|text|story) and (?:photos?|pictures|images) by|(?:texte?|texto|tekst|words)"
    r" (?:and|und|et|y|e|og|och|&|/) (?:photos?|fotos?|bilder|pictures|images)|by"
    r"|authors?|author\(s\)|autor|autoren|autorin"
    r"|autores|autoras?|autorka|авторка|auteurs?|autrices?|autore|"
    r"von|par|por|door|av|af|przez|di|da|a cura di|de|texte?|texto|tekst|foto|escrito por|publicado por"
    r"|publié par|écrit par|"
    r"scritto da|pubblicato da|geschrieben von|verfasst von|ein (?:artikel|gastbeitrag|kommentar|beitrag) von"
    r"|geschreven door|"
    r"skrevet av|skrevet af|автор|авторы|текст|autorem|napsala?|írta|szerző|yazan|yazar|kirjoittanut|teksti|tekijä|"
    r"about the author|view all posts by|see all posts by|more (?:posts|from|stories|articles) (?:by|from)"
    r"|posts by|articles by|"
    r"follow|meet|作者|撰文|文|記者|记者|著者|執筆|글|작성자|기자|كتبته?|كتبه?|بقلم|الكاتبة?|लेखक|นักเขียน|tác giả"
)
# What somebody has made: only before a colon, for a line may begin with these words.
MADE = (
    r"words|interviews?|reports?|reportage|essay|moderation|protokoll|recherche|hosts?|entretien|propos recueillis par"
    r"|intervista|entrevista|wywiad|rozmawiał[ao]?|intervju|rozhovor|röportaj|интервью|採訪|采访|取材|인터뷰"
)
_PREFIX = re.compile(rf"^(?:(?:{_BY})(?!\w)\s*[:：|]?\s*|(?:{_BY}|{MADE})\s?[:：]\s*|[-–—|•·:,/*]+\s*)", re.I)
_ONLY_WITH_COLON = re.compile(
    r"^(?:de|da|di|a|texte?|foto|follow|meet|글|post|recipe|photos?|report|analysis|opinion|authors?) ", re.I
)
# Whose picture it is, and where the news are from: nobody who wrote the article.
_CREDIT = re.compile(
    r"^(?:źródł[oa]|quellen?|sources?|fuentes?|fontes?|bron|källa|kilde|lähde|zdroj|forrás|kaynak|источник|джерело|来源|來源"
    r"|出典|출처|المصدر|fotos?|photos?|pictures?|images?|bild(?:er)?|zdjęci[ae]|fotografías?|illustrations?|grafik)\s*[:：]",
    re.I,
)
# The same behind who wrote the words: "Words: Maria Ostrov. Photos: Ian Fell".
_AND_CREDIT = re.compile(
    r"[\s.,;/|·•&+–—-]{1,4}(?:(?:and|und|et|y|e|og|och) )?(?:photo(?:s|graphy|graphs)?|fotos?|fotografie|pictures?"
    r"|images?|bilder|illustrations?|grafik(?:en)?|graphics|video|videos|zdjęcia|фото)"
    r"(?:\s?[:：]|\s(?:by|von|par|por|di|av|af)\s).*",
    re.I | re.S,
)
# In a line of labels, as East Asian sites have it: "来源：新华网 作者：李文博 编辑：王小燕 字号：大 中 小".
_SIGN = "[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
_AUTHOR_LABEL = re.compile(r"(?:^|(?<=[\s|/・]))(?:作者|記者|记者|撰文|執筆|著者|文|글|작성자)\s?[:：]")
_OTHER_LABELS = (
    r"责任编辑|責任編輯|责编|編輯|编辑|編集|校对|校對|审核|審核|来源|來源|出典|摄影|攝影|撮影|写真|图片|翻译|翻譯|时间|時間|日期"
    r"|字号|字號|字体|字體|点击|點擊|浏览|瀏覽|阅读|閱讀|사진|편집|출처"
)
_OTHERS_LINE = re.compile(rf"{_SIGN}{{0,4}}(?:{_OTHER_LABELS})\s?[:：]")
_NEXT_LABEL = re.compile(
    rf"[\s/|、，,;；]{_SIGN}{{1,8}}\s?[:：]|\s?(?:{_OTHER_LABELS})\s?[:：]"
    r"|\s?(?:字号|字號|字体|字體|文字サイズ|글자\s?크기)(?:\s|$)|[\s\[【(（][大小]\s?中\s?[小大](?:[\s\]】)）]|$)"
)
_GLUED = re.compile(r"(?:By|Von)(?=[A-Z][a-z]+ [A-Z])")
_ELIDED = re.compile(r"[:：|]")
# The blanks before something, tried from the first of them alone: from each, a long run would be read again.
_BLANKS = r"(?<!\s)\s++"
_MAYBE_BLANKS = rf"(?:{_BLANKS})?"
# What follows a name in a byline without being one: everything from here on is cut.
_REST = re.compile(
    r"(?-i:(?<=[a-zß-ÿ])(?:Last )?(?:[Uu]pdated|[Pp]ublished|[Pp]osted)\b)|"  # two elements side by side
    rf"\s[•·⋅▪●‣→»]\s?|{_MAYBE_BLANKS}[|•→⋅]\s*|{_BLANKS}[–—-]\s+|{_MAYBE_BLANKS}[(\[]|"
    r"\s{0,2}@\S|https?:|www\.|\b[\w.+-]{1,64}@[\w-]+\.\w+"
    rf"|{_MAYBE_BLANKS}\b(?:(?:last )?(?:updated|published|posted|modified|reviewed|edited|fact.checked)|(?:on|at"
    r"|in)(?: \w+,?)? ?(?:\d|$)|on (?:\w+ \d|\w+day)"
    r"|(?<!\d)\d++ comments?|leave a comment"
    r"|min(?:ute)?s? read|\d+ min|read more|read time|view (?:all|profile|bio|posts|in)|see (?:all|more|full)"
    r"|follow|share|subscribe"
    r"|join date|joined|posts:|is (?:a|an|the|our)|has been|was a|works|who|covers|veröffentlicht"
    r"|aktualisiert|publié|mis à jour"
    r"|publicado|actualizado|pubblicato|aggiornato|gepubliceerd|опубликовано)\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov"
    r"|dec)[a-z]{0,6}\.? \d"
    r"|\d{1,2}[./]\d{1,2}[./]\d|\b\d{1,2}\.? (?:de )?[^\W\d_]{3,14}\.? (?:del? )?(?:19|20)\d\d"
    r"|\b(?:19|20)\d\d\b|\d{1,2}:\d\d"
    r"|(?<!\d)\d++ (?:hours?|days?|weeks?|months?|years?|mins?) ago",
    re.I,
)
# Where somebody writes from, and for whom: "in Stonebridge", "for The Valley Post".
_PLACE = re.compile(
    r"(?<=[^\W\d_]),?\s+(?:reporting from|[Ss]pecial to|in|at|from|[Ff]or|aus|für|à|en|pour|para)\s+"
    r"(?:the |die |der |das |le |la |el )?[^\W\d_a-zß-ÿ][\w'’.-]*+(?: [^\W\d_a-zß-ÿ][\w'’.-]*+){0,3}"
    r"(?=\s*(?:[,;|•·(]|\b(?:and|und|et|y|och|og)\b|\S{1,64}@|$))"
)
# In brackets behind a name, where another follows: "Jane Doe (Kelport), Rui Sá (Berlin)".
_ASIDE = re.compile(r"\s?\([^()]{1,40}\)(?=\s?(?:[,;]|\b(?:and|und|et|y|och|og)\b))")
_SPLIT = re.compile(
    rf"{_MAYBE_BLANKS}[;；、，/]\s*|,\s+(?:and|und|et|y|e|og|och|en|&)\s+|,\s*"
    rf"|{_BLANKS}(?:and|und|et|y|og|och|with|&|＆|\+|и|ve|और|та)\s+|{_BLANKS}(?:with|and|&)$",
    re.I,
)
_SPLIT_BETWEEN_FULL_NAMES = re.compile(r"(?<=[^\W\d_]{2})\s++(?:e|i|en|a|oraz)\s+(?=[^\W\d_]{2,} [^\W\d_])")
# What parts those who helped from those who wrote, and what stands before "by": the place of a dateline.
_HELPED = re.compile(
    r"(?<=\w),? (?:with )?(?:(?:additional|further) )?(?:reporting|research|contributions?) (?:by|from) (?=\w)", re.I
)
_DATELINE = re.compile(r"[A-Z][A-Z .,'-]{1,40} [—–-] (?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or) (?=\w)")
_UNSPACED = re.compile("[\u3400-\u9fff]{2,4}|[\uac00-\ud7a3]{2,4}")
_DEGREE = re.compile(
    r"^(?:ph\.?d|m\.?d|r\.?n|r\.?d|mba|mph|m\.?a|m\.?s|msc|b\.?a|b\.?s|bsc|d\.?v\.?m|d\.?o|dds|esq|cpa|cfp"
    r"|j\.?d|psyd|edd|pa-?c)\.?$",
    re.I,
)
_TITLE = re.compile(r"^(?:(?:dr|prof|mr|mrs|ms|dott|ing)\.?|professor)\s(?=\S+\s\S)", re.I)
_REPORTER = re.compile(r"(\S{2,12}) ?(?:기자|특파원|記者|记者)$")  # behind the name, and no part of it
_VOWEL = re.compile(r"[AEIOUY]|[^\W\d_A-Z]")
_CAPITALISED = re.compile(r"[^\W\d_]+")
_CAPITALS = re.compile(r"^[A-Z][A-Z.&®-]{1,7}(?: [A-Z][A-Z.&®-]{1,7})*$")
_AROUND = " .,:;-–—|*\"'“”✉✍·•"
# Names have "von" and "di" in them as well, before a single word: Hubertus von Hohenlohe.
_BEHIND_BY = re.compile(r"(?:[^,;|]{1,40}?\s(?:by|par|por)|(?:[^\s,;|]{1,20}\s)?von|(?:[^\s,;|]{1,20}\s)?di)\s(.+)")
_INITIAL_AT_END = re.compile(r"\w\w\.? (?:[^\W\d_a-z]\.)+$")
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.I)
_ROLES = (
    r"editor|reporter|correspondent|writer|journalist|columnist|contributor|author|analyst|producer|director"
    r"|manager|founder|"
    r"co-?founder|ceo|cto|cmo|coo|president|professor|lecturer|specialist|expert|consultant|strategist"
    r"|marketer|head of|lead|chief|"
    r"senior|associate|staff|intern|freelance|blogger|photographer|reviewer|researcher|engineer|developer"
    r"|designer|coach|trainer|"
    r"vice president|vp|head|partner|operations|editorial director|attorney|lawyer|nutritionist|dietitian"
    r"|educators?|gastroenterologist|redakteur|redakteurin|redaktion|redaktor|reporterin|"
    r"korrespondent(?:in)?|volont[äa]r(?:in)?|chefredakteur|journaliste|rédact\w+|correspondant\w*|periodista"
    r"|redactor\w*|corresponsal|"
    r"redazione|giornalista|redacci[oó]n|redação|jornalista|redacteur|verslaggever|journalistin|redaktør"
    r"|redaktör|корреспондент|"
    r"редактор|журналист|обозреватель|記者|记者|编辑|기자|muhabir|editör"
)
_ROLE = re.compile(rf"\b(?:{_ROLES})\b", re.I)
_TRAILING_ROLE = re.compile(
    rf"^((?:[^\W\d_][\w.'’-]*\s){{2,4}}?)(?:(?:senior|staff|contributing|managing|deputy|assistant|associate"
    rf"|chief|marketing|review|content|"
    rf"freelance|executive|lead|guest|parliamentary|political|sports?|business|news|health|science"
    rf"|tech(?:nology)?|crime|court|legal|"
    rf"foreign|us|uk|world|national|data|features|entertainment|money|consumer|digital|web|video|author"
    rf"|and)\s){{0,9}}(?:{_ROLES})\b.*$",
    re.I,
)
_NOBODY = frozenset(
    "admin administrator author authors writer unknown anonymous none null undefined n/a na guest user "
    "username webmaster website "
    "editor editors redaktion redaktör redazione redacción by posted published updated staff team share home "
    "blog news contact "
    "login menu search comments comment reply follow email facebook twitter linkedin instagram pinterest "
    "advertisement sponsored "
    "date time category categories tags today yesterday test default superuser root moderator op member "
    "members level new "
    "verified find".split()
    + "about the author|about us|view profile|view all posts|see all posts|read more|read bio|read the "
    "bio|full bio|guest author".split("|")
    + "guest post|the author|super user|site admin|web admin|staff writer|no author|learn more|new "
    "member|active member|the team".split("|")
    + "senior member|registered user|thread starter|original poster|social media|privacy policy|sign in|sign "
    "up|log in".split("|")
)

# Words of menus, headings and credits that are capitalised like names.
_NOT_IN_NAMES = frozenset(
    "about account all and apply article articles at back best blog board boards board book books business "
    "buy by categories "
    "category center click cloud comments community company contact content credit customer data design "
    "development digital "
    "download editorial education email events explore find for forum free from get guide guides health help "
    "home how image images in "
    "industry info information insights install is it join jobs latest learn library list login magazine "
    "main management "
    "market marketing media member members menu menus messages mobile more my new news newsletter next no of "
    "on online our page pages "
    "photo photos podcast podcasts post posts press pricing privacy product products program programs "
    "published read recipes related "
    "report reports research resources review reviews sales search security select service services share "
    "shop show sign site "
    "social software solutions source start stories story strategies strategy subscribe support tags team "
    "tech technology terms the "
    "this tips to today tools top topic topics training travel university updated us video videos view watch "
    "we website what "
    "where why with word words work you your".split()
)


def names_in(text: str, user_names: bool = False) -> tuple[str, ...]:
    """The people that a byline or a declaration names, in order; empty if it names none.

    `user_names` takes the text for what one person calls themselves in a forum: one word, with digits.
    """
    text = fold(text)
    return _names_in(text, user_names) if len(text) <= _LONGEST_BYLINE else ()


@lru_cache(maxsize=256)  # several readers of a page ask for the same lines
def _names_in(text: str, user_names: bool) -> tuple[str, ...]:
    text = text if user_names or text.isascii() else _of_author_label(text)
    if _CREDIT.match(text):
        return ()
    dateline = _DATELINE.match(text)
    text = _HELPED.sub(", ", text[dateline.end() :] if dateline else text)
    written, text = text, _without_prefix(text)
    text = text if user_names else _AND_CREDIT.sub("", text)
    text = text if user_names else _PLACE.sub("", text)
    text = text if user_names else _ASIDE.sub("", text)
    cut = _REST.search(text)
    if cut and not (user_names and len(text.split()) == 1):
        text = text[: cut.start()]
    parts = [text] if user_names else [p for part in _SPLIT.split(text) for p in _SPLIT_BETWEEN_FULL_NAMES.split(part)]
    found: list[str] = []
    for part in parts[: 2 * _MOST_NAMES]:
        if found and _SUFFIX.match(part.strip()):
            found[-1] = f"{found[-1]} {part.strip()}"
            continue
        name = _in_usual_case(_without_role(_stripped(_without_prefix(part.strip()))))
        if found and not _TITLE.match(found[0]):
            name = _TITLE.sub("", name)  # written as the first one is
        name = _unrepeated(_behind_by(name))
        if _is_name(name, bool(found), user_names) and not (found and _is_credential(name, found[0])):
            found.append(name)
    if written != text and not user_names and _ends_with_place(found, text):
        found.pop()
    return tuple(dict.fromkeys(found))[:_MOST_NAMES]


@lru_cache(maxsize=256)
def is_person(name: str) -> bool:
    """Whether a name looks like a person's: two to five words that are capitalised (or of a script without capitals),
    none of them a word of menus."""
    parts = name.split()
    big = [p for p in parts if p[0].isalpha() and not p[0].islower()]
    if not 2 <= len(parts) <= 5 or len(big) < 2 or any(c.isdigit() for c in name) or name[-1] in "?!":
        return False
    return not _ROLE.search(name) and _NOT_IN_NAMES.isdisjoint(words(name))


def is_unspaced_name(name: str) -> bool:
    """Whether a name may be a person's in a script that sets no space between its parts: two to four characters."""
    return _UNSPACED.fullmatch(name) is not None and not _ROLE.search(name)


def has_role(text: str) -> bool:
    """Whether a text names a job: "Senior Writer"."""
    return _ROLE.search(text) is not None


def _of_author_label(text: str) -> str:
    """Return what a line of East Asian labels says behind that of the author, up to the next label."""
    own = _AUTHOR_LABEL.search(text)
    if own is None and _OTHERS_LINE.match(text):
        return ""
    begin, label_end = own.span() if own else (0, 0)
    following = _NEXT_LABEL.search(text, label_end)
    return text[begin : following.start() if following else None]


def _without_prefix(text: str) -> str:
    glued = _GLUED.match(text)  # two elements side by side, and the space between them only styled
    text = text[glued.end() :] if glued else text
    for _ in range(4):
        match = _PREFIX.match(text)
        if match is None or (_ONLY_WITH_COLON.match(text) and not _ELIDED.search(match.group())):
            break
        rest = text[match.end() :]
        if not rest:
            return "" if len(text) > 3 else text
        text = rest
    return text


def _behind_by(name: str) -> str:
    """Return the person behind "by" without what stands before: "A column by Jane Doe", "di Anna Rossi"."""
    match = _BEHIND_BY.match(name)
    return match[1] if match and is_person(match[1]) else name


def _unrepeated(name: str) -> str:
    """Return a name once that is written two or three times, as in a link, in a caption and beside a portrait."""
    parts = name.split()
    for times in (2, 3):
        length, rest = divmod(len(parts), times)
        if length >= 4 - times and not rest and parts == parts[:length] * times:
            return " ".join(parts[:length])
    return name


def _stripped(name: str) -> str:
    """Return a name without the signs around it, but for the full stop of its last initial: "Maria O."."""
    name = name.strip(_AROUND.replace(".", ""))
    return name if _INITIAL_AT_END.search(name) else name.strip(_AROUND)


def _without_role(name: str) -> str:
    match = _TRAILING_ROLE.match(name) or _REPORTER.match(name)
    return match.group(1).strip() if match else name


def _ends_with_place(found: Sequence[str], text: str) -> bool:
    """Whether the last of several names in a byline is one word behind names of persons: "By Jane Doe, Kelport"."""
    behind = text.rpartition(",")[2].strip(_AROUND)
    return len(found) > 1 and found[-1] == behind and " " not in behind and all(map(is_person, found[:-1]))


def _in_usual_case(name: str) -> str:
    """A person's name that is written in capitals alone in small letters: but initials, and what may be a body's."""
    parts = name.split()
    if not (name.isupper() and is_person(name) and all(_VOWEL.search(p) or p.endswith(".") for p in parts)):
        return name
    return " ".join(p if "." in p else _CAPITALISED.sub(lambda m: m.group().capitalize(), p) for p in parts)


def _is_credential(name: str, first: str) -> bool:
    """Whether what follows the first name is a degree: "PhD", or capitals where that name is not all in capitals."""
    return (
        bool(_DEGREE.match(name))
        or bool(_CAPITALS.match(name) and not first.isupper())
        or (len(name) < 3 and name.isascii())
    )


def _is_name(name: str, later: bool, user_name: bool) -> bool:
    if not name or len(name) > _LONGEST_NAME or name.casefold() in _NOBODY:
        return False
    count = len(name.split())
    if count > _MOST_WORDS or not any(c.isalpha() for c in name) or "://" in name or "@" in name:
        return False
    if user_name:
        return True
    if _ROLE.search(name) and (later or count == 1):
        return False
    return not (count == 1 and name.islower() and later)

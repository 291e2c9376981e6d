# ruff: noqa: E501  # tokens as they are, one beside the other
"""What hostile and broken pages have in them, as bytes: the dictionary from which the mutators take."""

from __future__ import annotations

DEEP = 3000


def _lines(text: str) -> tuple[bytes, ...]:
    return tuple(line.encode() for line in text.strip("\n").split("\n"))


CONTROLS = (
    *(b"\x00", b"\x07", b"\x08", b"\x0b", b"\x0c", b"\r", b"\x0e", b"\x1b[31mred\x1b[0m", b"\x1b]0;t\x07", b"\x1b]8;;h\x1b\\"),
    *(b"\x7f", b"\x80", b"\x9b31m", b"\x9d0;t\x9c", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc0\xbcscript\xc0\xbe", b"\xf8\x88\x80\x80\x80"),
    *(b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xed\xa0\xbd\xed\xb8\x80", b"\xf4\x90\x80\x80", b"\xe2\x80"),
    *(c.encode() for c in "\u0085 \u009b \u00ad \u061c \u200b \u200d \u200e \u2028 \u2029 \u202e \u2066 \u2069 \u3000".split(" ")),
    *(c.encode() for c in "\ufeff \ufdd0 \ufdd1 \ufdd2 \ufdd3 \ufdd4 \ufdd6 \ufdd7raw:zz\ufdd8 \ufdd7sub:3c\ufdd8 \ufffe \uffff".split(" ")),
    *(c.encode() for c in "\ufff9a\ufffbb \U000e0041\U000e007f \U000e0101 \ue000 \U0001fffe \U0001f468\u200d\U0001f469 \u0335\u0321".split(" ")),
)  # fmt: skip

# Parts of markup: begun and not ended, ended and not begun, and elements that change how the rest is read.
MARKUP = (
    *b"<!-- --> --!> <![CDATA[ ]]> <? ?> <! < > </ </> <> <a <p/> <1> <a:b> & &# &#x; <!DOCTYPE".split(b" "),
    *b"<script> </script> <style> </style> <textarea> </textarea> <title> </title> <plaintext> <xmp> <svg>".split(b" "),
    *b"</svg> <math> <template> </template> <noscript> </noscript> <noframes> <select> <option> <frameset>".split(b" "),
    *b"<body> </body> <html> </html> <head> </head> <table> <td> </tr> <caption> <pre> </pre> <code>".split(b" "),
    *b"<li> <dl> <dt> <dd> <blockquote> <figure> <figcaption> <details> <summary> <aside> <h1> <h6> <br>".split(b" "),
    *b"<article> </article> <main> <footer> <form> <button> <input> <label> <iframe> <object> <embed> <hr>".split(b" "),
    *_lines("""
<?xml version="1.0" encoding="utf-16"?>
<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>&a;</p>
<script>alert(1)</script>
<img src=x onerror=alert(1)>
<svg onload=alert(1)><a xlink:href="javascript:alert(1)">x</a></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<math><annotation encoding="application/x-tex">x</annotation><mi>x</mi></math>
<math alttext="\\href{javascript:alert(1)}{x} | ` $ </span>"><mfrac><mi>a</mi></mfrac></math>
<span class="katex"><annotation encoding="application/x-tex">](javascript:alert(1)) \\) ` |</annotation></span>
<script type="math/tex">x < y \\] </script>
<base href="javascript:alert(1)//">
<base href="http://[">
<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;" src="javascript:alert(1)" title="[x](javascript:alert(1))"></iframe>
<iframe src="https://www.youtube.com/embed/x)[y](javascript:alert(1)" title="film"></iframe>
<a href="javascript:alert(1)">this important page about the ferry</a>
<a href=" java&#10;script:alert(1)">this important page about the ferry</a>
<a href="&#1;javascript:alert(1)">this important page about the ferry</a>
<a href="JaVaScRiPt&colon;alert(1)">this important page about the ferry</a>
<a href="vbscript:x">this page</a>
<a href="data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;">this page</a>
<a href="file:///etc/passwd">this page</a>
<a href="x) [y](javascript:alert(1)">this page</a>
<a href='http://a.example/ "onmouseover=alert(1)'>this page</a>
<a href="http://a.example/(un)bal(">this page</a>
<a href="http://[::1">this page</a>
<a href="http://a.example:99999999/">this page</a>
<a href="http://a.example/">x](javascript:alert(1)) [y</a>
<a href="http://a.example/">![i](file:///etc/passwd)</a>
<sup><a href="#fn1" id="r1">1</a></sup>
<ol><li id="fn1">javascript:alert(1) <a href="#r1">back</a></li></ol>
<section class="footnotes"><ol><li id="fn1"><p>&lt;javascript:alert(1)&gt;</p></li></ol></section>
<sub>&lt;script&gt;</sub><sup>10</sup><sup>](x)</sup>
<img src="javascript:alert(1)" alt="j"><img data-src="vbscript:x" alt="a](javascript:alert(1)) ![b">
<img src="http://a.example/a b(c).jpg" alt="`*_[&lt;script&gt;">
<img srcset=",,, , javascript:x 2x,http://a.example/x.jpg 99999999999999999999w" alt="s">
<img src="http://a.example/x.jpg" width="1e9" height="&sup2;" alt="w">
<meta http-equiv="refresh" content="0;url=file:///etc/passwd">
<meta name="author" content="---"><meta property="og:title" content="--- a: b">
<meta property="article:published_time" content="99999-13-45T99:99:99Z">
<link rel="canonical" href="javascript:alert(1)">
<link rel="canonical" href="http://[::1/">
<time datetime="-000001-01-01">31 February 20200</time>
<time datetime="9999-12-31T23:59:59+99:99">x</time>
<table><tr><td colspan="1000000000" rowspan="1000000000">c</td></tr></table>
<table><tr><td colspan="&sup2;">a|b</td><td>p<br>q</td></tr></table>
<ol start="-99999999999"><li value="&sup2;">x</li></ol>
<ul><li><input type="checkbox" checked onclick=x()> done</li></ul>
<pre><code class="language-&quot;&gt;&lt;script&gt;">```
</code></pre>
<table class="highlighttable"><tr><td class="linenos"><pre>1 2 &sup2;</pre></td><td class="code"><pre>x</pre></td></tr></table>
<dl><dt>a</dt><dd></dd><dd>b</dd></dl>
<blockquote><p></blockquote></p><cite>
<p style="display:none">hidden</p>
"""),
)  # fmt: skip

# Texts that mean something to a format that is written: Markdown, YAML, HTML within text, rich's own markup.
TEXTS = _lines("""
```
~~~~
`` a ` b
](javascript:alert(1))
[ref]: javascript:alert(1)
[x][ref] [x]: file:///etc/passwd "t"
&lt;javascript:alert(1)&gt;
&lt;script&gt;alert(1)&lt;/script&gt;
&amp;lt;img src=x onerror=alert(1)&amp;gt;
&lt;!-- c --&gt; &lt;iframe src=//evil.example&gt; &lt;![CDATA[
&lt;div onclick=alert(1)&gt;
![img](http://track.example/p.gif)
&lt;a href="javascript:alert(1)"&gt;x&lt;/a&gt;
| a | b |
\\\\ \\` \\[ \\
$$\\input{/etc/passwd}$$ $a$ \\(x\\)
--- a: b ---
title: pwned
!!python/object/apply:os.system ["id"]
- item : # "x" 'y' {a [b &c *d |e >f %g @h
1. one 2) two * three + four
# heading ## two
[^1]: note [^1]
[bold red]x[/nope] [link=file:///etc/passwd]x[/link] :boom:
[!NOTE]
%s %n {0} {x.__class__} ${jndi:ldap://127.0.0.1/a} $(id)
By By By and and &amp; , , , |
http://[ http://a.example:99999/ //evil.example mailto: tel:
javascript:alert(1)
<b>*<i>_</b>**</i>
""")

NUMBERS = (
    *b"-1 0 00 1e999999 NaN Infinity 0x7f 1_000 99999999999999999999 2147483648 -9223372036854775809".split(b" "),
    *(n.encode() for n in "² ① ½ ٣٤ Ⅷ ৪ 〇 １２".split()),
    *b"0000-00-00 9999-99-99 2024-13-45T99:99:99+99:99 31/31/9999 29.2.2023 1/1/1 99999999999999".split(b" "),
    b"9" * 5000,
)

ATTRIBUTES = (
    *b'onclick="x()" onload=alert(1) style="display:none" style="}{" hidden aria-hidden=true'.split(b" "),
    *b'href="javascript:x" src="data:text/html,x" href="//" href= ="" " \' xml:lang=en a:b:c=1 @click=3 #y=4'.split(b" "),
    *b'id="" class="" class="comment" class="share" class="footnotes" class="katex" class="hljs" class="byline"'.split(b" "),
    *b'itemprop="author" itemprop="headline" itemscope itemtype="x" property="og:title" rel="author"'.split(b" "),
    *b'role="doc-noteref" role="math" type="application/ld+json" lang="zz" lang="" dir="rtl" data-src="x"'.split(b" "),
    *b'colspan="1000000000" rowspan="0" colspan="-5" start="99999999999" value="-1" width="1e9" type="checkbox"'.split(b" "),
    'colspan="²" rowspan="٣"'.encode(),
    'start="²" value="①"'.encode(),
    'width="²" height="½"'.encode(),
    'datetime="²²²²-²²-²²"'.encode(),
    b'title="' + b"x" * 3000 + b'"',
    b" ".join(b"a%d=%d" % (i, i) for i in range(500)),
)  # fmt: skip

ENTITIES = (
    *b"&#0; &#1; &#8; &#27;[31m &#128; &#155;31m &#173; &#8238; &#8294; &#xD800; &#xDFFF; &#xFFFE; &#xFDD0; &#x110000;".split(b" "),
    *b"&#99999999999999999999; &#x; &#; &; &nosuch; &amp &amp;amp; &lt &NewLine; &Tab; &colon; &ZeroWidthSpace; &rlm;".split(b" "),
    *b"&#917569; &#65279; &lt;b&gt; &#60;script&#62; &quot; &apos; &NotEqualTilde; &#38;#60; &#10; &#13;".split(b" "),
)  # fmt: skip

CHARSETS = (
    *b"utf-8 utf-16 utf-16le utf-32 utf-7 iso-8859-1 windows-1252 windows-1251 koi8-r shift_jis euc-jp gb18030".split(b" "),
    *b"iso-2022-jp iso-2022-kr hz-gb-2312 big5 johab x-user-defined rot13 zlib_codec unicode_escape punycode idna".split(b" "),
    *b"undefined x-nonsense-42 cp037 mbcs \xff\xfe utf-8;charset=koi8-r".split(b" "),
    b"",
)  # fmt: skip
# What a whole page is written in, whatever it declares.
CODECS = "utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-7 shift_jis gb18030 iso2022_jp koi8-r cp037 utf-8-sig".split()

JSON_LD = (
    *_lines("""
null
3
"s"
[null,[1],"x"]
{"@graph":null}
{"@graph":{"a":1}}
{"@type":"Article","headline":"x",}
{'a':1}
{"headline": "un"quoted"}
<!-- {} -->
//<![CDATA[ {} //]]>
{"@type":"Article" "author":{"name":"J
{"@type":[1,null],"author":5}
{"@type":{},"headline":[]}
{"@type":"NewsArticle","headline":{"x":1},"datePublished":{},"author":[null,[],{},{"name":[]},{"name":{"a":1}}]}
{"@type":"NewsArticle","publisher":[1],"image":[[[]]],"keywords":3,"isAccessibleForFree":"maybe","articleBody":7}
{"@type":"NewsArticle","hasPart":{"isAccessibleForFree":"False","cssSelector":"[["},"isAccessibleForFree":false}
{"@type":"Article","x":NaN,"y":Infinity,"z":1e99999,"wordCount":"²"}
{"@type":"Article","headline":"bad \\ud800 head","author":{"@type":"Person","name":"Eve \\udfff"}}
{"@type":"Article","headline":"nul \\u0000 \\u001b[31m \\u009b \\u202e x","articleBody":"\\u0000\\u0001 --- a: b"}
{"@type":"Article","@id":"a","author":{"@id":"a"},"mainEntityOfPage":{"@id":"http://[::1"},"url":"http://["}
{"@type":"Article","headline":"</script><p>broke out</p><!--"}
{"@type":"Article","articleBody":"<div><script>alert(1)</script><a href='javascript:alert(1)'>x</a>"}
{"@type":"Article","datePublished":"²²²²-²²-²²","dateModified":"99999999999","author":"---\\na: b"}
{"@type":"Article","url":"javascript:alert(1)","image":"javascript:alert(1)","license":"file:///etc/passwd","inLanguage":{"name":[]}}
"""),
    b'{"@type":"Article","author":' * DEEP + b'"x"' + b"}" * DEEP,
    b'{"@graph":' * DEEP + b"1",
    b"[" * 20 * DEEP + b"]" * 20 * DEEP,
    b'{"@type":"Article","n":' + b"9" * 20_000 + b"}",
    b'{"@type":"Article",' + b'"headline":"h",' * DEEP + b'"x":1}',
    b'{"@type":"Article","author":[' + b'{"@type":"Person","name":"Jane Roe"},' * DEEP + b'""]}',
    b'{"@type":"Article","author":{"name":"' + b" " * 20 * DEEP + b'"}}',
    b'{"@type":"Article","headline":"' + b'\\"' * 10 * DEEP,
)

# What stands on pages again and again, and what patterns stumble over when it does so some thousand times.
RUNS = (
    *b"<br> <hr> <p>x</p> <li>x</li> <td>x <h2>x</h2> &amp; &nbsp; < </p></div> <tr><td>a<td>b [ ]( ( * _ ` | $ - 1. 1/1/ http:// a@a.".split(b" "),
    *(b"<a href=/x>x</a> ", b"<i>a</i> b ", b"<img src=/x.jpg alt=x>", b"<!-- -->", b"<sup><a href=#fn1>1</a></sup>", b'"', b"\\", b"\\("),
    *(b" ", b"\n", b"\t\xc2\xa0", b"\xe2\x80\x8b", b"2020-01-01 ", b"By ", b" and ", b", ", b"<time datetime=2020-01-02>2 January 2020</time> "),
)  # fmt: skip

EVERYTHING = (CONTROLS, MARKUP, TEXTS, NUMBERS, ENTITIES)

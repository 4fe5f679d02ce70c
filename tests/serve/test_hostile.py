"""Hostile words, titles, names, outlets and addresses: no script runs, the page stays whole, nothing is passed over."""

from __future__ import annotations

from datetime import date
from typing import Any
from xml.etree import ElementTree as xml

import pytest
from litestar.testing import TestClient
from lxml import html
from msgspec.structs import replace

from onrecord.data import Article, Channel, Evidence, Record, Speaker, Statement
from onrecord.ledger import Ledger
from onrecord.serve.addresses import article_url
from tests.serve.conftest import HTML, Served

RUN = "document.documentElement.dataset.ran=1"
EVENTS = "load error click focus mouseover pointerenter animationstart toggle begin input wheel copy paste".split()
TAGS = "img svg video audio body iframe details marquee input object embed math style link meta base form".split()
PAYLOADS = [
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<SCRIPT SRC=data:text/javascript,{RUN}></SCRIPT>",
    f"'\"><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><set attributeName=href to=javascript:{RUN}><a id=x>",
    f"<math><a xlink:href=javascript:{RUN}>x</a></math>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<object data='javascript:{RUN}'>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"<form action='javascript:{RUN}'><button>x</button></form>",
    "<meta http-equiv=refresh content='0;url=/nowhere'>",
    "<base href='https://evil.example/'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{display:none}</style>",
    "<template><script>1</script></template>",
    f"{{{{ self.__init__.__globals__ }}}} {{% for x in (1).__class__ %}}{RUN}",
    f"${{{RUN}}} #{{{RUN}}} <%= {RUN} %>",
    f'"onfocus={RUN} autofocus x="',
    f"' onmouseover='{RUN}",
    f"`onload={RUN}`",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;script&#62;{RUN}&#60;/script&#62;",
    f"<script defer>{RUN}</script>",
    f"＜script＞{RUN}＜/script＞",
    f"<scr\u200bipt>{RUN}</scr\u200bipt>",
    f"<\u202escript>{RUN}</script>",
    f"<script>{RUN}<\u2028/script>",
    "\u202e\u2066\u2067\u202d\u200f\u200e\u061c backwards \u2069",
    "\u200b\u200c\u200d\ufeff\u00ad\u2060 nothing to be seen \u180e",
    "Z\u0351\u036b\u0343\u036a\u0302" * 30,
    "﷽" * 40,
    "👩‍👩‍👧‍👦" * 20,
    "\U000e0041\U000e0042 tags",
    "a" * 3000,
    "<" * 500,
    "<b>" * 200,
    "]]>" * 50,
    '<!ENTITY a "aaaa"><!DOCTYPE x [<!ENTITY b "&a;&a;">]>&b;',
    "<?xml version='1.0'?><?php echo 1 ?>",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE statement; --",
    '" OR ""="',
    "../../../../etc/passwd",
    "%00%0d%0aSet-Cookie: a=b",
    "\r\nSet-Cookie: a=b\r\n\r\n<script>1</script>",
    "\x1b[31mred\x1b]0;title\x07",
    "__proto__ constructor toString",
    *(f"<{tag} src=x href=x on{event}={RUN}>" for tag in TAGS for event in EVENTS[:4]),
    *(f"<img/src=x/on{event}={RUN}>" for event in EVENTS),
]
ADDRESSES = [
    f"javascript:{RUN}",
    f"JAVASCRIPT:{RUN}",
    f" javascript:{RUN}",
    f"java\tscript:{RUN}",
    f"\x01javascript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"vbscript:{RUN}",
    f'https://x.example/"onclick="{RUN}',
    "//evil.example/",
    f"https://x.example/'><script>{RUN}</script>",
    "http://[broken",
    f"javascript://%0a{RUN}",
    "file:///etc/passwd",
]


def hostile(n: int, payload: str, url: str) -> Record:
    """An article of which everything that can hold the payload does."""
    said = payload.replace("\0", "").strip() or "x"
    text = f"Before. “{said}” said the \n\n{said} \n\n after."
    start = text.index(said)
    read = Statement(
        id=f"h{n} {payload[:60]}",
        form="direct",
        score=0.3,
        speaker=Speaker(name=said[:400], basis="named_person"),
        channel=Channel(kind="interview", name=said[:400]),
        evidence=Evidence(
            content=((start, start + len(said)),), cue=((start + len(said) + 2, start + len(said) + 6),), source=()
        ),
    )
    article = Article(
        id=f"x{n} {payload[:60]}",
        title=said,
        url=url,
        outlet=said[:400],
        byline=(said,),
        published=date(2031, 1, 1),
        language="en",
        text=text,
    )
    return Record(article=article, statements=(read,))


RECORDS = [hostile(n, p, ADDRESSES[n % len(ADDRESSES)]) for n, p in enumerate(PAYLOADS)]


@pytest.fixture
def hostiles(ledger: Ledger) -> Ledger:
    """A ledger to which all of them were added."""
    added = ledger.add(RECORDS)
    assert added.new == len(PAYLOADS) and added.rejected == 0
    return ledger


def test_there_are_a_hundred_payloads_and_more() -> None:
    assert len(PAYLOADS) >= 100 and len(set(PAYLOADS)) == len(PAYLOADS)


def test_every_page_of_each_is_whole_and_holds_it_as_text_alone(hostiles: Ledger, signed: TestClient) -> None:
    for record in RECORDS:
        found = signed.get(article_url(record.article.id), headers=HTML)
        assert found.status_code == 200
        page = html.fromstring(found.text)
        assert {s.get("src") for s in page.xpath("//script")} == {"/static/read.js"}
        assert not page.xpath(
            "//*[@*[starts-with(name(), 'on')]] | //iframe | //object | //embed | //base | //style | //img"
        )
        assert all(
            a.startswith(("/", "#", "http://", "https://")) and not a.startswith("//") for a in page.xpath("//@href")
        )
        assert page.xpath("//footer"), "the page is cut"
        shown = "".join(page.xpath("//p[@class='text']//span[@data-a]/text()"))
        assert len(shown.replace("\n", "").replace("\r", "")) > 0
        detail = signed.get(article_url(record.article.id)).json()
        assert detail["article"]["text"] == record.article.text


def test_the_lists_hold_them_as_text_alone(hostiles: Ledger, signed: TestClient) -> None:
    for path in ("/", "/find?limit=100", "/people?limit=1000", "/timeline", "/queue?limit=100"):
        found = signed.get(path, headers=HTML)
        assert found.status_code == 200
        page = html.fromstring(found.text)
        assert all(s.get("src", "").startswith("/static/") for s in page.xpath("//script"))
        assert not page.xpath(
            "//*[@*[starts-with(name(), 'on')]] | //iframe | //object | //embed | //base | //style | //img"
        )
    assert len(xml.fromstring(signed.get("/feed").content)) > 50


@pytest.mark.parametrize("payload", PAYLOADS[:40])
def test_what_is_asked_is_shown_as_text_alone(reader: TestClient, payload: str) -> None:
    for path, field in (
        ("/find", "words"),
        ("/find", "outlet"),
        ("/check", "quotation"),
        ("/people", "words"),
        ("/find", "odd"),
    ):
        found = reader.get(path, params={field: payload[:1900]}, headers=HTML)
        assert found.status_code < 500 and "set-cookie" not in found.headers
        if found.status_code != 429:
            assert f"<script>{RUN}" not in found.text


def test_ten_million_characters_of_one_line_are_one_page(ledger: Ledger, client: TestClient) -> None:
    record = RECORDS[0]
    text = record.article.text + "word " * 2_000_000
    ledger.add([Record(article=replace(record.article, id="long", text=text), statements=())])
    found = client.get("/articles/long", headers=HTML)
    assert found.status_code == 200 and found.text.rstrip().endswith("</html>") and len(found.text) > 10_000_000


@pytest.mark.browser
def test_no_script_of_an_article_runs_in_a_browser(hostiles: Ledger, browser: Any, server: Served) -> None:
    context = browser.new_context(base_url=server.base)
    page, dialogs = context.new_page(), list[str]()
    page.on("dialog", lambda d: (dialogs.append(d.message), d.dismiss()))
    page.goto(server.welcome)
    page.wait_for_url(server.base + "/")
    lists = ["/", "/find?limit=100", "/people?limit=1000", "/timeline", "/queue?limit=100"]
    for path in [*lists, *(article_url(r.article.id) for r in RECORDS)]:
        page.goto(path)
        ran = page.evaluate(
            "[document.documentElement.dataset.ran, document.querySelector('footer') !== null, location.host]"
        )
        assert ran == [None, True, server.base.partition("//")[2]], path
        foreign = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.protocol)")
        assert set(foreign) <= {"http:", "https:"}, path
    assert dialogs == []
    context.close()

"""What pages state about themselves is read; what they don't state stays None."""

import json
from datetime import date

import pytest
from lxml import html  # type: ignore[import-untyped,unused-ignore]

from onrecord.read.lines import Known
from onrecord.read.metadata import iso_language, of_page, web_address


def known(head: str = "", body: str = "", attributes: str = "") -> Known:
    page = f"<html {attributes}><head>{head}</head><body>{body}</body></html>"
    return of_page(html.document_fromstring(page))


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


NEWS = {"@type": "NewsArticle", "headline": "Bridge to close", "datePublished": "2020-07-23T23:30:00-05:00"}


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ("By Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
        ({"name": "Jane Doe"}, ["Jane Doe"]),
        ([{"@type": "Person", "name": "Jane Doe"}, "John Roe"], ["Jane Doe", "John Roe"]),
        ({"name": ["Jane Doe"]}, ["Jane Doe"]),
        ({"@id": "#jane"}, ["Jane Doe"]),
        ([], []),
        (None, []),
        (7, []),
        ({"name": None}, []),
        ({"@id": "#nobody"}, []),
        ("https://ledger.example/jane", []),
        ([[["Jane Doe"]]], []),
        ({"name": "Meridian News"}, ["Meridian News"]),
    ],
)
def test_json_ld_authors_in_every_form(author: object, names: list[str]) -> None:
    graph = {"@graph": [{"@id": "#jane", "@type": "Person", "name": "Jane Doe"}, {**NEWS, "author": author}]}
    assert known(ld(graph)).byline == tuple(names)


def test_json_ld_is_found_wherever_it_stands() -> None:
    for value in (
        NEWS,
        [NEWS],
        {"@graph": [NEWS]},
        [{"@type": "WebPage", "mainEntity": NEWS}],
        {**NEWS, "@type": ["Thing", "NewsArticle"]},
    ):
        found = known(ld({"@type": "BreadcrumbList", "name": "News"}) + ld(value))
        assert (found.title, found.published) == ("Bridge to close", date(2020, 7, 23))
    wrapped = f'<script type="application/ld+json">//<![CDATA[\n{json.dumps(NEWS)}\n//]]></script>'
    assert known(wrapped).title == "Bridge to close"


def test_json_ld_gives_outlet_address_and_language() -> None:
    news = {
        **NEWS,
        "publisher": {"name": "The Ledger"},
        "mainEntityOfPage": {"@id": "https://ledger.example/1"},
        "inLanguage": "en-GB",
    }
    found = known(ld(news))
    assert (found.outlet, found.url, found.language) == ("The Ledger", "https://ledger.example/1", "en")


@pytest.mark.parametrize(
    "block",
    [
        "{",
        "[" * 100_000,
        "{'a': 1}",
        "",
        "null",
        '{"@type": 7}',
        '[{"@type": "NewsArticle", "headline": {"a": []}}]',
        "9" * 9999,
    ],
)
def test_broken_json_ld_is_passed_over(block: str) -> None:
    head = f'<script type="application/ld+json">{block}</script><meta property="og:title" content="Bridge to close">'
    assert known(head).title == "Bridge to close"


def test_fields_are_one_line_without_markup_surrogates_or_controls() -> None:
    block = '{"@type": "NewsArticle", "headline": "Bridge &amp;amp; <b>quay</b>\\n to\\ud800 \\u0000close"}'
    title = known(f'<script type="application/ld+json">{block}</script>').title
    assert title == "Bridge &amp; quay to close"
    assert len(known(ld({**NEWS, "headline": "a" * 100_000})).title or "") == 1000


@pytest.mark.parametrize(
    ("head", "body", "title", "outlet"),
    [
        ('<meta property="og:title" content="Bridge to close">', "", "Bridge to close", None),
        ("<title>Bridge to close | The Ledger</title>", "<h1>Bridge to close</h1>", "Bridge to close", "The Ledger"),
        ("<title>The Ledger: Bridge to close</title>", "<h1>Bridge to close</h1>", "Bridge to close", "The Ledger"),
        ("<title>Bridge to close</title>", "", "Bridge to close", None),
        (
            '<title>Bridge - The Ledger</title><meta property="og:site_name" content="The Ledger">',
            "",
            "Bridge",
            "The Ledger",
        ),
        (
            '<meta name="dc.title" content="Bridge – The Ledger"><meta name="application-name" content="The Ledger">',
            "",
            "Bridge",
            "The Ledger",
        ),
        ("<title>Bridge to close | News | The Ledger</title>", "<h1>Bridge to close</h1>", "Bridge to close", None),
        ("<title>Well-being - not now</title>", "", "Well-being - not now", None),
        ("", "<h1> </h1><h1>Bridge <i>to</i> close</h1>", "Bridge to close", None),
        ("", "", None, None),
    ],
)
def test_title_and_outlet(head: str, body: str, title: str | None, outlet: str | None) -> None:
    found = known(head, body)
    assert (found.title, found.outlet) == (title, outlet)


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        ('<meta property="article:published_time" content="2020-07-23T10:00:00Z">', "", date(2020, 7, 23)),
        ('<meta name="date" content="Thu, 23 Jul 2020 10:00:00 GMT">', "", date(2020, 7, 23)),
        ('<meta name="DC.date.issued" content="20200723">', "", date(2020, 7, 23)),
        ('<meta itemprop="datePublished" content="2020-07-23">', "", date(2020, 7, 23)),
        ('<meta property="article:modified_time" content="2020-07-23">', "", None),
        ('<meta property="article:published_time" content="today">', "", None),
        ('<meta name="date" content="04/05/2020">', "", None),
        ("", '<article><time datetime="2020-07-23T10:00">x</time></article>', date(2020, 7, 23)),
        ("", "<main><time>23 July 2020</time></main>", date(2020, 7, 23)),
        ("", '<time itemprop="datePublished" datetime="2020-07-23">', date(2020, 7, 23)),
        ("", '<article><time itemprop="dateModified" datetime="2020-07-24"></time></article>', None),
        ("", '<article><aside><time datetime="2020-07-23">x</time></aside></article>', None),
        ("", '<article class="related"><time datetime="2020-07-23">x</time></article>', None),
        ("", '<time datetime="2020-07-23">in a masthead</time>', None),
        ("", "<p>24 July 2020</p><h1>Bridge to close</h1><p>Published 23 July 2020</p>", date(2020, 7, 23)),
        ("", "<h1>Bridge to close</h1><p>It closed on 23 July 2020 for good.</p>", None),
        ("", "<p>23 July 2020</p>", None),
        ("", "<footer>© 2020</footer>", None),
    ],
)
def test_the_published_date_is_what_the_page_states(head: str, body: str, published: date | None) -> None:
    assert known(head, body).published == published


@pytest.mark.parametrize(
    ("head", "body", "names"),
    [
        ('<meta name="author" content="Jane Doe">', "", ["Jane Doe"]),
        (
            '<meta name="citation_author" content="Jane Doe"><meta name="citation_author" content="John Roe">',
            "",
            ["Jane Doe", "John Roe"],
        ),
        (
            '<meta property="article:author" content="https://a.example/jane"><meta name="byl" content="By Jane Doe">',
            "",
            ["Jane Doe"],
        ),
        ("", '<p class="byline">By Jane Doe, Staff Writer</p>', ["Jane Doe"]),
        ("", '<a rel="author">Jane Doe</a> and <a rel="author">John Roe</a>', ["Jane Doe", "John Roe"]),
        ("", '<span itemprop="author">Jane Doe</span>', ["Jane Doe"]),
        ("", '<div class="comments"><span class="author">Jane Doe</span></div>', []),
        ("", '<p class="byline">By the river we sat down</p>', []),
        ("", "<p>Jane Doe</p>", []),
    ],
)
def test_the_byline_is_what_the_page_states(head: str, body: str, names: list[str]) -> None:
    assert known(head, body).byline == tuple(names)


@pytest.mark.parametrize(
    ("address", "valid"),
    [
        ("https://ledger.example/1?a=b#c", True),
        ("HTTP://ledger.example", True),
        (" https://ledger.example ", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//ledger.example/1", False),
        ("/1", False),
        ("https://", False),
        ("https://a b", False),
        ("https://[::1", False),
        ("file:///etc/passwd", False),
        ('https://a"onclick="x', False),
        ("", False),
        ("https://a/" + "b" * 3000, False),
    ],
)
def test_only_whole_http_addresses_are_kept(address: str, valid: bool) -> None:
    assert web_address(address) == (address.strip() if valid else None)
    assert known(f"<link rel=canonical href='{address}'>").url == (address.strip() if valid else None)


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("EN_gb", "en"),
        ("english", None),
        ("eng", None),
        ("", None),
        (None, None),
        ("zh-Hans-CN", "zh"),
    ],
)
def test_languages_are_iso_639_1(tag: str | None, code: str | None) -> None:
    assert iso_language(tag) == code
    assert known(attributes=f'lang="{tag or ""}"').language == code

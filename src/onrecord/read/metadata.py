"""What a page's markup tells of its publication: JSON-LD, meta tags, <time>, <title>, visible byline and date line.

Only what the page states is taken, in the order of how plainly it states it; nothing is guessed from the address, the
file's age, or dates found somewhere on the page.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Final, Protocol
from urllib.parse import urlsplit

from onrecord.read import lines
from onrecord.read.lines import Known


class Element(Protocol):
    """The part of an lxml element that is used here, so that lxml is imported in one place only."""

    tag: str
    text: str | None

    def get(self, key: str, /) -> str | None: ...
    def iter(self, *tags: str) -> Iterator[Element]: ...
    def iterancestors(self) -> Iterator[Element]: ...
    def itertext(self) -> Iterator[str]: ...


_MAX_JSON: Final = 2_000_000  # characters of one JSON-LD block
_MAX_NODES: Final = 2_000
_MAX_FIELD: Final = 1_000
_ARTICLE: Final = re.compile(r"(?:article|posting|report|newsstory)$", re.IGNORECASE)

# Names of meta tags, the plainest first. `author` and the like often hold an address: those are passed over.
_TITLES: Final = (
    "og:title",
    "citation_title",
    "dc.title",
    "dcterms.title",
    "headline",
    "parsely-title",
    "twitter:title",
)
_OUTLETS: Final = ("og:site_name", "citation_journal_title", "dc.publisher", "dcterms.publisher", "application-name")
_AUTHORS: Final = (
    "author", "article:author", "og:article:author", "byl", "byline", "parsely-author", "sailthru.author",
    "citation_author", "dc.creator", "dcterms.creator", "dc.creator.aut", "authors",
)  # fmt: skip
_DATES: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "pubdate", "publishdate", "publish-date",
    "publish_date", "publication_date", "date_published", "ptime", "pdate", "displaydate", "date",
)  # fmt: skip
_ASIDE: Final = re.compile(
    r"\b(?:comment|sidebar|related|widget|trending|most-read|recommend|promo|teaser)", re.IGNORECASE
)
_BYLINE: Final = re.compile(
    r"(?:^|\s)(?:byline|author|byline[_-]{1,2}names?|author[_-]{1,2}names?|p-author)(?:\s|$)", re.IGNORECASE
)


def of_page(page: Element) -> Known:
    """What the parsed page tells. `page` is the root element, as it was parsed, scripts and all."""
    data = _json_ld(page)
    meta = _meta(page)
    outlet = data.outlet or _first(meta, _OUTLETS)
    heading = next((text for h1 in islice(page.iter("h1"), 3) if (text := _inner(h1))), None)
    window = next((text for title in page.iter("title") if (text := _inner(title))), None)
    title = data.title or _without_outlet(_first(meta, _TITLES), outlet) or heading or _without_outlet(window, outlet)
    return Known(
        title=title,
        url=_address(page, meta) or data.url,
        outlet=outlet or _outlet_beside(title, window),
        byline=data.byline or _meta_byline(meta) or _visible_byline(page) or _byline_under_heading(page),
        published=data.published or _day(_values(meta, _DATES)) or _time(page) or _day_under_heading(page),
        language=_language(page, meta) or data.language,
    )


def iso_language(stated: str | None) -> str | None:
    """The ISO 639-1 code of a language tag, `en` of `en-GB`; None where it has none."""
    match = re.match(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9_.-]{1,30})?$", (stated or "").strip())
    return match[1].lower() if match else None


def web_address(stated: str | None) -> str | None:
    """The address, where it is a whole one with http or https; None for any other, `javascript:` among them."""
    stated = (stated or "").strip()
    if not stated or len(stated) > 2_000 or re.search(r"[\s\x00-\x20\x7f<>\"\\]", stated):
        return None
    try:
        parts = urlsplit(stated)
        return stated if parts.scheme.lower() in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _field(value: object) -> str | None:
    """One line of clean text, from a value that markup or JSON-LD gave; None where nothing is left.

    Character references are resolved (headlines are often escaped twice), surrogates and controls left out.
    """
    if not isinstance(value, str):
        return None
    text = re.sub(r"<[^<>]{0,200}>", " ", html.unescape(value[: 2 * _MAX_FIELD]))
    text = "".join(c for c in text if c.isprintable() or c.isspace())
    return " ".join(text.split())[:_MAX_FIELD].strip() or None


def _inner(element: Element) -> str | None:
    return _field(" ".join(islice(element.itertext(), 50)))


# --- meta tags -------------------------------------------------------------------------------------------------------


def _meta(page: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in islice(page.iter("meta"), _MAX_NODES):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv")
        if name and (content := _field(tag.get("content"))):
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _values(meta: dict[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    return (value for name in names for value in meta.get(name, ()))


def _first(meta: dict[str, list[str]], names: Iterable[str]) -> str | None:
    return next(_values(meta, names), None)


def _day(values: Iterable[str]) -> date | None:
    return next((found for value in values if (found := lines.day(value))), None)


def _meta_byline(meta: dict[str, list[str]]) -> tuple[str, ...]:
    for name in _AUTHORS:
        stated = [value for value in meta.get(name, ()) if "://" not in value]
        if names := tuple(dict.fromkeys(name for value in stated for name in lines.person_names(value))):
            return names
    return ()


def _address(page: Element, meta: dict[str, list[str]]) -> str | None:
    links = (tag.get("href") for tag in islice(page.iter("link"), 500) if (tag.get("rel") or "").lower() == "canonical")
    return next((url for stated in (*links, *meta.get("og:url", ())) if (url := web_address(stated))), None)


def _language(page: Element, meta: dict[str, list[str]]) -> str | None:
    root = next(page.iter("html"), page)
    stated = (root.get("lang"), root.get("xml:lang"), *_values(meta, ("content-language", "dc.language", "og:locale")))
    return next((code for tag in stated if (code := iso_language(tag))), None)


def _without_outlet(title: str | None, outlet: str | None) -> str | None:
    """The title without its tail ` | Outlet`."""
    if title is None or outlet is None or not title.lower().endswith(outlet.lower()):
        return title
    head = title[: len(title) - len(outlet)].rstrip()
    return head[:-1].rstrip() if head.endswith(("|", "-", "–", "—", "·", ":", "•")) and head[:-1].strip() else title


def _outlet_beside(title: str | None, window: str | None) -> str | None:
    """The rest of the window's title beside the headline, as in `Headline | Outlet` and `Outlet: Headline`."""
    if not title or not window or title == window or title not in window:
        return None
    before, _, after = window.partition(title)
    rest = (before or after).strip()
    if (before and after) or not rest:
        return None
    rest = rest.strip(" |–—·:•-")
    return rest if 0 < len(rest) <= 60 and not re.search(r"[|–—·•]|\s-\s", rest) else None


# --- what is visible -------------------------------------------------------------------------------------------------


def _stands_aside(element: Element) -> bool:
    """Whether it belongs to something other than the story: comments, related stories, navigation."""
    return any(
        parent.tag in ("aside", "nav", "footer") or _ASIDE.search(f"{parent.get('class')} {parent.get('id')}")
        for parent in (element, *element.iterancestors())
        if parent.tag not in ("body", "html")
    )


def _time(page: Element) -> date | None:
    """The day of the <time> that is marked as the publication's, else of the first in the story or after its h1."""
    times = [
        tag for tag in islice(page.iter("time", "abbr", "span"), _MAX_NODES) if tag.tag == "time" or tag.get("itemprop")
    ]
    in_story = [tag for tag in times[:40] if not _stands_aside(tag)]
    marked = [
        tag
        for tag in in_story
        if (tag.get("itemprop") or "").lower() == "datepublished" or tag.get("pubdate") is not None
    ]
    stated = [[text for text in (tag.get("datetime"), tag.get("content"), _inner(tag)) if text] for tag in marked]
    if found := next((found for texts in stated if (found := _day(texts))), None):
        return found
    for tag in in_story:
        modified = (tag.get("itemprop") or "").lower() == "datemodified"
        if (
            tag.tag == "time"
            and not modified
            and any(parent.tag in ("article", "main") for parent in tag.iterancestors())
        ):
            return _day(text for text in (tag.get("datetime"), _inner(tag)) if text)
    return None


def _day_under_heading(page: Element) -> date | None:
    """The day of a date line within the forty elements after the only h1."""
    headings = list(islice(page.iter("h1"), 2))
    if len(headings) != 1:
        return None
    elements = page.iter("h1", "h2", "p", "div", "span", "time", "font", "td", "li", "em", "i", "small", "b", "strong")
    for element in elements:
        if element is headings[0]:
            break
    updated = None
    for element in islice(elements, 40):
        text = _inner(element)
        for kind, found in lines.date_line(text) if text and not _stands_aside(element) else ():
            if kind != "updated":
                return found
            updated = updated or found
    return updated


def _visible_byline(page: Element) -> tuple[str, ...]:
    """The names in the first element that is marked as the byline."""
    found: list[str] = []
    marked = (
        tag
        for tag in islice(page.iter("a", "span", "p", "div", "address", "cite", "li"), 20_000)
        if tag.get("rel") == "author" or tag.get("itemprop") == "author" or _BYLINE.search(tag.get("class") or "")
    )
    for tag in islice(marked, 20):
        text = _inner(tag)
        if text is None or len(text) > lines.MAX_LINE or _stands_aside(tag):
            continue
        stated = text if re.match(r"\W{0,3}by\b", text, re.IGNORECASE) else f"By {text}"
        names = lines.byline_names(stated)
        if names and tag.get("rel") != "author":
            return tuple(found) or names
        found.extend(name for name in names if name not in found)  # each author has a link of their own
    return tuple(found)


def _byline_under_heading(page: Element) -> tuple[str, ...]:
    """The names of a byline within the twenty elements after the only h1."""
    headings = list(islice(page.iter("h1"), 2))
    if len(headings) != 1:
        return ()
    elements = page.iter("h1", "h2", "p", "div", "span", "font", "td", "i", "em", "b", "strong", "small", "address")
    for element in elements:
        if element is headings[0]:
            break
    for element in islice(elements, 20):
        text = _inner(element)
        names = lines.byline_names(text) if text else ()
        if names and not _stands_aside(element):
            return names
    return ()


# --- JSON-LD ---------------------------------------------------------------------------------------------------------


def _json_ld(page: Element) -> Known:
    """What the first article among the page's JSON-LD nodes tells; one with headline and date before one without."""
    nodes = [node for block in _blocks(page) for node in _nodes(block)]
    by_id = {key: node for node in nodes if isinstance(key := node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in _strings(node.get("@type")))]
    articles.sort(key=lambda node: not (node.get("headline") and node.get("datePublished")))
    if not articles:
        return Known()
    first = articles[0]
    authors = [name for key in ("author", "creator") for name in _names(first.get(key), by_id)]
    mains = _nodes(first.get("mainEntityOfPage"))
    addresses = [first.get("url"), first.get("mainEntityOfPage"), *(node.get("@id") for node in mains)]
    return Known(
        title=_field(first.get("headline")) or _field(first.get("name")),
        url=next((url for value in addresses if isinstance(value, str) and (url := web_address(value))), None),
        outlet=next(iter(_names(first.get("publisher"), by_id)), None),
        byline=tuple(dict.fromkeys(name for stated in authors for name in lines.person_names(stated))),
        published=_day(_strings(first.get("datePublished"))),
        language=next((code for tag in _strings(first.get("inLanguage")) if (code := iso_language(tag))), None),
    )


def _blocks(page: Element) -> Iterator[object]:
    for script in islice(page.iter("script"), _MAX_NODES):
        text = (script.text or "").replace("<![CDATA[", "").replace("]]>", "")
        if "ld+json" not in (script.get("type") or "").lower() or len(text) > _MAX_JSON:
            continue
        start = min((at for bracket in "{[" if (at := text.find(bracket)) >= 0), default=0)
        end = max(text.rfind("}"), text.rfind("]")) + 1  # comment marks around the JSON are left out
        try:
            yield json.loads(text[start:end], strict=False)
        except (ValueError, RecursionError):
            continue


def _nodes(value: object) -> list[dict[str, object]]:
    """Every object in the value, outermost first. Breadth first and counted, however deep it is."""
    found: list[dict[str, object]] = []
    pending = [value]
    for current in pending:
        if len(pending) > _MAX_NODES:
            break
        if isinstance(current, dict):
            found.append(current)
            pending.extend(current.values())
        elif isinstance(current, list):
            pending.extend(current)
    return found


def _strings(value: object) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _names(value: object, by_id: dict[str, dict[str, object]]) -> list[str]:
    """The names of people or organisations given as a string, an object, a reference, or a list of these."""
    found: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:50]:
        stated = item
        if isinstance(item, dict):
            known = item if "name" in item else by_id.get(str(item.get("@id")), item)
            stated = next(iter(_strings(known.get("name"))), None)
        if (name := _field(stated)) and "://" not in name:
            found.append(name)
    return found

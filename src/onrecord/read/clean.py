"""One capture to an article: text as it was read, or why there is none."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec

from onrecord.data import Article, Capture, Reason, Rejection
from onrecord.read import charset, lines, metadata
from onrecord.read.lines import Known
from onrecord.read.menus import without_menus

MIN_WORDS: Final = 25
"""Of a page. A text that was given as one is kept however short: somebody may paste a sentence."""

# Chinese, Japanese and Korean write no spaces: each of their characters counts as a word.
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LOGIN_WORDS: Final = 80  # a page that asks for a password and has fewer words is a login page, with its small print
# Trafilatura takes quadratic time in elements: 60 000 in paragraphs took 8 s here, 120 000 took 36 s. The longest
# news pages (live blogs) have about 20 000.
_MAX_ELEMENTS: Final = 50_000
_MAX_ATTRIBUTE: Final = 1_000  # code points; a class of 4 MB took 1 s in trafilatura's expressions
_MAX_ATTRIBUTES: Final = 2_000  # of one element
# Possessive, so that both take linear time: a tag up to its `>`, and the quoted values in it.
_LONG_TAG: Final = re.compile(r"""<[a-zA-Z](?:=\s*+"[^"]*+"|=\s*+'[^']*+'|[^>])*+""")
_VALUE: Final = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_DROPPED: Final = (
    "script",
    "style",
    "template",
    "svg",
    "iframe",
    "object",
    "embed",
    "canvas",
    "textarea",
    "select",
    "noscript",
)
_BLOCKS: Final = frozenset({"p", "head", "item", "list", "quote", "code", "table", "row", "cell", "div", "body"})
_NOT_XML: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))
_SENTENCE_END: Final = re.compile(r"[.!?…:][\"'”’»)\]]{0,3}$")

_HEAD: Final = 4  # paragraphs in which headline and credits stand
# Both are short, so that no story's own paragraph that begins so is taken for one.
_NOTICE: Final = re.compile(
    r"(?:©|\(c\)|copyright\b)[^\n]{0,250}$|[^\n]{0,100}\ball rights reserved\b[^\n]{0,100}$", re.IGNORECASE
)
_POINTER: Final = re.compile(
    r"(?:read (?:more|also|next)|also read|see also|more on this(?: story)?|related(?: stories)?|advertisement)"
    r"\s{0,3}(?::[^\n]{0,150})?$",
    re.IGNORECASE,
)

_T = TypeVar("_T")


def article(capture: Capture) -> Article | Rejection:
    """The capture's article, or the rejection that says why there is none; never an exception, whatever the bytes.

    The text of plain text and JSON articles is exactly what was given, white space, line ends and all; that of a page
    is its story's paragraphs, with a blank line between them. What the document does not tell of its publication is
    taken from the text's own headline, byline and date lines (`read.lines`), or left None. An `id` that is
    not given is 16 hex digits of SHA-256 over address and text.
    """
    if capture.fault is not None:
        return capture.fault
    try:
        if capture.media_type == "application/json":
            return _from_json(capture.content)
        if capture.media_type == "text/html":
            return _from_page(capture)
        return _from_text(capture.content)
    except _Rejected as error:
        return Rejection(source=capture.place, reason=error.reason, detail=error.detail)


class _Rejected(Exception):
    """There is no article here: turned into a rejection by `article`, never seen outside."""

    def __init__(self, reason: Reason, detail: str) -> None:
        self.reason: Reason = reason
        self.detail = detail


def _article(text: str, known: Known, given_id: str | None = None) -> Article:
    digest = hashlib.sha256(f"{known.url or ''}\n{text}".encode()).hexdigest()[:16]
    return Article(id=given_id or digest, text=text, **{name: getattr(known, name) for name in known.__struct_fields__})


# --- plain text ------------------------------------------------------------------------------------------------------


def _from_text(content: bytes) -> Article:
    text = _decoded(content)
    if "\0" in text:
        raise _Rejected("binary", "It holds NUL bytes, so it is no text; save it as plain text in UTF-8.")
    _check_words(text)
    return _article(text, Known(title=lines.headline(text)).or_else(lines.of_text(text)))


def _decoded(content: bytes, *, page: bool = False, stated: str | None = None) -> str:
    if kind := charset.binary_kind(content):
        raise _Rejected("binary", f"It is {kind}, not text; save it as plain text or HTML.")
    text = charset.decoded(content, page=page, stated=stated)
    if charset.is_binary(text):
        raise _Rejected("binary", "Too many of its bytes are control characters, so it is no text.")
    return text


def _check_words(text: str) -> None:
    if not text or text.isspace():
        raise _Rejected("empty", "It holds no text.")
    if not any(map(str.isalnum, text)):
        raise _Rejected("empty", "It holds no words.")


# --- JSON ------------------------------------------------------------------------------------------------------------


class _Person(msgspec.Struct, frozen=True):
    name: str


_People = str | list[str | _Person] | _Person | None


class _Given(msgspec.Struct, frozen=True):
    """An article as its owner wrote it, by `Article`'s fields and the names that other corpora use for them."""

    text: str
    id: str | int | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    byline: _People = None
    author: _People = None
    authors: _People = None
    published: str | None = None
    date: str | None = None
    language: str | None = None


def _from_json(content: bytes) -> Article:
    try:
        given = msgspec.json.decode(content, type=_Given)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at ")
        where = f"{path.strip('`')}: " if path else ""
        raise _Rejected(
            "malformed", f'{where}{problem}. An article is an object with at least "text", a string.'
        ) from None
    except UnicodeDecodeError as error:
        raise _Rejected("malformed", f"It is not valid UTF-8 ({error.reason}); save it in UTF-8.") from None
    except msgspec.DecodeError as error:
        raise _Rejected("malformed", f"It is not valid JSON: {error}.") from None
    except RecursionError:
        raise _Rejected("malformed", "Its JSON is nested too deeply.") from None
    _check_words(given.text)
    known = Known(
        title=_stated(given.title),
        url=_valid("url", given.url, metadata.web_address, "an address with http or https"),
        outlet=_stated(given.outlet),
        byline=_byline(given.byline) or _byline(given.author) or _byline(given.authors),
        published=_valid("published", given.published, lines.day, "a date as 2020-07-23")
        or _valid("date", given.date, lines.day, "a date as 2020-07-23"),
        language=_valid("language", given.language, metadata.iso_language, "an ISO 639-1 code as en"),
    )
    given_id = None if given.id is None else str(given.id)
    title = Known(title=lines.headline(given.text))
    return _article(given.text, known.or_else(lines.of_text(given.text)).or_else(title), given_id)


def _stated(value: str | None) -> str | None:
    return value if value and not value.isspace() else None


def _valid(name: str, value: str | None, read: Callable[[str], _T | None], wanted: str) -> _T | None:
    """What `read` makes of the field; an empty one is none, and one that it cannot read is an error."""
    if _stated(value) is None or value is None:
        return None
    result = read(value)
    if result is None:
        raise _Rejected("malformed", f"$.{name}: expected {wanted}, got {value[:40]!a}.")
    return result


def _byline(people: _People) -> tuple[str, ...]:
    """The names in a string, or in each item of a list."""
    listed = people if isinstance(people, list) else [people]
    stated = (person.name if isinstance(person, _Person) else person for person in listed)
    return tuple(dict.fromkeys(name for field in stated if field for name in lines.person_names(field)))


# --- pages -----------------------------------------------------------------------------------------------------------


def _from_page(capture: Capture) -> Article:
    markup = _decoded(capture.content, page=True, stated=capture.charset)
    if not markup or markup.isspace():
        raise _Rejected("empty", "It holds no text.")
    _check_tags(markup)
    known, text, asks_password = _page(markup)
    words = len(text.split()) + len(_UNSPACED.findall(text))
    if words == 0:
        raise _Rejected(
            "no_article", "The page has no story in its markup; where a script writes it, save the page as shown."
        )
    if words < MIN_WORDS:
        raise _Rejected("too_short", f"The page has {words} words; a story has {MIN_WORDS} or more.")
    if asks_password and words < _LOGIN_WORDS and known.published is None:
        raise _Rejected("no_article", "The page asks for a password: it is a login page.")
    fetched = Known(url=metadata.web_address(capture.url))  # surer than what a page says of itself
    known = fetched.or_else(known).or_else(lines.of_text(text))
    return _article(_story(text, known) or text, known)


def _story(text: str, known: Known) -> str:
    """The text without what stands around it: headline, byline, date line, copyright notice, pointers elsewhere."""
    rows = [row for row in text.split("\n") if not _POINTER.match(row)]
    head = [n for n, row in enumerate(rows) if row][:_HEAD]
    title = next((n for n in head if rows[n] == known.title), -1)
    dropped = {n for n in head if _is_credit(rows[n], known)}
    rows = [row for n, row in enumerate(rows) if n > title and n not in dropped]
    while rows and (not rows[-1] or _NOTICE.match(rows[-1])):
        del rows[-1]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip("\n")


def _is_credit(paragraph: str, known: Known) -> bool:
    """Whether it says who wrote the story, or when, and nothing else."""
    if lines.byline_names(paragraph) or lines.date_line(paragraph):
        return True
    stated = paragraph.lower().removeprefix("by ")
    is_short = len(paragraph) <= lines.MAX_LINE and not _SENTENCE_END.search(paragraph)
    return is_short and any(stated.startswith(name.lower()) for name in known.byline)


def _page(markup: str) -> tuple[Known, str, bool]:
    """What the page tells of its publication, its story's text, and whether it asks for a password.

    Nothing is fetched: trafilatura is given a parsed tree and asked for no metadata, and lxml resolves no entities
    and opens no address.
    """
    import trafilatura
    from lxml import etree, html  # type: ignore[import-untyped,unused-ignore]

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        tree = html.document_fromstring(markup.translate(_NOT_XML).encode("utf-8"), parser=parser)
        if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
            raise _Rejected("malformed", "Its elements are nested too deeply.")  # lxml leaves out what follows
        known = metadata.of_page(tree)
        asks_password = any((field.get("type") or "").lower() == "password" for field in tree.iter("input"))
        etree.strip_elements(tree, *_DROPPED, with_tail=False)
        _tame(tree)
        without_menus(tree)
        # Not favor_precision: it finds no story at all in pages laid out with tables.
        found: Any = trafilatura.bare_extraction(tree, include_comments=False, include_tables=False)
    except (etree.LxmlError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        # What lxml and trafilatura raise on broken markup.
        raise _Rejected("no_article", f"Its markup cannot be read ({type(error).__name__}).") from None
    if found is None or found.body is None:
        return known, "", asks_password
    paragraphs = _paragraphs(etree.iterwalk(found.body, events=("start", "end")))
    if paragraphs and known.title and paragraphs[0] == known.title:
        del paragraphs[0]
    return known, "\n\n".join(paragraphs), asks_password


def _check_tags(markup: str) -> None:
    """Refuse a tag with more attributes than any page has: lxml takes quadratic time in them, 40 000 took 5 s."""
    for tag in _LONG_TAG.finditer(markup):
        if len(tag[0]) > _MAX_ATTRIBUTES and len(re.findall(r"[^\s=/]+", _VALUE.sub("= ", tag[0]))) > _MAX_ATTRIBUTES:
            raise _Rejected("malformed", f"It has a tag with more than {_MAX_ATTRIBUTES} attributes.")


def _tame(tree: Any) -> None:
    """Bound what the extraction sees, and make every line break in its output one that it put there itself."""
    for count, element in enumerate(tree.iter(), 1):
        if count > _MAX_ELEMENTS:
            raise _Rejected("too_large", f"The page has more than {_MAX_ELEMENTS} elements; save the story alone.")
        for name, value in element.attrib.items():
            if len(value) > _MAX_ATTRIBUTE:
                element.attrib[name] = value[:_MAX_ATTRIBUTE]
        if element.text:
            element.text = _collapsed(element.text, keep_lines=element.tag == "pre")
        if element.tail:
            element.tail = _collapsed(element.tail)


def _collapsed(text: str, *, keep_lines: bool = False) -> str:
    text = text.translate(_NOT_XML)  # character references put them back
    return text if keep_lines else re.sub(r"\s+", " ", text)


def _paragraphs(events: Any) -> list[str]:
    """The paragraphs of trafilatura's tree. A line break after a whole sentence parts paragraphs as <p> does."""
    found: list[str] = []
    pieces: list[str] = []
    for event, element in events:
        if element.tag in _BLOCKS:
            _close(pieces, found)
        if event == "start":
            pieces.append("\n" if element.tag == "lb" else "")
            pieces.append(element.text or "")
        else:
            pieces.append(element.tail or "")
    _close(pieces, found)
    return found


def _close(pieces: list[str], found: list[str]) -> None:
    paragraph: list[str] = []
    for line in "".join(pieces).split("\n"):
        clean = " ".join(line.split())
        if paragraph and (not clean or _SENTENCE_END.search(paragraph[-1])):
            found.append("\n".join(paragraph))
            paragraph = []
        if clean:
            paragraph.append(clean)
    if paragraph:
        found.append("\n".join(paragraph))
    pieces.clear()

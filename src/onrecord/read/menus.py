"""What a page holds besides its story and can be told by its links: menus, teasers, lists of related stories."""

from __future__ import annotations

from typing import Any, Final

_BLOCKS: Final = frozenset(
    {
        "td",
        "th",
        "div",
        "ul",
        "ol",
        "dl",
        "li",
        "p",
        "font",
        "span",
        "section",
        "center",
        "table",
        "tr",
        "main",
        "article",
    }
)
_LINKS: Final = 3
_SHARE: Final = 0.8  # of a block's letters and digits; a story's paragraphs have under 0.3 in links, menus over 0.9


def without_menus(tree: Any) -> None:
    """Remove each block of which nearly all is links, and each run of links with nothing between, three or more.

    trafilatura does so for lists and paragraphs, but not for the cells of pages that are laid out with tables, nor
    for blocks of bare links. A story that is a list of links is lost; one that has sentences between them is not.
    """
    found = []
    open_blocks: list[list[int]] = [[0, 0, 0]]  # characters, those in links, links
    from lxml import etree

    in_link = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        here = open_blocks[-1]
        if event == "start":
            if element.tag == "a":
                in_link += 1
                here[2] += 1
            if element.tag in _BLOCKS:
                open_blocks.append(here := [0, 0, 0])
            _count(here, element.text, in_link)
            continue
        if element.tag == "a":
            in_link -= 1
        if element.tag in _BLOCKS:
            characters, linked, links = open_blocks.pop()
            if links >= _LINKS and linked >= _SHARE * characters:
                found.append(element)
            above = open_blocks[-1]
            above[0], above[1], above[2] = above[0] + characters, above[1] + linked, above[2] + links
        _count(open_blocks[-1], element.tail, in_link)
    for element in (*found, *_runs(tree)):
        if element.getparent() is not None:
            element.drop_tree()


def _runs(tree: Any) -> list[Any]:
    """The links that stand one after another, parted by line breaks and marks alone."""
    found = list[Any]()
    for first in tree.iter("a"):
        before = first.getprevious()
        while before is not None and before.tag == "br" and not _says(before.tail):
            before = before.getprevious()
        if before is not None and before.tag == "a" and not _says(before.tail):
            continue  # counted with the one before
        run, element = [first], first
        while element is not None and not _says(element.tail):
            element = element.getnext()
            if element is not None and element.tag == "a":
                run.append(element)
            elif element is not None and element.tag != "br":
                break
        if len(run) >= _LINKS:
            found += run
    return found


def _says(text: str | None) -> bool:
    return text is not None and any(map(str.isalnum, text))


def _count(block: list[int], text: str | None, in_link: int) -> None:
    if text:
        size = sum(map(str.isalnum, text)) if len(text) < 200 else len(text)
        block[0] += size
        if in_link:
            block[1] += size

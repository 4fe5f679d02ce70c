"""Quotebank's two forms of JSON Lines (Vaucher et al., WSDM 2021; doi:10.5281/zenodo.4277311).

Quotation-centric: one line for all occurrences of the same words, whoever printed them. Article-centric: one line an
article, each quotation with its context and with what all articles together say of its speaker. Both need to know
all articles before the first line, so these wait in a temporary SQLite file, which SQLite keeps and removes itself.
"""

from __future__ import annotations

import re
import sqlite3
import string
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from typing import IO, Final

import msgspec

from onrecord.data import Record
from onrecord.errors import ExportError
from onrecord.export.quoted import after, before, quotations

NOBODY: Final = "None"
"""How Quotebank names the speaker where there is none."""
AROUND: Final = 50
"""Tokens of context on each side."""

_TOKEN: Final = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]")
_WITHOUT_PUNCTUATION: Final = str.maketrans("", "", string.punctuation)

Probas = tuple[tuple[str, str], ...]
"""(speaker, probability with four digits), the likeliest first. Quotebank prints probabilities as strings."""


class Quotation(
    msgspec.Struct, frozen=True, kw_only=True, rename={"quote_id": "quoteID", "num_occurrences": "numOccurrences"}
):
    """A line of quotes-YYYY.json."""

    quote_id: str
    quotation: str
    speaker: str
    qids: tuple[str, ...]
    date: str | None
    num_occurrences: int
    probas: Probas
    urls: tuple[str, ...]
    phase: str | None


class Name(msgspec.Struct, frozen=True, kw_only=True):
    """A speaker of the article. Quotebank prints both lists as strings: "['Q42']", "[[0, 2], [17, 18]]"."""

    name: str
    ids: str
    offsets: str


class Mention(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A quotation where an article has it."""

    quote_id: str = msgspec.field(name="quoteID")
    quotation: str
    quotation_offset: int
    left_context: str
    right_context: str
    global_probas: Probas
    global_top_speaker: str
    local_probas: Probas
    local_top_speaker: str
    num_occurrences: int


class QuotedArticle(msgspec.Struct, frozen=True, kw_only=True):
    """A line of quotebank-YYYY.json."""

    article_id: str = msgspec.field(name="articleID")
    article_length: int = msgspec.field(name="articleLength")
    date: str | None
    phase: str | None
    title: str | None
    url: str | None
    names: tuple[Name, ...]
    quotations: tuple[Mention, ...]


def write_quotations(records: Iterable[Record], file: IO[bytes]) -> None:
    """The quotation-centric form: a line for each quotation, by day and then by its words."""
    with _gathered(records) as store:
        for quotation in _quotations(store):
            file.write(msgspec.json.encode(quotation) + b"\n")


def write_articles(records: Iterable[Record], file: IO[bytes]) -> None:
    """The article-centric form: a line for each article that has quotations, in the order given."""
    with _gathered(records) as store:
        store.execute("CREATE TABLE known (canonical TEXT PRIMARY KEY, quotation BLOB) WITHOUT ROWID")
        store.executemany(
            "INSERT INTO known VALUES (?, ?)",
            ((canonical(q.quotation), msgspec.json.encode(q)) for q in _quotations(store)),
        )
        query = (
            "SELECT a.n, a.line, m.mention, k.quotation FROM article a JOIN mention m ON m.article = a.n "
            "JOIN known k ON k.canonical = m.canonical ORDER BY a.n, m.at"
        )
        for (_, line), found in groupby(store.execute(query), itemgetter(0, 1)):
            article = msgspec.json.decode(line, type=QuotedArticle)
            mentions = tuple(_with_all(msgspec.json.decode(m, type=Mention), of_all) for _, _, m, of_all in found)
            file.write(msgspec.json.encode(msgspec.structs.replace(article, quotations=mentions)) + b"\n")


def canonical(quotation: str) -> str:
    """What quotations have in common that count as one: the words, without case and punctuation."""
    return re.sub(r"\W+", " ", quotation.translate(_WITHOUT_PUNCTUATION)).strip().lower()


@contextmanager
def _gathered(records: Iterable[Record]) -> Iterator[sqlite3.Connection]:
    """A temporary database with every article and mention."""
    try:
        with closing(sqlite3.connect("", isolation_level=None)) as store:
            _gather(records, store)
            yield store
    except sqlite3.Error as error:
        raise ExportError(f"the temporary file: {error}; the variable SQLITE_TMPDIR names another folder") from error


def _gather(records: Iterable[Record], store: sqlite3.Connection) -> None:
    store.execute("CREATE TABLE article (n INTEGER PRIMARY KEY, date TEXT, url TEXT, line BLOB)")
    store.execute("CREATE TABLE mention (canonical TEXT, article INTEGER, at INTEGER, mention BLOB)")
    store.execute("BEGIN")
    for record in records:
        mentions = [(canonical(m.quotation), m) for m in _mentions(record)]
        mentions = [(words, m) for words, m in mentions if words]
        if mentions:
            article = _article(record)
            added = store.execute(
                "INSERT INTO article (date, url, line) VALUES (?, ?, ?)",
                (article.date, article.url, msgspec.json.encode(article)),
            )
            store.executemany(
                "INSERT INTO mention VALUES (?, ?, ?, ?)",
                [(words, added.lastrowid, m.quotation_offset, msgspec.json.encode(m)) for words, m in mentions],
            )
    store.execute("CREATE INDEX mention_canonical ON mention (canonical)")
    store.execute("CREATE INDEX mention_article ON mention (article, at)")


def _article(record: Record) -> QuotedArticle:
    """The article without its quotations."""
    article = record.article
    starts = [m.start() for m in _TOKEN.finditer(article.text)]
    names: dict[str, dict[tuple[int, int], None]] = {}
    for s in record.statements:
        if s.speaker.name:
            spans = s.evidence.speaker or s.evidence.source
            at = ((bisect_left(starts, a), bisect_left(starts, b)) for a, b in spans)
            names.setdefault(s.speaker.name, {}).update(dict.fromkeys(at))
    return QuotedArticle(
        article_id=article.id,
        article_length=len(starts),
        date=f"{article.published} 00:00:00" if article.published else None,
        phase=None,
        title=article.title,
        url=article.url,
        names=tuple(
            Name(name=n, ids="[]", offsets=str([list(pair) for pair in sorted(at)])) for n, at in names.items()
        ),
        quotations=(),
    )


def _mentions(record: Record) -> Iterator[Mention]:
    """The article's quotations with what it alone says of them."""
    text = record.article.text
    tokens = [m.span() for m in _TOKEN.finditer(text)]
    starts = [start for start, _ in tokens]
    for start, end, s in quotations(record):
        first = bisect_left(starts, start)
        last = bisect_right(starts, end - 1)
        speaker = s.speaker.name or NOBODY
        yield Mention(
            quote_id="",
            quotation=" ".join(text[start:end].split()),
            quotation_offset=first,
            left_context=before(text, start, starts[max(0, first - AROUND)] if starts else 0),
            right_context=after(text, end, tokens[min(len(tokens), last + AROUND) - 1][1] if tokens else end),
            global_probas=(),
            global_top_speaker=NOBODY,
            local_probas=((speaker, f"{s.score:.4f}"),),
            local_top_speaker=speaker,
            num_occurrences=1,
        )


def _quotations(store: sqlite3.Connection) -> Iterator[Quotation]:
    """Every quotation with all its occurrences, by day, undated ones last, then by words; ids are numbered so."""
    query = (
        "SELECT first, k.canonical, a.date, a.url, m.mention FROM "
        "(SELECT m.canonical, min(a.date) AS first FROM mention m JOIN article a ON a.n = m.article GROUP BY 1) k "
        "JOIN mention m ON m.canonical = k.canonical JOIN article a ON a.n = m.article "
        "ORDER BY first IS NULL, first, k.canonical, a.date IS NULL, a.date, a.n, m.at"
    )
    by_day = groupby(store.execute(query), itemgetter(0))
    for first, of_day in by_day:
        for number, (_, found) in enumerate(groupby(of_day, itemgetter(1)), 1):
            yield _joined(first, number, [(url, msgspec.json.decode(m, type=Mention)) for _, _, _, url, m in found])


def _joined(date: str | None, number: int, found: list[tuple[str | None, Mention]]) -> Quotation:
    """One quotation of its occurrences: the longest wording, and each speaker's share of the probability."""
    shares: Counter[str] = Counter()
    for _, m in found:
        shares.update({speaker: float(proba) for speaker, proba in m.local_probas})
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    return Quotation(
        quote_id=f"{date[:10] if date else 'undated'}-{number:06d}",
        quotation=max((m.quotation for _, m in found), key=len),
        speaker=ranked[0][0],
        qids=(),
        date=date,
        num_occurrences=len(found),
        probas=tuple((speaker, f"{share / len(found):.4f}") for speaker, share in ranked),
        urls=tuple(dict.fromkeys(url for url, _ in found if url)),
        phase=None,
    )


def _with_all(mention: Mention, quotation: bytes) -> Mention:
    """The mention with what all articles say of its quotation."""
    of_all = msgspec.json.decode(quotation, type=Quotation)
    return msgspec.structs.replace(
        mention,
        quote_id=of_all.quote_id,
        global_probas=of_all.probas,
        global_top_speaker=of_all.speaker,
        num_occurrences=of_all.num_occurrences,
    )

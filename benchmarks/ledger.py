"""What a large ledger costs: `python benchmarks/ledger.py RECORDS.jsonl [--rows 1000000] [--url postgresql://…]`.

RECORDS.jsonl is what `onrecord extract ARTICLES --json` prints. Its articles are stored again and again, names,
numbers, days and outlets varied, until there are --rows statements. Then the same questions are put, the questions of
all kinds in turn, each another one: to the ledger, and beside it, in the same minutes, to plain SQLite FTS5 with no
ledger around it: a table of id, words, speaker and day with the rest of the statement as JSON, which an answer decodes
as the ledger's does; a full-text index of the words, and one index on speaker and day. Printed are the 50th and 95th
percentile in milliseconds, and the ratio of the two.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec.structs import replace

from onrecord.data import Facet, Query, Record, Statement
from onrecord.ledger import Ledger

OUTLETS = [
    f"The {a} {b}" for a in ("Leith", "Hull", "Cork", "Bath", "Ayr") for b in ("Ledger", "Post", "Herald", "Sun")
]
NUMBER = re.compile(r"\d+")
CAPITAL = re.compile(r"\b[A-Z][a-z]{3,}\b")
Question = Callable[[], object]
BODY = msgspec.json.Decoder(Statement)
SHOWN: tuple[Facet, ...] = ("speaker", "outlet", "form", "channel", "basis", "review")


def varied(record: Record, turn: int, rng: random.Random) -> Record:
    """The article once more, with other capitalised words and figures of the same length, so that spans still hold."""
    if turn == 0:
        return replace(record, article=replace(record.article, published=some_day(rng), outlet=rng.choice(OUTLETS)))
    others: dict[str, str] = {}

    def other_name(m: re.Match[str]) -> str:
        word = m.group()
        if word not in others:  # half stay: frequent words stay frequent, and there are ever new ones
            letters = "".join(rng.choice("aeioulnrst") for _ in word[1:])
            others[word] = word if rng.random() < 0.5 else word[0] + letters
        return others[word]

    def other_number(m: re.Match[str]) -> str:
        return "".join(rng.choice("123456789") for _ in m.group())

    def vary(text: str) -> str:
        return CAPITAL.sub(other_name, NUMBER.sub(other_number, text))

    text = vary(record.article.text)
    statements = tuple(
        replace(s, id=f"{s.id}.{turn}", speaker=replace(s.speaker, name=CAPITAL.sub(other_name, s.speaker.name)))
        if s.speaker.name else replace(s, id=f"{s.id}.{turn}")
        for s in record.statements
    )  # fmt: skip
    article = replace(
        record.article, id=f"{record.article.id}.{turn}", text=text, published=some_day(rng), outlet=rng.choice(OUTLETS)
    )
    return Record(article=article, statements=statements)


def some_day(rng: random.Random) -> date:
    return date(2010, 1, 1) + timedelta(days=rng.randrange(5800))


def records(path: Path, rows: int, rng: random.Random) -> Iterator[Record]:
    base = [msgspec.json.decode(line, type=Record) for line in path.read_bytes().splitlines()]
    turn = 0
    while rows > 0:
        for r in base:
            if rows <= 0:
                return
            if r.statements:
                yield varied(r, turn, rng)
                rows -= len(r.statements)
        turn += 1


class Floor:
    """Plain SQLite: a table, FTS5 over its words and speakers; an answer is the row with its statement decoded."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path)
        self.db.executescript(
            "PRAGMA journal_mode=WAL;"
            "CREATE TABLE said (n INTEGER PRIMARY KEY, id TEXT, words TEXT, speaker TEXT, day TEXT, body TEXT);"
            "CREATE VIRTUAL TABLE search USING fts5(words, speaker, content=said, content_rowid=n);"
        )

    def add(self, r: Record) -> None:
        day = r.article.published.isoformat() if r.article.published else None
        for s in r.statements:
            words = " ".join(r.article.text[a:b] for a, b in s.evidence.content)
            row = (s.id, words, s.speaker.name, day, msgspec.json.encode(s).decode())
            added = self.db.execute("INSERT INTO said(id, words, speaker, day, body) VALUES (?, ?, ?, ?, ?)", row)
            n = added.lastrowid
            self.db.execute("INSERT INTO search(rowid, words, speaker) VALUES (?, ?, ?)", (n, words, s.speaker.name))

    def done(self) -> None:
        self.db.execute("CREATE INDEX said_id ON said(id)")
        self.db.commit()

    def ask(self, condition: str, *values: object) -> list[tuple[object, ...]]:
        asked = f"SELECT said.* FROM {condition}"
        return [(*row, BODY.decode(row[-1])) for row in self.db.execute(asked, values).fetchall()]

    def words(self, asked: str) -> object:
        match = "words : (" + " AND ".join(f'"{w}"' for w in asked.split()) + ")"
        join = "search JOIN said ON said.n = search.rowid WHERE search MATCH ?"
        return self.ask(f"{join} ORDER BY day DESC, said.n DESC LIMIT 20", match)

    def speaker(self, name: str, first: date, last: date) -> object:
        match = "speaker : (" + " AND ".join(f'"{w}"' for w in re.findall(r"\w+", name)) + ")"
        join = "search JOIN said ON said.n = search.rowid WHERE search MATCH ? AND day BETWEEN ? AND ?"
        return self.ask(f"{join} ORDER BY day DESC, said.n DESC LIMIT 20", match, first.isoformat(), last.isoformat())

    def near(self, quotation: str) -> object:
        """What plain FTS5 offers for a quotation that may be altered: the best 10 that hold any of its words."""
        words = dict.fromkeys(re.findall(r"\w+", quotation.lower()))
        match = "words : (" + " OR ".join(f'"{w}"' for w in words) + ")"
        return self.ask("search JOIN said ON said.n = search.rowid WHERE search MATCH ? ORDER BY rank LIMIT 10", match)

    def one(self, id: str) -> object:
        return self.ask("said WHERE id = ?", id)

    def some(self, n: int) -> tuple[str, str, str | None, str]:
        """Id, words, speaker and day of a statement."""
        row: tuple[str, str, str | None, str] = self.db.execute(
            "SELECT id, words, speaker, day FROM said WHERE n = ?", (n,)
        ).fetchone()
        return row


def questions(
    ledger: Ledger, floor: Floor, rng: random.Random, rows: int
) -> dict[str, tuple[Question, Question | None]]:
    """One question of each kind to the ledger, and the same to the floor."""
    while True:
        id, words, name, day = floor.some(rng.randint(1, rows))
        plain = re.findall(r"[A-Za-z]{4,}", words)
        surname = name.split()[-1] if name else ""
        if re.fullmatch(r"\w{3,}", surname) and len(plain) > 8 and len(words) < 400:
            break
    one, two = rng.choice(plain), " ".join(rng.sample(plain, 2))
    frequent = rng.choice(["the", "that", "he", "trump", "people", "would", "president"])
    tokens = words.split()
    k = rng.randrange(2, len(tokens) - 2)
    altered = " ".join([*tokens[:k], rng.choice(["quietly", "seldom", "harbour"]), *tokens[k + 1 :]])
    first = date.fromisoformat(day) - timedelta(days=180)
    last = first + timedelta(days=360)
    dated = Query(speaker=name, published_from=first, published_to=last)
    person = next((p.id for p in ledger.people(surname, limit=1)), "")
    outlet = rng.choice(OUTLETS)
    return {
        "find: one word": (lambda: ledger.find(Query(words=one)), lambda: floor.words(one)),
        "find: two words": (lambda: ledger.find(Query(words=two)), lambda: floor.words(two)),
        "find: frequent word": (lambda: ledger.find(Query(words=frequent)), lambda: floor.words(frequent)),
        "find: frequent, best": (lambda: ledger.find(Query(words=frequent, order="best")), None),
        "find: speaker, days": (lambda: ledger.find(dated), lambda: floor.speaker(name or "", first, last)),
        "find: outlet, channel": (lambda: ledger.find(Query(outlet=outlet, channel="twitter")), None),
        "find: word, outlet": (lambda: ledger.find(Query(words=one, outlet=outlet)), None),
        "find: person": (lambda: ledger.find(Query(person=person)), None),
        "find: article's words": (lambda: ledger.find(Query(text=two)), None),
        "count: one word": (lambda: ledger.count(Query(words=one)), None),
        "count: frequent word": (lambda: ledger.count(Query(words=frequent)), None),
        "facets: frequent word": (lambda: ledger.facets(Query(words=frequent), "speaker"), None),
        "facets: six, of 2,000": (lambda: ledger.divided(Query(words=one), SHOWN, most=2000), None),
        "timeline": (lambda: ledger.by_day(Query(words=one)), None),
        "check: verbatim": (lambda: ledger.check(words), lambda: floor.near(words)),
        "check: altered": (lambda: ledger.check(altered, speaker=name), lambda: floor.near(altered)),
        "open a statement": (lambda: ledger.statement(id), lambda: floor.one(id)),
        "people: most statements": (lambda: ledger.people(limit=100), None),
        "people: by a surname": (lambda: ledger.people(surname, limit=100), None),
        "a person": (lambda: ledger.person(person) if person else None, None),
        "queue": (lambda: ledger.queue(), None),
    }


def timed(question: Question) -> tuple[float, float]:
    """Milliseconds by the clock, and of this process's work: other programs on the machine add to the first alone."""
    began, worked = time.perf_counter(), time.process_time()
    question()
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked)


def at(part: float, times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[round(100 * part) - 1]


def peak() -> float:
    """The most memory that this process held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)


def ask(ledger: Ledger, floor: Floor, rows: int, rounds: int) -> None:
    rng = random.Random(7)
    ours: dict[str, list[tuple[float, float]]] = {}
    plain: dict[str, list[tuple[float, float]]] = {}
    for turn in range(rounds):
        for kind, (question, beside) in questions(ledger, floor, rng, rows).items():
            ours.setdefault(kind, []).append(timed(question))
            if beside and (turn % 20 == 0 or "check" not in kind):  # which takes FTS5 seconds, of all words ranked
                plain.setdefault(kind, []).append(timed(beside))
    print(f"{'ms':24} p50    p95    of work: p50    p95   plain FTS5: p50    p95   of work: p50    p95   ratio of p95")
    for kind, times in ours.items():
        line = f"{kind:24} {columns(times)}"
        if kind in plain:
            ratio = at(0.95, [t for t, _ in times]) / at(0.95, [t for t, _ in plain[kind]])
            line += f"        {columns(plain[kind])}   {ratio:12.2f}"
        print(line)


def columns(times: list[tuple[float, float]]) -> str:
    clock, work = zip(*times, strict=True)
    return f"{at(0.5, clock):6.1f} {at(0.95, clock):6.1f}         {at(0.5, work):6.1f} {at(0.95, work):6.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--url", help="an empty PostgreSQL database; without it a SQLite file")
    parser.add_argument("--folder", type=Path, help="keep the files here, and ask those that are there")
    given = parser.parse_args()
    with TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        path, beside = folder / "record.db", folder / "plain.db"
        is_new = not beside.exists()
        if is_new:
            floor = Floor(beside)
            for r in records(given.records, given.rows, random.Random(3)):
                floor.add(r)
            floor.done()
            print(f"plain FTS5: {beside.stat().st_size / 1e6:.0f} MB")
        floor = Floor.__new__(Floor)
        floor.db = sqlite3.connect(beside)
        rows = floor.db.execute("SELECT max(n) FROM said").fetchone()[0]
        with Ledger.open(given.url or path) as ledger:
            if not ledger.find(Query(), limit=1).found:
                began = time.perf_counter()
                added = ledger.add(records(given.records, given.rows, random.Random(3)))
                took = time.perf_counter() - began
                print(f"stored {added.statements} statements of {added.new} articles: {added.statements / took:.0f}/s")
            if not given.url:
                print(
                    f"file {os.path.getsize(path) / 1e6:.0f} MB, {os.path.getsize(path) / rows:.0f} bytes a statement"
                )
            print(f"memory {peak():.0f} MB at most after storing")
            ask(ledger, floor, rows, given.rounds)
            print(f"memory {peak():.0f} MB at most, with plain FTS5's")


if __name__ == "__main__":
    main()

"""How long an article of 20 statements takes to be linked into a ledger: `python benchmarks/linking.py --size 1000000`.

A made-up ledger in a file of its own: the archive of benchmarks/link.py in articles of 20. Its sayings, wordings and
keys are put straight into the tables; statements and links are left out, which the linking of another article does not
read. Then `--runs` further articles are added and linked, half of their statements shortened ones of the ledger's.
`--ledger FILE` keeps the ledger, and takes one that was kept, without the articles of the runs before.
Printed are the milliseconds of `linking.catch_up` alone, and of `Ledger.utterance`. Needs ../shared/data/polnear.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec
from link import archive
from sqlalchemy import func, select

from onrecord import linking
from onrecord.data import Article, Evidence, Record, Speaker, Statement
from onrecord.gathering import Saying, utterance_id
from onrecord.ledger import Ledger
from onrecord.ledger.linkage import saying_of
from onrecord.ledger.tables import saying
from onrecord.link.decide import read
from onrecord.link.sketch import keys, outline, whole

EACH = 20


def articles(size: int) -> Iterator[Record]:
    """The archive in articles of 20 statements, each between marks and followed by who said it."""
    for n in range(size // EACH):
        if n == 0:
            pieces = iter(archive(size))
        body, statements = "", []
        for i, piece in enumerate(islice(pieces, EACH)):
            start = len(body) + 1
            words = piece.text.translate({ord(mark): None for mark in '“”"«»„'})
            body += f"“{words}” said {piece.speaker}.\n"
            statements.append(
                Statement(
                    id=f"a{n}-{i}", form="direct", speaker=Speaker(name=piece.speaker, basis="named_person"),
                    evidence=Evidence(content=((start, start + len(words)),), cue=(), source=()),
                )
            )  # fmt: skip
        yield Record(article=Article(id=f"a{n}", text=body), statements=tuple(statements))


def fill(ledger: Ledger, size: int) -> None:
    """Put the archive into the ledger, as linking would."""
    ledger.add(Record(article=r.article, statements=()) for r in articles(size))
    known: dict[int, int] = {}
    sketch: list[tuple[int, int, int]] = []
    wordings, sayings, linked = [], [], []
    for version, record in enumerate(articles(size), 1):
        linked.append((version, record.article.id, "[]", version))
        for s in record.statements:
            (a, b), n = s.evidence.content[0], len(sayings) + 1
            words = record.article.text[a:b]
            found = Saying(
                s.id, record.article.id, words, True, s.speaker.name, None, None, frozenset(), s, s.evidence.content
            )
            forms = [w.form for w in read(words).words]
            this = whole(forms)
            if this not in known:
                known[this] = len(known) + 1
                own, (hashes, stops) = keys(forms), outline(forms)
                wordings.append((known[this], this, len(own), hashes.tobytes(), stops))
                sketch += ((k, known[this], len(own)) for k in own)
            body = msgspec.json.encode(found).decode()
            sayings.append((n, s.id, utterance_id(s.id), version, None, known[this], body, n, n, n, True))
    sketch.sort()  # in the order of the index: SQLite writes each page once
    with ledger.writing() as connection:
        for table, rows in (("linked", linked), ("wording", wordings), ("saying", sayings), ("sketch", sketch)):
            marks = ", ".join("?" * len(rows[0]))
            connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({marks})", rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--ledger", type=Path, metavar="FILE")
    options = parser.parse_args()
    draw = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "record.db"
        if options.ledger:
            if not options.ledger.exists():
                with Ledger.open(options.ledger) as ledger:
                    fill(ledger, options.size)
            shutil.copyfile(options.ledger, path)
        with Ledger.open(path) as ledger:
            if not options.ledger:
                fill(ledger, options.size)
            found = measured(ledger, options.runs, draw)
        size = sum(p.stat().st_size for p in Path(name).iterdir())
    print(json.dumps({"file MB": size // 2**20, **found}))


def measured(ledger: Ledger, runs: int, draw: random.Random) -> dict[str, float]:
    """What adding so many articles took, each by itself."""
    fresh = articles(EACH * runs * 3)
    times, cpu, reads, made = [], [], [], 0
    with ledger.reading() as connection:
        number = connection.scalar(select(func.max(saying.c.n))) or 0
        chosen = select(saying.c.body).where(saying.c.n.in_([draw.randint(1, number) for _ in range(EACH * runs)]))
        known = iter([saying_of(body).words for body in connection.scalars(chosen)] * 2)
    for n in range(runs):
        record = next(fresh)
        body, statements = "", []
        for i, s in enumerate(record.statements):
            words = record.article.text[slice(*s.evidence.content[0])]
            if i % 2:
                split = next(known).split()
                words = " ".join(split[: max(6, 2 * len(split) // 3)])
            start = len(body) + 1
            body += f"“{words}” said {s.speaker.name}.\n"
            evidence = Evidence(content=((start, start + len(words)),), cue=(), source=())
            statements.append(msgspec.structs.replace(s, id=f"new{n}-{i}", evidence=evidence))
        ledger.add([Record(article=Article(id=f"new{n}", text=body), statements=tuple(statements))])
        start_at, cpu_at = time.perf_counter(), time.process_time()
        made += linking.catch_up(ledger).links
        times.append(1000 * (time.perf_counter() - start_at))
        cpu.append(1000 * (time.process_time() - cpu_at))
        start_at = time.perf_counter()
        ledger.utterance(utterance_id(f"new{n}-1"))
        reads.append(1000 * (time.perf_counter() - start_at))
    return {
        "sayings": number, "articles of 20": runs, "links": made,
        "median ms": round(statistics.median(times), 1), "median CPU ms": round(statistics.median(cpu), 1),
        "most ms": round(max(times), 1), "median ms of an utterance": round(statistics.median(reads), 1),
    }  # fmt: skip


if __name__ == "__main__":
    main()

"""How names become persons, over real records: `people.py RECORDS… [--draw N --seed S --out FILE] [--show]`.

Adds the records (what `onrecord extract --out` writes) to a ledger of their own and prints how many names came to how
many persons, by rule. With --draw: N merges and N/2 pairs that are listed as perhaps the same, drawn at random, as
rows to be judged by a reader: ids only, and with --show the names and a line of each article, on standard error.
A merge is a pair of namings of one person by a rule that could be wrong: two different names, or a bare surname.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, text

from onrecord.data import Record
from onrecord.ledger import Ledger
from onrecord.ledger.decisions import members_of
from onrecord.ledger.persons import perhaps


class Naming(NamedTuple):
    """A name in an article, and the person whom it means."""

    article: str
    part: str
    person: str
    root: str
    reason: str
    rule: str | None


class Pair(NamedTuple):
    """Two namings that are said to be one person, or perhaps one."""

    rule: str
    a: Naming
    b: Naming


def records(paths: list[str]) -> Iterator[Record]:
    for path in paths:
        with open(path, "rb") as file:
            for line in file:
                yield msgspec.json.decode(line, type=Record)


def namings(connection: Connection) -> list[Naming]:
    query = (
        "SELECT v.article_id, n.part, p.id, coalesce(q.id, p.id), n.reason, p.reason FROM naming n "
        "JOIN version v ON v.n = n.version JOIN person p ON p.n = n.person LEFT JOIN person q ON q.n = p.merged_into "
        "WHERE p.kind = 'person' ORDER BY v.article_id, n.name, n.part"
    )
    return [Naming(*row) for row in connection.execute(text(query))]


def merges(found: list[Naming]) -> list[Pair]:
    """One pair for each naming by another name than the one that its person's id is of, with one by that name."""
    own = {n.person: n for n in found if n.person == n.root and n.reason == "name"}
    out = []
    for n in found:
        other = own.get(n.root)
        if other and (n.person != n.root or n.reason != "name") and n.reason != "in this article":
            out.append(Pair(n.rule if n.reason == "name" and n.rule else n.reason, n, other))
    return out


def possible(connection: Connection, found: list[Naming]) -> list[Pair]:
    """One pair for each two persons that are listed as perhaps one, by namings of theirs."""
    first = {}
    for n in found:
        first.setdefault(n.root, n)
    numbers = dict(connection.execute(text("SELECT id, n FROM person")).all())
    seen, out = set(), []
    for root, naming in first.items():
        for p in perhaps(connection, members_of(connection, numbers[root])):
            key = tuple(sorted((root, p.id)))
            if key not in seen and p.id in first:
                seen.add(key)
                out.append(Pair(p.reason, naming, first[p.id]))
    return out


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("records", nargs="+")
    ap.add_argument("--draw", type=int, default=0, help="how many merges to draw")
    ap.add_argument("--seed", type=int, default=5)
    ap.add_argument("--out", type=Path, help="where the rows to be judged go, tab-separated")
    ap.add_argument("--show", action="store_true", help="print names and places of the pairs drawn")
    args = ap.parse_args()
    texts = {r.article.id: r for r in records(args.records)}
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "people.db") as ledger:
        start = perf_counter()
        added = ledger.add(texts.values())
        print(f"{added.new} articles, {added.statements} statements, added in {perf_counter() - start:.1f} s")
        with ledger.reading() as connection:
            found = namings(connection)
            joined, maybe = merges(found), possible(connection, found)
    names = {(n.article, n.part) for n in found}
    print(f"{len(names)} namings of persons, {len({n.part for n in found})} different names")
    print(f"{len({n.person for n in found})} names in normal form, a bare surname once for each article")
    print(
        f"{len({n.root for n in found})} persons, {len({n.root for n in found if n.reason != 'in this article'})} "
        "of them with a whole name"
    )
    print(f"{len({n.root for n in found}) - len({n.root for n in found if n.reason == 'name'})} are bare surnames")
    for rule, number in Counter(p.rule for p in joined).most_common():
        print(f"{number:6d}  merged: {rule}")
    for rule, number in Counter(p.rule for p in maybe).most_common():
        print(f"{number:6d}  perhaps: {rule}")
    if args.draw:
        chance = random.Random(args.seed)
        drawn = [("merge", p) for p in chance.sample(joined, min(args.draw, len(joined)))]
        drawn += [("perhaps", p) for p in chance.sample(maybe, min(args.draw // 2, len(maybe)))]
        lines = ["kind\trule\tarticle\tperson\tother_article\tother_person\tverdict"]
        for kind, p in drawn:
            lines.append("\t".join((kind, p.rule, p.a.article, p.a.person, p.b.article, p.b.person, "")))
            if args.show:
                print(
                    f"--- {len(lines) - 1} {kind}, {p.rule}\n{_shown(texts, p.a)}\n{_shown(texts, p.b)}",
                    file=sys.stderr,
                )
        if args.out:
            args.out.write_text("\n".join(lines) + "\n")


def _shown(texts: dict[str, Record], n: Naming) -> str:
    story = texts[n.article].article.text
    at = story.find(n.part)
    if at < 0:
        at = story.find(n.part.split()[-1])
    return f"  {n.part} [{n.article}]: {' '.join(story[max(0, at - 110) : at + len(n.part) + 110].split())}"


if __name__ == "__main__":
    main()

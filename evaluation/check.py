"""Whether `check` tells what was done to a quotation: `python evaluation/check.py [RECORDS.jsonl]`.

300 alterations of real contents and 100 controls, made here by plain means (nothing of what is tested makes them):
the articles of PolNeAR's dev part are read, one in eight is kept out of a ledger, and statements of the others are
altered, one kind of alteration at a time. An answer is right when the verdict is, the statement found is the one
altered, and the alteration is named: the words it touched, and its sense. What is not right is printed.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

import onrecord
from onrecord.data import Check, Record, Statement
from onrecord.ledger import Ledger

DEV = Path(__file__).parents[2] / "shared/data/polnear/dev.jsonl"
FLOOR = 0.95
NEGATION = re.compile(r"\b(?:not|never)\s|n['’]t\b")
NUMBER = re.compile(r"(?<![\w.,$-])\d{1,4}(?![\w,-]|\.\d)")


class Said(NamedTuple):
    words: str
    speaker: str | None
    statement: Statement


class Case(NamedTuple):
    """A quotation, and what the answer must say."""

    kind: str
    quotation: str
    speaker: str | None
    verdict: str
    of: tuple[Said, ...]
    touched: str = ""
    """The word of the quotation, or else of the statement, that an edit must cover."""
    sense: str | None = None


def said(records: list[Record]) -> list[Said]:
    """Statements of 9 to 45 words, each wording once."""
    out: dict[str, Said] = {}
    for r in records:
        for s in r.statements:
            words = " ".join(r.article.text[a:b] for a, b in s.evidence.content)
            if 9 <= len(words.split()) <= 45 and "\n" not in words:
                out.setdefault(words, Said(words, s.speaker.name, s))
    return list(out.values())


def inner(words: list[str], rng: random.Random) -> int:
    """The place of a word of some length in the middle, in lower case, with no sentence's end beside it."""
    places = [
        i for i in range(3, len(words) - 3)
        if re.fullmatch(r"[a-z]{5,}", words[i]) and not re.search(r"[.!?:;…—]", words[i - 1] + words[i + 1])
    ]  # fmt: skip
    return rng.choice(places) if places else -1


def changed(s: Said, rng: random.Random, spare: list[str]) -> Case | None:
    words = s.words.split()
    i = inner(words, rng)
    new = rng.choice(spare)
    if i < 0 or new in words or new[:4] == words[i][:4]:
        return None
    return Case("changed", " ".join([*words[:i], new, *words[i + 1 :]]), None, "altered", (s,), new)


def dropped(s: Said, rng: random.Random, spare: list[str]) -> Case | None:
    words = s.words.split()
    i = inner(words, rng)
    return None if i < 0 else Case("dropped", " ".join(words[:i] + words[i + 1 :]), None, "altered", (s,), words[i])


def added(s: Said, rng: random.Random, spare: list[str]) -> Case | None:
    words = s.words.split()
    i = inner(words, rng)
    new = rng.choice(spare)
    if i < 0 or new in words:
        return None
    return Case("added", " ".join([*words[:i], new, *words[i:]]), None, "altered", (s,), new)


def negation_lost(s: Said, rng: random.Random, spare: list[str]) -> Case | None:
    found = [m for m in NEGATION.finditer(s.words) if "ca" != s.words[m.start() - 2 : m.start()] != "wo"]
    if not found:
        return None
    m = rng.choice(found)
    quotation = s.words[: m.start()] + s.words[m.end() :]
    return Case("negation lost", quotation, None, "altered", (s,), m.group().strip(), "negation")


def number_changed(s: Said, rng: random.Random, spare: list[str]) -> Case | None:
    found = list(NUMBER.finditer(s.words))
    if not found:
        return None
    m = rng.choice(found)
    new = str(int(m.group()) + rng.randint(2, 9))
    return Case("number changed", s.words[: m.start()] + new + s.words[m.end() :], None, "altered", (s,), new, "number")


def shortened(s: Said, rng: random.Random, spare: list[str]) -> Case | None:
    words = s.words.split()
    if len(words) < 14:
        return None
    size = rng.randint(7, len(words) - 4)
    i = rng.randint(0, len(words) - size)
    return Case("shortened", " ".join(words[i : i + size]), None, "shortened", (s,))


def joined(s: Said, rng: random.Random, spare: list[str], other: Said) -> Case | None:
    a, b = s.words.split(), other.words.split()
    if min(len(a), len(b)) < 10 or set(a) & set(b) - set("the a of to and in that is for on it he she".split()):
        return None
    size = rng.randint(6, 10)
    return Case("joined", " ".join(a[:size] + b[-size:]), None, "altered", (s, other))


def another_speaker(s: Said, rng: random.Random, spare: list[str], other: Said) -> Case | None:
    names = {w for n in (s.speaker, other.speaker) for w in (n or "").split()}
    apart = other.speaker and len(names) == len(f"{s.speaker or ''} {other.speaker}".split())
    return Case("another speaker", s.words, other.speaker, "another_speaker", (s,)) if apart else None


def verbatim(s: Said, rng: random.Random, spare: list[str]) -> Case | None:
    return Case("verbatim (control)", s.words, rng.choice([None, s.speaker]), "verbatim", (s,))


def not_there(s: Said, grams: set[str]) -> Case | None:
    words = re.findall(r"\w+", s.words.lower())
    if any(" ".join(words[i : i + 4]) in grams for i in range(len(words) - 3)):
        return None
    return Case("not there (control)", s.words, None, "not_found", ())


def fault(case: Case, answer: Check) -> str:
    """What is wrong with the answer; empty where nothing is."""
    if answer.verdict != case.verdict:
        return f"verdict {answer.verdict}, not {case.verdict}"
    found = [m.found.words for m in answer.matches]
    for s in case.of:
        if not any(s.words in words or words in s.words for words in found[: len(case.of)]):
            return f"another statement: {found[0][:80]}"
    if (len(case.of) > 1) != answer.joined:
        return "joined is not told" if len(case.of) > 1 else "told to be joined"
    if not case.touched:
        return ""
    first = answer.matches[0]
    altered = [e for e in first.comparison.edits if e.sense]
    named = [e for e in altered if covers(case, first.found.words[slice(*e.left)], answer.quotation[slice(*e.right)])]
    if not named:
        return f"{case.touched!r} is not named"
    if case.sense and not any(e.sense == case.sense for e in named):
        return f"sense {named[0].sense}, not {case.sense}"
    return f"{len(altered)} alterations named, of 1" if len(altered) > 1 else ""


def covers(case: Case, left: str, right: str) -> bool:
    return case.touched in f"{left} {right}" and len(left.split()) + len(right.split()) <= 6


def cases(records: list[Record], kept_out: list[Record]) -> list[Case]:
    """The same ones on each run: 37 or 38 of each of eight alterations, 50 of each control."""
    rng = random.Random(5)
    pool, out = said(records), []
    spare = sorted({w for s in pool for w in s.words.split() if re.fullmatch(r"[a-z]{5,9}", w)})
    single: list[Callable[[Said, random.Random, list[str]], Case | None]] = [
        changed, dropped, added, negation_lost, number_changed, shortened, verbatim,
    ]  # fmt: skip
    double = [joined, another_speaker]
    for n, make in enumerate([*single, *double]):
        rng.shuffle(pool)
        wanted = 50 if make is verbatim else 38 if n < 5 else 37
        pairs = zip(pool, [*pool[1:], pool[0]], strict=True)
        made = (make(s, rng, spare, o) if make in double else make(s, rng, spare) for s, o in pairs)  # type: ignore
        out += [c for c in made if c][:wanted]
    texts = (re.findall(r"\w+", r.article.text.lower()) for r in records)
    grams = {" ".join(t[i : i + 4]) for t in texts for i in range(len(t) - 3)}
    return out + [c for c in (not_there(s, grams) for s in said(kept_out)) if c][:50]


def read(path: Path) -> list[Record]:
    lines = path.read_bytes().splitlines()
    if b'"statements"' in lines[0]:
        return [msgspec.json.decode(line, type=Record) for line in lines]
    outcomes = onrecord.process(onrecord.captures(path), onrecord.Extractor.load())
    return [o for o in outcomes if isinstance(o, Record)]


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DEV
    if not path.exists():
        sys.exit(f"{path} is not here: name a file of articles or of records as JSON Lines")
    records = read(path)
    stored = [r for n, r in enumerate(records) if n % 8]
    made = cases(stored, records[::8])
    right: dict[str, list[bool]] = {}
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder, "record.db")) as ledger:
        ledger.add(stored)
        for case in made:
            wrong = fault(case, ledger.check(case.quotation, speaker=case.speaker))
            right.setdefault(case.kind, []).append(not wrong)
            if wrong and "-v" in sys.argv:
                print(f"{case.kind}: {wrong}\n    {case.quotation}\n    {case.of[0].words if case.of else ''}")
    for kind, results in right.items():
        print(f"{kind:20} {sum(results):3} of {len(results):3}")
    altered = [r for kind, results in right.items() if "control" not in kind for r in results]
    controls = [r for kind, results in right.items() if "control" in kind for r in results]
    for name, results in (("altered", altered), ("controls", controls)):
        print(f"{name:20} {sum(results):3} of {len(results):3}, {100 * sum(results) / len(results):.1f} %")
    sys.exit(min(sum(r) / len(r) for r in (altered, controls)) < FLOOR)


if __name__ == "__main__":
    main()

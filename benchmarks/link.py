"""Statements linked a second, memory and recall, beside datasketch and rapidfuzz: `python benchmarks/link.py`.

A made-up archive: contents of PolNeAR train (read from ../shared, not kept here), five variants of each, of known
kinds, and nine times as much noise, sentences from a chain of word pairs of the same contents. Each engine reads the
same archive in a process of its own, so that its peak memory is its own; what is compared is one run. Needs datasketch
and rapidfuzz. `--sizes 10000,100000,1000000` chooses sizes, `--engines onrecord` leaves the others out.
`--count` writes link/frequency.tsv anew.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

from onrecord.link.cluster import Sets
from onrecord.wording import CUT, words

ROOT = Path(__file__).parents[1]
TRAIN = ROOT.parent / "shared/data/polnear/train.jsonl"
KINDS = ("typography", "shortened", "ellipsis", "altered", "extended")
KNOWN = 0.1
"""The share of the archive that is a content or a variant of one."""
FOLLOWS = 0.5
"""How often a word of noise follows the one before as it does in a content. Where all do, rare words have one follower
each, and a million sentences from 16,000 contents share runs as no archive does."""
SEED = 6
EACH = 20
"""Statements in an article, all of which the Linker is given at once."""


class Piece(NamedTuple):
    """A statement of the archive: `base` is the number of the content that it is a variant of, -1 for noise."""

    text: str
    speaker: str
    base: int
    kind: str


def contents() -> list[str]:
    """The contents of eight words and more, each once."""
    found = {}
    for line in TRAIN.open():
        article = json.loads(line)
        for a in article["attributions"]:
            text = " ".join(" ".join(article["text"][s:e].split()) for s, e in a["content"]).strip("\"“”'‘’` ")
            if 8 <= len(text.split()) <= 60:
                found[" ".join(w.form for w in words(text))] = text
    return sorted(found.values())


def archive(size: int) -> Iterator[Piece]:
    """The archive, in an order drawn once for each size; the same at each call."""
    draw = random.Random(SEED)
    texts = contents()
    draw.shuffle(texts)
    number = min(int(size * KNOWN) // (1 + len(KINDS)), len(texts))
    follows: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        split = text.split()
        for a, b in pairwise(split):
            follows[a].append(b)
    vocabulary = [w for text in texts[:2000] for w in text.split() if w.isalpha() and len(w) > 3]
    order = array("i", [n for n in range(number) for _ in range(1 + len(KINDS))])
    order.extend([-1] * (size - len(order)))
    draw.shuffle(order)
    seen = array("B", bytes(number))
    for base in order:
        if base < 0:
            yield Piece(noise(draw, follows, texts), name(draw.randrange(20_000)), -1, "noise")
            continue
        kind = "content" if not seen[base] else KINDS[seen[base] - 1]
        seen[base] += 1
        before = noise(draw, follows, texts) if kind == "extended" else ""
        yield Piece(variant(draw, texts[base], kind, before, vocabulary), name(base % 20_000), base, kind)


def name(number: int) -> str:
    """One of 20,000 made-up speakers."""
    first, last = divmod(number, 2000)
    return f"{'Ada Ben Cleo Dag Eva Finn Gil Hal Ines Jon'.split()[first % 10]} Q{last:x}xby"


def noise(draw: random.Random, follows: dict[str, list[str]], texts: list[str]) -> str:
    word = draw.choice(texts).split()[0]
    out = [word]
    for _ in range(draw.randint(7, 24)):
        near = follows.get(word) if draw.random() < FOLLOWS else None
        word = draw.choice(near or draw.choice(texts).split())
        out.append(word)
    return " ".join(out)


def variant(draw: random.Random, text: str, kind: str, before: str, vocabulary: list[str]) -> str:
    """The text as an outlet would give it, altered as `kind` says; `before` is what an extended one begins with."""
    split = text.split()
    n = len(split)
    if kind == "typography":
        return "“" + text.replace("'", "’").replace(" - ", " — ").rstrip(".,") + ",”"
    if kind == "shortened":
        keep = min(n, max(6, int(n * draw.uniform(0.2, 0.8))))
        start = draw.randint(0, n - keep)
        return " ".join(split[start : start + keep])
    if kind == "ellipsis":
        start = draw.randint(3, max(3, n // 2))
        return " ".join([*split[:start], "…", *split[start + max(1, n // 4) :]])
    if kind == "altered":
        for _ in range(max(1, n // 10)):
            split[draw.randrange(n)] = draw.choice(vocabulary)
        return " ".join(split)
    if kind == "extended":
        return f"{before}. {text}"
    return text


def linked_onrecord(size: int) -> Iterator[tuple[int, int, float]]:
    """The joins that the Linker makes."""
    from onrecord.gathering import Saying
    from onrecord.link.linker import Linker

    linker = Linker()
    nothing: frozenset[str] = frozenset()
    found = (
        Saying(f"{n:07}", f"a{n // EACH}", p.text, True, p.speaker, None, None, nothing, None, ())
        for n, p in enumerate(archive(size))
    )
    while article := list(islice(found, EACH)):
        for link in linker.add_sayings(article):
            if link.kind == "same":
                yield int(link.left), int(link.right), 1.0


def linked_datasketch(size: int) -> Iterator[tuple[int, int, float]]:
    """MinHash of 128 permutations over runs of two words in lower case, of what the LSH of 0.3 finds."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.3, num_perm=128)
    kept: list[object] = []
    for n, p in enumerate(archive(size)):
        split = [w.strip(".,;:“”\"'’").lower() for w in p.text.split()]
        sketch = MinHash(num_perm=128)
        sketch.update_batch([f"{a} {b}".encode() for a, b in pairwise(split)])
        kept.append(sketch)
        for m in index.query(sketch):
            yield m, n, sketch.jaccard(kept[m])
        index.insert(n, sketch)


def linked_rapidfuzz(size: int) -> Iterator[tuple[int, int, float]]:
    """token_set_ratio of 70 or more among those that share one of their three rarest words."""
    from rapidfuzz import fuzz

    texts = [" ".join(w.strip(".,;:“”\"'’").lower() for w in p.text.split()) for p in archive(size)]
    counts = Counter(w for t in texts for w in set(t.split()))
    blocks: dict[str, list[int]] = defaultdict(list)
    for n, text in enumerate(texts):
        near = set()
        for w in sorted(set(text.split()), key=lambda w: (counts[w], w))[:3]:
            near.update(blocks[w][-500:])
            blocks[w].append(n)
        for m in near:
            if score := fuzz.token_set_ratio(texts[m], text, score_cutoff=70):
                yield m, n, score


ENGINES: dict[str, Callable[[int], Iterator[tuple[int, int, float]]]] = {
    "onrecord": linked_onrecord,
    "datasketch": linked_datasketch,
    "rapidfuzz": linked_rapidfuzz,
}


THRESHOLDS: dict[str, tuple[float, ...]] = {
    "onrecord": (0.0,),
    "datasketch": (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6),
    "rapidfuzz": (70, 75, 80, 85, 88, 90, 92, 94, 96),
}
"""What a join needs: each is judged, so that engines can be compared at the same precision."""


def measure(engine: str, size: int) -> None:
    """Print the figures of one engine on one archive, as JSON: the cost once, recall and precision by threshold."""
    for _ in archive(min(size, 10_000)):  # caches are warm
        pass
    start = time.process_time()
    for _ in archive(size):
        pass
    making = time.process_time() - start  # taken off: it is not linking
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    left, right, scores = array("I"), array("I"), array("f")
    start = time.process_time()
    for a, b, score in ENGINES[engine](size):
        left.append(a)
        right.append(b)
        scores.append(score)
    seconds = time.process_time() - start - making
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {
        "engine": engine, "size": size, "CPU seconds": round(seconds, 1), "a second": round(size / seconds),
        "joins": len(left), "joins a second": round(len(left) / seconds),
        "peak MB": peak // 1024, "before MB": base // 1024, "sweep": [],
    }  # fmt: skip
    pieces = [(p.base, p.kind) for p in archive(size)]
    for least in THRESHOLDS[engine]:
        sets = Sets()
        for _ in range(size):
            sets.add()
        for a, b, score in zip(left, right, scores, strict=True):
            if score >= least:
                sets.join(a, b)
        found["sweep"].append({"threshold": least, **judged(pieces, sets)})
    print(json.dumps(found))


def judged(pieces: list[tuple[int, str]], sets: Sets) -> dict[str, object]:
    """Recall of variants, each with its content; precision of the joins that the sets are made of; percent."""
    first = {base: n for n, (base, kind) in enumerate(pieces) if kind == "content"}
    of_kind: dict[str, list[int]] = {k: [0, 0] for k in KINDS}
    for n, (base, kind) in enumerate(pieces):
        if kind in of_kind:
            of_kind[kind][0] += sets.find(n) == sets.find(first[base])
            of_kind[kind][1] += 1
    right = wrong = 0
    for group in sets.groups():
        known = Counter(pieces[n][0] for n in group)
        most = max((c for b, c in known.items() if b >= 0), default=1)
        right, wrong = right + most - 1, wrong + len(group) - most
    recall = sum(a for a, _ in of_kind.values()) / max(1, sum(b for _, b in of_kind.values()))
    return {
        "recall": round(100 * recall, 2), "precision": round(100 * right / max(1, right + wrong), 2),
        "recall by kind": {k: round(100 * a / max(1, b), 1) for k, (a, b) in of_kind.items()},
    }  # fmt: skip


def count() -> None:
    """Write link/frequency.tsv: the words of 20 articles and more, with their bits."""
    running: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    for line in TRAIN.open():
        forms = [w.form for w in words(json.loads(line)["text"]) if w.form != CUT]
        running.update(forms)
        articles.update(set(forms))
    kept = sorted(w for w in running if articles[w] >= 20 and w.isalpha() and w.isascii())
    path = ROOT / "src/onrecord/link/frequency.tsv"
    head = path.read_text(encoding="utf-8").splitlines()[:2]
    rows = [f"{w}\t{round(-math.log2(running[w] / running.total()))}" for w in kept]
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--one", nargs=2, metavar=("ENGINE", "SIZE"), help=argparse.SUPPRESS)
    parser.add_argument("--count", action="store_true")
    options = parser.parse_args()
    if options.count:
        count()
    elif options.one:
        measure(options.one[0], int(options.one[1]))
    else:
        for size in options.sizes.split(","):
            for engine in options.engines.split(","):
                command = [sys.executable, __file__, "--one", engine, size]
                print(subprocess.check_output(command, text=True).strip(), flush=True)


if __name__ == "__main__":
    main()

"""Whether compare() names what was done to a wording: `python evaluation/links/alterations.py`.

Alters contents of PolNeAR train (../shared) by rule, up to 300 of each kind, and counts where the relation is right and
an edit has the sense that was made. A word put in or taken out may itself be a number or a name: that counts as wrong.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from onrecord.wordforms import MODALS, NEGATIONS, STOP, words
from onrecord.wording import compare

TRAIN = Path(__file__).parents[3] / "shared/data/polnear/train.jsonl"
MOST = 300
CONTRACTED = {"don't": "do", "can't": "can", "won't": "will", "isn't": "is", "didn't": "did"}


def contents() -> list[str]:
    """The contents of 8 to 60 words, each once."""
    found = set()
    for line in TRAIN.open():
        article = json.loads(line)
        for a in article["attributions"]:
            text = " ".join(" ".join(article["text"][s:e].split()) for s, e in a["content"]).strip("\"“”'‘’` ")
            if 8 <= len(text.split()) <= 60:
                found.add(text)
    return sorted(found)


def altered(
    text: str, draw: random.Random, vocabulary: list[str], names: set[str]
) -> Iterator[tuple[str, str, str, str | None]]:
    """The kind of alteration, the altered text, the relation and the sense that it should have."""
    split = text.split()
    inside = range(2, len(split) - 2)

    def put(i: int, *new: str) -> str:
        return " ".join([*split[:i], *new, *split[i + 1 :]])

    plain = [i for i in inside if split[i].isalpha() and split[i].islower() and split[i] not in STOP]
    if plain:
        i, word = draw.choice(plain), draw.choice(vocabulary)
        yield "changed", put(i, word), "altered", "wording"
        yield "dropped", put(i), "altered", "wording"
        yield "added", put(i, split[i], word), "altered", "wording"
    for i in inside:
        word = split[i].lower().replace("’", "'")
        if word in ("not", "never"):
            yield "negation lost", put(i), "altered", "negation"
        elif word in CONTRACTED:
            yield "negation lost", put(i, CONTRACTED[word]), "altered", "negation"
        elif word.isdecimal():
            yield "number", put(i, str(int(word) + 7)), "altered", "number"
        elif word in MODALS:
            yield "modal", put(i, "must" if word == "might" else "might"), "altered", "modal"
        elif split[i].istitle() and word.isalpha() and word not in STOP and split[i - 1][-1].isalpha():
            yield "name", put(i, "Kowalski"), "altered", "name"
    if split[0] in names:
        yield "name first", put(0, "Kowalski"), "altered", "name"
    yield "shortened", " ".join(split[: max(5, len(split) // 2)]), "shortened", None
    stop = 3 + len(split) // 3
    cut = " ".join([*split[:3], "…", *split[stop:]])
    if any(w.form in NEGATIONS for w in words(" ".join(split[3:stop]))):
        yield "negation cut", cut, "altered", "negation"
    else:
        yield "ellipsis", cut, "shortened", None


def main() -> None:
    draw = random.Random(3)
    texts = contents()
    draw.shuffle(texts)
    vocabulary = [
        w for t in texts[:500] for w in t.split() if w.isalpha() and w.islower() and len(w) > 4 and w not in STOP
    ]
    inner = {w for t in texts for w in t.split()[1:] if w.isalpha()}
    names = {w for w in inner if w.istitle() and w.lower() not in inner | STOP}
    tried: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for text in texts:
        for kind, variant, relation, sense in altered(text, draw, vocabulary, names):
            if tried[kind] < MOST:
                found = compare(text, variant)
                senses = {e.sense for e in found.edits if e.kind != "same"}
                tried[kind] += 1
                right[kind] += found.relation == relation and (sense is None or sense in senses)
    for kind, number in tried.items():
        print(f"{kind:14} {100 * right[kind] / number:5.1f}   {right[kind]}/{number}")
    print(f"{'all':14} {100 * right.total() / tried.total():5.1f}   {right.total()}/{tried.total()}")


if __name__ == "__main__":
    main()

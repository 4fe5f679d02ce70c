"""What the mistakes are, and whether the score means what it says: `anatomy.py GOLD RECORDS [--show KIND]`.

GOLD is in the form of eval/score.py, RECORDS what `onrecord extract --json` prints. Counts each attribution that is
not e2e right under one kind, then prints the reliability of `score`: of the statements with a score in each tenth, how
many are e2e right.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

SHARED = Path(__file__).parents[2] / "shared"
sys.path.append(str(SHARED / "eval"))
try:
    import score as scorer
except ImportError:
    sys.exit(f"{SHARED}/eval/score.py is not here: this needs it")


def form(view: dict, quoted: set[int]) -> str:
    inside = len(view["content"] & quoted)
    return "direct" if view["direct"] else "mixed" if inside else "indirect"


def near(view: dict, others: list[dict]) -> bool:
    """Whether another content shares words with this one: then it is the borders that are wrong."""
    return any(view["content"] & o["content"] for o in others)


def source_fault(gold: dict, predicted: dict) -> str:
    if not predicted["source"]:
        return "source not found"
    if not gold["source"]:
        return "source where there is none"
    return "source's borders" if gold["source"] & predicted["source"] else "wrong source"


def crosses(view: dict, text: str) -> bool:
    content = view["raw"]["content"]
    return "\n" in text[content[0][0] : content[-1][1]]


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("gold")
    ap.add_argument("records")
    ap.add_argument("--show", metavar="KIND", help="print the attributions of one kind")
    args = ap.parse_args()
    predicted_by_id = dict(map(scorer.predictions, scorer.read(args.records)))
    scores = {}
    for line in scorer.read(args.records):
        for s in line["statements"]:
            scores[line["article"]["id"], str(s["evidence"]["content"]), str(s["evidence"]["cue"])] = s["score"]
    kinds: Counter[str] = Counter()
    bins: dict[int, list[bool]] = {n: [] for n in range(10)}
    for doc in scorer.read(args.gold):
        text = doc["text"]
        starts, ends = scorer.words_of(text)
        quoted = scorer.quoted_words(text, starts)
        gold = scorer.view(doc["attributions"], starts, ends, quoted)
        predicted = scorer.view(predicted_by_id.get(doc["id"], []), starts, ends, quoted)
        done: dict[int, str] = {}
        for _, g, p in scorer.match(gold, predicted):
            right = scorer.iou(g["source"], p["source"]) >= 0.5
            done[id(g)] = done[id(p)] = "right" if right else source_fault(g, p)
            kinds[done[id(g)]] += 1
        for g in gold:
            if id(g) not in done:
                where = "across paragraphs" if crosses(g, text) else "borders" if near(g, predicted) else "missed"
                kinds[done.setdefault(id(g), f"{where}, {form(g, quoted)}")] += 1
        for p in predicted:
            if id(p) not in done and not near(p, gold):
                kinds[done.setdefault(id(p), f"not in the gold, {form(p, quoted)}")] += 1
            value = scores[doc["id"], str(p["raw"]["content"]), str(p["raw"]["cue"])]
            bins[min(9, int(value * 10))].append(done.get(id(p)) == "right")
        for view in (*gold, *predicted):
            if args.show and done.get(id(view), "").startswith(args.show):
                cut = {k: " … ".join(text[s:e] for s, e in view["raw"][k]) for k in ("source", "cue", "content")}
                print("gold " if view in gold else "found", doc["id"], cut)
    for kind, count in kinds.most_common():
        print(f"{count:5d}  {kind}")
    print()
    for n, rights in bins.items():
        if rights:
            share = 100 * sum(rights) / len(rights)
            print(f"score {n / 10:.1f} to {(n + 1) / 10:.1f}: {len(rights):5d} statements, {share:5.1f} % right")


if __name__ == "__main__":
    main()

"""Fits words/carry.tsv, the weights by which a statement carries a day of the article: onrecord.resolve.carry.

usage: python evaluation/carry_weights.py GOLD.jsonl LABELS.jsonl [GOLD LABELS ...] [--folds N] [--write]

GOLD holds articles with gold attributions, LABELS their labels (../shared/data/ledger/GUIDE.md). Prints said_on F1 by
cross-validation over articles, for each pair of files and for all, beside the F1 of the rules alone; --write fits on
all and replaces the list. A day is right where both ends are equal. The model is a logistic regression over binary
features, L2 penalty 4, fitted by Newton's method.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from resolve_gold import article_of, attributions_of, read_lines

from onrecord.resolve import carry
from onrecord.resolve.resolver import reading

LIST = Path(carry.__file__).parent / "words/carry.tsv"
PENALTY = 4.0
RARE = 4
"""Features that fewer pairs of statement and day have are left out."""
HEAD = (
    "# Weights by which a statement carries a day of the article: a logistic regression, fitted by "
    "evaluation/carry_weights.py.\nfeature\tweight\tsource\n"
)
Days = tuple[date, date]


class Case(NamedTuple):
    """One statement: its labelled days, the rules' days, and the days in question with their features."""

    gold: Days | None
    rules: Days | None
    is_dated: bool
    choices: list[tuple[Days, list[str]]]


def cases(row: dict[str, object], labels: list[dict[str, object]]) -> list[Case]:
    """The statements of one article."""
    article, attributions = article_of(row), attributions_of(row)
    known = reading(article, attributions)
    by: dict[tuple[object, ...], list[dict[str, object]]] = {}
    for a, label in zip(attributions, labels, strict=True):
        by.setdefault((a.content, a.cue, a.source), []).append(label)
    days = carry.anchors(known.prose, known.attributions, known.found, known.settings, known.moments)
    whole = carry.summary(days, known.base)
    out = []
    for a, f, me in zip(known.attributions, known.found, known.settings, strict=True):
        said = by[(a.content, a.cue, a.source)].pop(0)["said_on"]
        gold = tuple(date.fromisoformat(str(day)[:10]) for day in said) if said else None  # type: ignore[attr-defined]
        dated = me.is_dated or f.basis == "none"
        choices = [] if dated else [
            (d.days, carry.features(carry.asked(known.prose, a, f, me), d, days, whole)) for d in days
        ]  # fmt: skip
        out.append(Case(gold, me.when, dated, choices))  # type: ignore[arg-type]
    return out


def fit(some: list[Case]) -> dict[str, float]:
    """The weights that fit the cases best."""
    pairs = [(names, days == case.gold) for case in some for days, names in case.choices]
    count = Counter(name for names, _ in pairs for name in names)
    index = {name: k for k, name in enumerate(sorted(name for name, n in count.items() if n >= RARE))}
    x = np.zeros((len(pairs), len(index)))
    for k, (names, _) in enumerate(pairs):
        x[k, [index[name] for name in names if name in index]] = 1.0
    y = np.array([right for _, right in pairs], float)
    w = np.zeros(len(index))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve(
            (x * (p * (1 - p))[:, None]).T @ x + PENALTY * np.eye(len(w)), x.T @ (p - y) + PENALTY * w
        )
        w -= step
        if np.abs(step).max() < 1e-6:
            break
    return {name: float(w[k]) for name, k in index.items()}


def chosen(case: Case, weights: dict[str, float]) -> Days | None:
    """The days that the weights give the statement."""
    if case.is_dated or case.rules is not None:
        return case.rules
    scored = [(sum(weights.get(name, 0.0) for name in names), days) for days, names in case.choices]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and 1 / (1 + np.exp(-best[0])) >= carry.LIKELY else None


def f1(pairs: list[tuple[Days | None, Days | None]]) -> float:
    """F1 in per cent of (gold, given) days."""
    hit = sum(gold is not None and gold == given for gold, given in pairs)
    return 200 * hit / max(1, sum(g is not None for g, _ in pairs) + sum(p is not None for _, p in pairs))


def main() -> int:
    """0 where the figures were printed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    articles: list[tuple[str, list[Case]]] = []
    for gold, labels in zip(args.files[::2], args.files[1::2], strict=True):
        rows = {str(row["id"]): row for row in read_lines(gold)}
        for label in read_lines(labels):
            articles.append((labels.name, cases(rows[str(label["id"])], label["labels"])))  # type: ignore[arg-type]
    random.Random(0).shuffle(articles)
    results: list[tuple[str, Case, Days | None]] = []
    for k in range(args.folds):
        weights = fit([case for i, (_, cs) in enumerate(articles) if i % args.folds != k for case in cs])
        for name, cs in articles[k :: args.folds]:
            results += [(name, case, chosen(case, weights)) for case in cs]
    for name in [*sorted({name for name, _ in articles}), "all"]:
        mine = [(case, given) for n, case, given in results if name in (n, "all")]
        rules = f1([(case.gold, case.rules) for case, _ in mine])
        print(
            f"{name:24} statements {len(mine):5}  rules {rules:5.1f}  weights {f1([(c.gold, g) for c, g in mine]):5.1f}"
        )
    if args.write:
        weights = fit([case for _, cs in articles for case in cs])
        lines = [f"{name}\t{weight:.3f}\tfitted\n" for name, weight in sorted(weights.items())]
        LIST.write_text(HEAD + "".join(lines), encoding="utf-8")
        print(f"wrote {len(lines)} weights to {LIST}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

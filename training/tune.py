"""Choose the decoder's biases and calibrate the score: `python -m training.tune RUN/best.pt --out settings.json …`.

The biases are chosen on dev, one at a time, by e2e F1 plus a quarter of the sum of direct and the three exact F1: three
numbers on 84 articles, so little can be over-fitted. The calibration is a logistic regression of "content and source
are right" on the cue's log odds and the path's log-likelihood (Platt 1999), fitted on dev in five parts by article,
each part's score coming from the other four, so that the reliability printed is that of unseen articles.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
import torch

from onrecord.extract import decode
from onrecord.extract.bundle import Settings
from training import corpora
from training.net import load
from training.scoring import figures, scorer, scores_of, settings_of, tokenizer

GRID = {
    "cue_bias": (-1.0, -0.75, -0.5, -0.25, 0.0, 0.25),
    "content": (-0.6, -0.3, 0.0, 0.3, 0.6),
    "source": (-0.4, 0.0, 0.4, 0.8),
}


def worth(f: dict[str, float]) -> float:
    return f["e2e"] + 0.25 * (f["direct"] + f["=source"] + f["=cue"] + f["=content"])


def tuned(score: object, dev: Sequence[corpora.Annotated], scored: list[list], settings: Settings) -> Settings:
    """The settings with the biases that serve dev best, found one after the other, twice."""
    best = worth(figures(score, dev, scored, settings))
    for _ in range(2):
        for name, values in GRID.items():
            for value in values:
                content, source = settings.role_bias
                change = {
                    "cue_bias": {"cue_bias": value},
                    "content": {"role_bias": (value, source)},
                    "source": {"role_bias": (content, value)},
                }[name]
                trial = msgspec.structs.replace(settings, **change)
                if trial == settings:
                    continue
                found = figures(score, dev, scored, trial)
                if worth(found) > best:
                    best, settings = worth(found), trial
                    print(name, value, json.dumps(found), flush=True)
    return settings


def outcomes(
    score: object, dev: Sequence[corpora.Annotated], scored: list[list], settings: Settings
) -> Iterator[tuple[int, float, float, bool]]:
    """For each attribution found: its article's number, cue's log odds, path's log-likelihood, whether it is right."""
    as_odds = msgspec.structs.replace(settings, calibration=(0.0, 1.0, 0.0))
    as_path = msgspec.structs.replace(settings, calibration=(0.0, 0.0, 1.0))
    for number, (article, rows) in enumerate(zip(dev, scored, strict=True)):
        starts, ends = score.words_of(article.text)
        quoted = score.quoted_words(article.text, starts)
        found = decode.attributions(article.text, rows, as_odds)
        # The score also decides which of two that share words stays, so that the two readings may differ by a few.
        paths = {x.cue: x.score for x in decode.attributions(article.text, rows, as_path)}
        raw = [{"content": a.content, "cue": a.cue, "source": a.source} for a in found]
        predicted = score.view(raw, starts, ends, quoted)
        gold = score.view(json.loads(msgspec.json.encode(article.attributions)), starts, ends, quoted)
        right = {id(p["raw"]) for _, g, p in score.match(gold, predicted) if score.iou(g["source"], p["source"]) >= 0.5}
        for a, r in zip(found, raw, strict=True):
            if a.cue in paths:
                yield number, _logit(a.score), _logit(paths[a.cue]), id(r) in right


def _logit(p: float) -> float:
    p = min(max(p, 5e-4), 1 - 5e-4)
    return float(np.log(p / (1 - p)))


def fitted(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(3,) bias and weights of a logistic regression of y (N,) on x (N, 2), by Newton's method."""
    x = np.column_stack([np.ones(len(x)), x])
    w = np.zeros(3)
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(3)
        w += np.linalg.solve(hessian, x.T @ (y - p) - 1e-3 * w)
    return w


def reliability(p: np.ndarray, y: np.ndarray) -> Iterator[str]:
    """A line for each tenth of the score: how many there are, and how many of them are right."""
    for low in np.arange(0, 1, 0.1):
        at = (p >= low) & (p < low + 0.1 + (low > 0.85))
        if at.any():
            yield f"score {low:.1f} to {low + 0.1:.1f}: {at.sum():5d}, right {100 * y[at].mean():5.1f} %"
    sure = p >= 0.9
    if sure.any():
        yield f"score ≥ 0.9: {sure.sum()}, right {100 * y[sure].mean():.1f} %"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("weights", type=Path)
    ap.add_argument("--dev", type=Path, required=True)
    ap.add_argument("--score", type=Path, required=True, help="eval/score.py")
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    torch.set_num_threads(2)
    net = load(args.weights)
    score, dev = scorer(args.score), corpora.load(args.dev)
    scored = scores_of(net, dev, tokenizer())
    settings = settings_of(net)
    print("untuned", json.dumps(figures(score, dev, scored, settings)))
    settings = tuned(score, dev, scored, settings)
    rows = np.array(list(outcomes(score, dev, scored, settings)))
    part, x, y = rows[:, 0] % 5, rows[:, 1:3], rows[:, 3]
    unseen = np.empty(len(rows))
    for n in range(5):
        w = fitted(x[part != n], y[part != n])
        unseen[part == n] = 1 / (1 + np.exp(-(w[0] + x[part == n] @ w[1:])))
    print(*reliability(unseen, y), sep="\n")
    chosen = {
        "cue_bias": settings.cue_bias,
        "role_bias": settings.role_bias,
        "calibration": [round(float(v), 4) for v in fitted(x, y)],
    }
    args.out.write_text(json.dumps(chosen) + "\n")
    print(json.dumps(chosen))


if __name__ == "__main__":
    main()

"""What a net says of articles, and how right that is by eval/score.py."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import msgspec
import numpy as np
import torch
from tokenizers import Tokenizer

from onrecord.extract import decode
from onrecord.extract.bundle import SHIPPED, Settings
from onrecord.extract.windows import Window, windows_of
from training import corpora, dataset
from training.net import Net

TOKENIZER = SHIPPED / "tokenizer.json"
"""MiniLM's own."""


def tokenizer() -> Tokenizer:
    """Neither padding nor truncating."""
    out = Tokenizer.from_file(str(TOKENIZER))
    out.no_padding()
    out.no_truncation()
    return out


def scorer(path: Path) -> ModuleType:
    """eval/score.py as a module."""
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def settings_of(net: Net, **tuned: object) -> Settings:
    """What decoding needs of the net itself."""
    distance, step = (tuple(map(tuple, t.tolist())) for t in (net.distance.weight, net.steps()))
    return Settings(distance=distance, step=step, **tuned)  # type: ignore[arg-type]


@torch.no_grad()
def window_scores(net: Net, windows: Sequence[Window]) -> list[decode.Scores]:
    """The net's scores of each window. Windows of like length go through together."""
    training, out = net.training, [decode.Scores(*[np.empty(0, np.float32)] * 3)] * len(windows)
    net.eval()
    order = sorted(range(len(windows)), key=lambda n: len(windows[n].ids))
    nothing = np.empty((0, 2), np.int64)
    for n in range(0, len(order), 32):
        chunk = order[n : n + 32]
        batch = dataset.collate(
            [dataset.Example(w, np.zeros(len(w.first)), nothing, nothing) for w in map(windows.__getitem__, chunk)]
        )
        words = net.words(batch.to(net.device))
        scores = [z.cpu().numpy() for z in (net.tag(words), *net.asked(words))]
        for row, at in enumerate(chunk):
            out[at] = decode.Scores(*(z[row, : len(windows[at].first)].copy() for z in scores))
    net.train(training)
    return out


def scores_of(
    net: Net, articles: Sequence[corpora.Annotated], pieces: Tokenizer
) -> list[list[tuple[Window, decode.Scores]]]:
    """For each article its windows with the net's scores."""
    windows = [windows_of(a.text, pieces) for a in articles]
    scored = iter(window_scores(net, [w for each in windows for w in each]))
    return [[(w, next(scored)) for w in each] for each in windows]


def figures(score: ModuleType, articles: Sequence[corpora.Annotated], scored: list[list], s: Settings) -> dict:
    """The figures of score.py, by name, in per cent."""
    gold = msgspec.to_builtins(articles)
    predicted = {
        a.id: [{"content": x.content, "cue": x.cue, "source": x.source} for x in decode.attributions(a.text, rows, s)]
        for a, rows in zip(articles, scored, strict=True)
    }
    result, _ = score.score(gold, predicted)
    return {k: round(100 * (v["f1"] if isinstance(v, dict) else v), 2) for k, v in result.items()}

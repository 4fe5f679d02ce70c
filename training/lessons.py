"""What teachers say of articles that they were not trained on: `python -m training.lessons OUT --copies …`.

A teacher has its own training articles by heart, and says little of them that the annotators do not. So each was kept
from one fold (`train --without`), and of the annotated articles only those of its fold are its to read. The student
then learns what is halfway between an annotator and the teachers, word by word: of a pass over everything with the mean
of the teachers' logits, the posteriors of tags, roles and moves.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from onrecord.extract import decode
from training.copies import FOLDS
from training.dataset import Batch
from training.net import Net, load, partition, reduced

ASKED = 0.05
"""The least probability of a cue that is asked for its words, though nobody marked it."""


def posterior(logits: Tensor, steps: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    """Of all paths of a chain, (C, W, ROLES) how likely each role and (ROLES, ROLES) how often each move, in all.

    They are the derivatives of the log-partition.
    """
    with torch.enable_grad():
        logits, steps = logits.detach().requires_grad_(), steps.detach().requires_grad_()
        return torch.autograd.grad(partition(logits, steps, real).sum(), (logits, steps))


def likely(tags: Tensor, but: Tensor) -> tuple[Tensor, Tensor]:
    """The windows (C,) and first and last words (C, 2) of what may be cues by tags (B, W, TAGS), `but` (B, W) apart."""
    inside = tags.argmax(-1) == decode.I_CUE
    row, first = torch.nonzero((tags[..., decode.B_CUE] > ASKED) & ~but, as_tuple=True)
    places = torch.arange(tags.shape[1], device=tags.device)
    outside = torch.where(inside, tags.shape[1], places)
    following = torch.flip(torch.cummin(torch.flip(outside, [1]), 1).values, [1])  # the next word that is in no cue
    following = torch.cat([following[:, 1:], torch.full_like(following[:, :1], tags.shape[1])], 1)
    return row, torch.stack([first, following[row, first] - 1], 1)


@torch.no_grad()
def lesson(batch: Batch, nets: Sequence[Net], *, annotated: bool) -> Batch:
    """The batch with what the nets say: halfway from the annotator's word to theirs, or theirs alone."""
    with reduced(nets[0].device):
        words = [net.words(batch) for net in nets]
        tags = torch.stack([net.tag(x).float() for net, x in zip(nets, words, strict=True)]).mean(0).softmax(-1)
        tags = tags * batch.real[..., None]
        row, cues = likely(tags, batch.tags[..., decode.O] == 0 if annotated else ~batch.real)
        if annotated:
            row, cues = torch.cat([batch.row, row]), torch.cat([batch.cues, cues])
        each = [net.roles(*net.asked(x), row, cues).float() for net, x in zip(nets, words, strict=True)]
    logits, real = torch.stack(each).mean(0), batch.real[row]
    roles, moves = posterior(logits, torch.stack([net.steps() for net in nets]).mean(0), real)
    roles = roles * real[..., None]
    if annotated:
        nothing = torch.zeros_like(roles[len(batch.row) :])
        nothing[..., decode.NONE] = real[len(batch.row) :]
        tags = (batch.tags + tags) / 2
        roles = (torch.cat([batch.roles, nothing]) + roles) / 2
        moves = (batch.moves + moves) / 2
        moves[decode.NONE, decode.NONE] += nothing.sum() / 2
    return batch._replace(tags=tags, row=row, cues=cues, roles=roles, moves=moves)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out", type=Path)
    ap.add_argument("--copies", type=Path, required=True, help="folder of training.copies")
    ap.add_argument("--teachers", type=Path, nargs="+", required=True, help="folders; in each, 0 to 4 by fold")
    ap.add_argument("--part", type=int, nargs=2, default=(0, 1), metavar=("N", "OF"), help="of the copies, to read")
    ap.add_argument("--device", type=torch.device, default="cuda" if torch.cuda.is_available() else "cpu")
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    nets = [[load(path / f"{n}/best.pt").to(args.device).eval() for n in range(FOLDS)] for path in args.teachers]
    for path in sorted(args.copies.glob("gold-*.pt")):
        seed = int(path.stem.split("-")[1])
        out = args.out / f"{seed}.pt"
        if seed % args.part[1] != args.part[0] or out.exists():
            continue
        found = []
        # What is in no fold is read, in each copy, by the teachers of another one.
        for kind in ("gold", "other"):
            for fold, batch in torch.load(args.copies / f"{kind}-{seed}.pt", weights_only=False):
                readers = [each[seed % FOLDS if fold is None else fold] for each in nets]
                found.append(lesson(batch.to(args.device), readers, annotated=kind == "gold").to(torch.device("cpu")))
        torch.save(found, out.with_suffix(".new"))
        out.with_suffix(".new").replace(out)
        print(out, len(found), flush=True)


if __name__ == "__main__":
    main()

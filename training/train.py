"""Train the net: `python -m training.train RUN --copies FOLDER` a teacher, `… --lessons FOLDER` a student.

The same command goes on where it was stopped. RUN is a folder; it holds best.pt (averaged weights, of the best epoch on
dev or without --dev of the last), state.pt (all that resuming needs) and log.jsonl (a line an epoch).
"""

from __future__ import annotations

import argparse
import copy
import itertools
import json
import math
import random
import sys
import time
from pathlib import Path

import torch

from onrecord.extract import decode
from training import corpora, dataset
from training.net import Net, minilm, narrowed, reduced, shortened, started
from training.scoring import figures, scorer, scores_of, settings_of, tokenizer


def loss_of(net: Net, batch: dataset.Batch, *, doubted: bool) -> torch.Tensor:
    """The cross-entropy of the tags plus that of the roles, both summed, per word.

    Where the batch is `doubted`, words that the net would take for cues though nobody marked them are asked too, and
    have to answer that nothing is theirs: up to one a window, the surest. (In lessons the teachers have named them.)
    """
    row, cues, roles, moves = batch.row, batch.cues, batch.roles, batch.moves
    with reduced(net.device):
        words = net.words(batch)
        tags = net.tag(words).float()
        if doubted:
            with torch.no_grad():
                taken = tags.softmax(-1)[..., decode.B_CUE] * batch.tags[..., decode.O]
                sure, at = taken.max(1)
                false = torch.nonzero(sure > 0.2)[:, 0]
                nothing = torch.zeros(len(false), *roles.shape[1:], device=roles.device)
                nothing[..., decode.NONE] = batch.real[false]
                moves = moves.clone()
                moves[decode.NONE, decode.NONE] += nothing.sum()
            row = torch.cat([row, false])
            cues = torch.cat([cues, at[false, None].expand(-1, 2)])
            roles = torch.cat([roles, nothing])
        logits = net.roles(*net.asked(words), row, cues).float()
    tag_loss = -(batch.tags * tags.log_softmax(-1)).sum()
    return (tag_loss + net.role_loss(logits, roles, moves, batch.real[row])) / batch.tags.sum().clamp(min=1)


def groups(net: Net, rate: float, decay: float) -> list[dict]:
    """Parameter groups: the heads learn 5 times as fast as the top layer, each layer below it `decay` times as fast.

    The word embeddings stay as they are. `peak` is the rate at its highest.
    """
    out: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, p in net.named_parameters():
        if name.startswith("word."):
            p.requires_grad = False
            continue
        if name.startswith("layers."):
            peak = rate * decay ** (net.c.layers - 1 - int(name.split(".")[1]))
        elif name.startswith(("position.", "norm.")):
            peak = rate * decay**net.c.layers
        else:
            peak = rate * 5
        out.setdefault((peak, 0.01 if p.dim() > 1 else 0.0), []).append(p)
    return [{"params": ps, "lr": peak, "peak": peak, "weight_decay": w} for (peak, w), ps in out.items()]


def pace(done: float) -> float:
    """The share of its peak at which the net learns when so much of the training, 0 to 1, is done."""
    return min((done + 1e-3) / 0.1, max(0.02, (1 - done) / 0.9))


class Data:
    """The batches of each epoch, on the device."""

    def __init__(self, copies: Path | None, lessons: Path | None, without: int | None, device: torch.device) -> None:
        if lessons:
            self.paths = sorted(lessons.glob("[0-9]*.pt"), key=lambda p: int(p.stem))
        elif copies:
            self.paths = sorted(copies.glob("gold-*.pt"), key=lambda p: int(p.stem.split("-")[1]))
        else:
            sys.exit("give --copies, for a teacher, or --lessons, for a student")
        self.taught, self.without, self.device = bool(lessons), without, device
        self.kept: dict[Path, list[dataset.Batch]] = {}

    def epoch(self, n: int) -> list[dataset.Batch]:
        """Those of the copy whose turn it is."""
        path = self.paths[n % len(self.paths)]
        if path not in self.kept:
            read = torch.load(path, weights_only=False)
            if not self.taught:
                read = [batch for fold, batch in read if fold != self.without]
            if self.device.type == "cpu":
                return read
            self.kept[path] = [batch.to(self.device) for batch in read]
        return self.kept[path]


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("run", type=Path)
    ap.add_argument("--copies", type=Path, help="folder of training.copies, to learn from the annotators")
    ap.add_argument("--without", type=int, help="the fold of the copies that is kept from the net")
    ap.add_argument("--lessons", type=Path, help="folder of training.lessons, to learn from its teachers too")
    ap.add_argument("--dev", type=Path)
    ap.add_argument("--score", type=Path, help="eval/score.py, with --dev")
    ap.add_argument("--epochs", type=int, default=6)
    ap.add_argument("--minutes", type=float, help="how long to train, instead of --epochs")
    ap.add_argument("--rate", type=float, default=2e-4)
    ap.add_argument("--decay", type=float, default=0.85)
    ap.add_argument("--average", type=float, default=0.995, help="decay of the running average of the weights, a step")
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--device", type=torch.device, default="cuda" if torch.cuda.is_available() else "cpu")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--start", type=Path, help="published weights or a RUN/best.pt; MiniLM's where not given")
    ap.add_argument("--layers", type=int, nargs="+", help="layers kept, from 0")
    ap.add_argument("--lower", type=int, help="so many of the layers read word pieces, the rest words")
    ap.add_argument("--inner", type=int, help="units kept in each inner layer")
    args = ap.parse_args()
    args.run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)  # the new heads are the same whatever the seed, so that nets of two seeds can be averaged
    data = Data(args.copies, args.lessons, args.without, args.device)
    net = started(args.start or minilm())
    if args.layers or args.lower is not None:
        net = shortened(net, args.layers or range(net.c.layers), args.lower)
    if args.inner:
        net = narrowed(net, (b.to(torch.device("cpu")) for b in itertools.islice(data.epoch(0), 20)), args.inner)
    torch.manual_seed(args.seed)
    if args.dev:
        score, dev, pieces = scorer(args.score), corpora.load(args.dev), tokenizer()
    net.to(args.device).train()
    average = copy.deepcopy(net)
    optimizer = torch.optim.AdamW(groups(net, args.rate, args.decay), fused=True)
    pairs = [(a, p) for a, p in zip(average.parameters(), net.parameters(), strict=True) if p.requires_grad]
    averages, learnt = [a.detach() for a, _ in pairs], [p.detach() for _, p in pairs]
    parts = {"net": net, "average": average, "optimizer": optimizer}
    step, epoch, best, spent = 0, 0, -1.0, 0.0
    state_path = args.run / "state.pt"
    if state_path.exists():
        state = torch.load(state_path, weights_only=False)
        for name, part in parts.items():
            part.load_state_dict(state[name])
        step, epoch, best, spent = (state[name] for name in ("step", "epoch", "best", "spent"))
        torch.set_rng_state(state["rng"])
    began, saved = time.time(), time.time()
    done = 0.0 if args.minutes else epoch / args.epochs
    while done < 1:
        batches, total, start = data.epoch(epoch), torch.zeros((), device=args.device), time.time()
        order = random.Random(1000 * args.seed + epoch).sample(range(len(batches)), len(batches))
        for n, at in enumerate(order):
            if args.minutes:
                done = (spent + time.time() - began) / 60 / args.minutes
                if done >= 1:
                    break
            else:
                done = (epoch + n / len(order)) / args.epochs
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * pace(done)
            loss = loss_of(net, batches[at].to(args.device), doubted=not data.taught)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            step += 1
            torch._foreach_lerp_(averages, learnt, 1 - min(args.average, (1 + step) / (10 + step)))
            total += loss.detach()
            if args.device.type == "cpu" and n % 50 == 49:
                print(f"epoch {epoch}: {n + 1} of {len(order)} batches", flush=True)
        else:
            epoch += 1
            if not args.minutes:
                done = epoch / args.epochs
        line = {"epoch": epoch, "steps": step, "loss": round(total.item() / len(order), 4)}
        if not math.isfinite(total.item()):
            sys.exit("the loss is not finite: lower --rate")
        line["seconds"] = round(time.time() - start, 1)
        if args.dev:
            line |= figures(score, dev, scores_of(average, dev, pieces), settings_of(average))
        if line.get("e2e", step) > best:
            best = line.get("e2e", step)
            torch.save(average.state_dict(), args.run / "best.pt")
        print(json.dumps(line), flush=True)
        with (args.run / "log.jsonl").open("a") as f:
            f.write(json.dumps(line) + "\n")
        if time.time() - saved > 60:
            spent, began, saved = spent + time.time() - began, time.time(), time.time()
            state = {k: v.state_dict() for k, v in parts.items()}
            state |= {"step": step, "epoch": epoch, "best": best, "spent": spent, "rng": torch.get_rng_state()}
            torch.save(state, args.run / "state.new")
            (args.run / "state.new").replace(state_path)


if __name__ == "__main__":
    main()

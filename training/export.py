"""Turn a trained net into the bundle that ships: `python -m training.export RUN/best.pt OUT --dev … --score …`.

The graph is written out node by node, in int8: each matrix product quantises its input as it comes (one scale a
window, so that no window depends on another) and holds its weights in 8 bits, one scale a column. One or two units of
those that enter an inner layer, or leave it, are 20 times as large as the rest, and would leave the rest few of the
256 steps: they are divided beforehand, and their weights multiplied (Xiao et al. 2023, SmoothQuant). On machines with
AVX2 but no VNNI, pairs of products are added in 16 bits and may overflow; on such a one (EPYC of the first
generation) the figures on dev are the same within 0.2 points. 7 bits (--bits 7) cannot overflow, and cost 0.8 points
of e2e F1. The word embeddings hold one scale a row. The export ends with a parity check: the bundle's figures on dev
beside the trained net's.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

from onrecord.extract import Extractor
from onrecord.extract.bundle import FORMAT, Manifest, Settings
from onrecord.extract.windows import PIECES, Window, windows_of
from training import corpora
from training.dataset import Example, collate
from training.net import Net, load
from training.scoring import TOKENIZER, figures, scorer, scores_of, settings_of, tokenizer


class Graph:
    """Nodes and weights, gathered in order."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def const(self, name: str, value: np.ndarray) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind: str, *inputs: str, domain: str = "", **attributes: object) -> str:
        out = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [out], domain=domain, **attributes))
        return out

    def linear(self, x: str, name: str, layer: torch.nn.Linear, bits: int, divisor: np.ndarray | None = None) -> str:
        """x @ weightᵀ + bias, the weight in `bits` bits with one scale a column; x is divided by `divisor` (in,)."""
        w = layer.weight.detach().numpy().T
        if divisor is not None:
            x, w = self.op("Mul", x, self.const(f"{name}.divisor", 1 / divisor)), w * divisor[:, None]
        top = 2 ** (bits - 1) - 1
        scale = np.maximum(np.abs(w).max(0), 1e-8) / top
        q = np.clip(np.rint(w / scale), -top, top).astype(np.int8)
        return self.op(
            "DynamicQuantizeMatMul",
            x,
            self.const(f"{name}.weight", q),
            self.const(f"{name}.scale", scale.astype(np.float32)),
            self.const(f"{name}.zero", np.zeros(q.shape[1], np.int8)),
            self.const(f"{name}.bias", layer.bias.detach().numpy()),
            domain="com.microsoft",
        )

    def norm(self, x: str, name: str, layer: torch.nn.LayerNorm) -> str:
        weight = self.const(f"{name}.weight", layer.weight.detach().numpy())
        bias = self.const(f"{name}.bias", layer.bias.detach().numpy())
        return self.op("LayerNormalization", x, weight, bias, epsilon=1e-12, axis=-1)


def _embed(g: Graph, net: Net) -> str:
    word = net.word.weight.detach().numpy()
    scale = np.maximum(np.abs(word).max(1, keepdims=True), 1e-8) / 127
    table = g.const("word.weight", np.rint(word / scale).astype(np.int8))
    pieces = g.op("Cast", g.op("Gather", table, "ids"), to=TensorProto.FLOAT)
    x = g.op("Mul", pieces, g.op("Gather", g.const("word.scale", scale.astype(np.float32)), "ids"))
    places = g.const("position.weight", net.position.weight.detach().numpy()[: PIECES + 2])
    zero, axis = g.const("zero", np.array([0])), g.const("axis", np.array([0]))
    x = g.op("Add", x, g.op("Slice", places, zero, g.op("Shape", "ids"), axis))
    for name in ("case", "quote"):
        x = g.op("Add", x, g.op("Gather", g.const(f"{name}.weight", getattr(net, name).weight.detach().numpy()), name))
    return g.norm(x, "norm", net.norm)


@torch.no_grad()
def divisors(net: Net, windows: Sequence[Window]) -> dict[str, np.ndarray]:
    """By what each unit that enters a matrix of an inner layer is divided: 1, or what brings it to 4 times the median.

    A unit's size is its largest absolute value in a window, on average. On dev the divergence of the tags from the
    trained net's fell to a fifth by it.
    """
    sizes: dict[str, list[Tensor]] = {}

    def watch(name: str) -> Callable[..., None]:
        return lambda _m, x: sizes.setdefault(name, []).append(x[0].abs().amax((0, 1)))

    hooks = [
        getattr(layer, kind).register_forward_pre_hook(watch(f"{n}.{kind}"))
        for n, layer in enumerate(net.layers) for kind in ("up", "down")
    ]  # fmt: skip
    net.eval()
    nothing = np.empty((0, 2), np.int64)
    for w in windows:
        net.words(collate([Example(w, np.zeros(len(w.first)), nothing, nothing)]))
    for hook in hooks:
        hook.remove()
    mean = {name: torch.stack(each).mean(0) for name, each in sizes.items()}
    return {name: (size / (4 * size.median())).clamp(min=1).numpy() for name, size in mean.items()}


def graph(net: Net, bits: int, divided: dict[str, np.ndarray]) -> onnx.ModelProto:
    """The net in eval mode over one window: ids, case, quote (T,) and first (W,) in; tags, anchor, target (W, …)."""
    g = Graph()
    x = _embed(g, net)
    # Measured at 32 to 128 pieces: MultiHeadAttention takes 2/3 of its parts' time, SkipLayerNormalization 3 times
    # that of Add and LayerNormalization.
    x = g.op("Unsqueeze", x, g.const("front", np.array([0])))
    for i, layer in enumerate(net.layers):
        if i == net.lower:
            x = g.op("Gather", x, "first", axis=1)
        qkv = g.linear(x, f"{i}.qkv", layer.qkv, bits)
        q, k, v = (f"{i}.{z}" for z in "qkv")
        g.nodes.append(helper.make_node("Split", [qkv], [q, k, v], axis=-1, num_outputs=3))
        a = g.op("MultiHeadAttention", q, k, v, domain="com.microsoft", num_heads=net.c.heads)
        x = g.norm(g.op("Add", x, g.linear(a, f"{i}.out", layer.out, bits)), f"{i}.norm_1", layer.norm_1)
        inner = g.op("Gelu", g.linear(x, f"{i}.up", layer.up, bits, divided[f"{i}.up"]), domain="com.microsoft")
        down = g.linear(inner, f"{i}.down", layer.down, bits, divided[f"{i}.down"])
        x = g.norm(g.op("Add", x, down), f"{i}.norm_2", layer.norm_2)
    words = g.op("Squeeze", x, "front")
    if net.lower == len(net.layers):
        words = g.op("Gather", words, "first")
    outputs = {"tags": g.linear(words, "tag", net.tag, bits)}
    for name in ("anchor", "target"):
        up = g.op("Gelu", g.linear(words, f"{name}_up", getattr(net, f"{name}_up"), bits), domain="com.microsoft")
        outputs[name] = g.linear(up, name, getattr(net, name), bits)
    for name, value in outputs.items():
        g.nodes.append(helper.make_node("Identity", [value], [name]))
    whole = helper.make_graph(
        g.nodes,
        "onrecord",
        [helper.make_tensor_value_info(n, TensorProto.INT64, ["T"]) for n in ("ids", "case", "quote")]
        + [helper.make_tensor_value_info("first", TensorProto.INT64, ["W"])],
        [
            helper.make_tensor_value_info("tags", TensorProto.FLOAT, ["W", net.tag.out_features]),
            *(
                helper.make_tensor_value_info(n, TensorProto.FLOAT, ["W", net.anchor.out_features])
                for n in ("anchor", "target")
            ),
        ],
        g.weights,
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(whole, opset_imports=opsets, ir_version=9, producer_name="onrecord")


def write_bundle(
    model: onnx.ModelProto, out: Path, settings: Settings, *, trained_on: Sequence[str], scores: dict
) -> None:
    """The folder that Extractor.load reads."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "model.onnx").write_bytes(model.SerializeToString())
    (out / "tokenizer.json").write_bytes(TOKENIZER.read_bytes())
    manifest = Manifest(
        format=FORMAT,
        started_from="all-MiniLM-L6-v2 (Apache-2.0)",
        trained_on=tuple(trained_on),
        scores=scores,
        settings=settings,
        sha256={n: hashlib.sha256((out / n).read_bytes()).hexdigest() for n in ("model.onnx", "tokenizer.json")},
    )
    (out / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("weights", type=Path, help="best.pt of a run")
    ap.add_argument("out", type=Path)
    ap.add_argument("--dev", type=Path, required=True)
    ap.add_argument("--score", type=Path, required=True, help="eval/score.py")
    ap.add_argument("--settings", type=Path, help="tuned settings: a JSON object with fields of Settings")
    ap.add_argument("--trained-on", nargs="+", default=["PolNeAR 1.0 train (840 articles)"])
    ap.add_argument("--bits", type=int, default=8, help="of the weights")
    args = ap.parse_args()
    torch.set_num_threads(1)
    net = load(args.weights)
    settings = settings_of(net, **(json.loads(args.settings.read_text()) if args.settings else {}))
    score, dev = scorer(args.score), corpora.load(args.dev)
    floating = figures(score, dev, scores_of(net, dev, tokenizer()), settings)
    windows = [w for a in dev[::4] for w in windows_of(a.text, tokenizer())]
    model = graph(net.eval(), args.bits, divisors(net, windows))
    onnx.checker.check_model(model, full_check=False)
    write_bundle(model, args.out, settings, trained_on=args.trained_on, scores={})
    extractor = Extractor.load(args.out)
    whole = figures(score, dev, [extractor.scores(a.text) for a in dev], settings)
    write_bundle(model, args.out, settings, trained_on=args.trained_on, scores={"PolNeAR dev": whole})
    print("trained net", json.dumps(floating))
    print("bundle     ", json.dumps(whole))
    size = sum(p.stat().st_size for p in args.out.iterdir())
    print(f"{size / 1e6:.1f} MB; e2e lost by int8: {floating['e2e'] - whole['e2e']:.2f}")
    if floating["e2e"] - whole["e2e"] >= 0.5:
        sys.exit("int8 costs half a point of e2e F1 or more: not a bundle to ship")


if __name__ == "__main__":
    main()

"""Start weights as a few small files, for a machine that reaches no registry: `python -m training.parcel FILE OUT`.

Matrices are held in 8 bits with one scale a row, which fine-tuning does not notice, in parts of at most `--size`
megabytes. Every `--start` takes the folder OUT as it takes FILE.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

SCALE = ":scale"


def packed(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Matrices as int8, each with its scales (rows, 1) beside it; vectors as they are."""
    out = {}
    for name, w in weights.items():
        if w.dim() == 2 and w.is_floating_point():
            scale = w.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
            out |= {name: (w / scale).round().to(torch.int8), name + SCALE: scale}
        else:
            out[name] = w
    return out


def unpacked(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights of `packed`, in floating point."""
    return {
        name: w * weights[name + SCALE] if name + SCALE in weights else w
        for name, w in weights.items()
        if not name.endswith(SCALE)
    }


def published(path: Path) -> dict[str, Tensor]:
    """Start weights by name, from a safetensors file or a folder of parts."""
    if path.is_file():
        return load_file(path)
    return unpacked({name: w for part in sorted(path.glob("*.safetensors")) for name, w in load_file(part).items()})


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("weights", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--size", type=float, default=30, help="megabytes of a part")
    args = ap.parse_args()
    args.out.mkdir(parents=True)
    parts: list[dict[str, Tensor]] = [{}]
    for name, w in packed(load_file(args.weights)).items():
        if parts[-1] and sum(x.nbytes for x in parts[-1].values()) + w.nbytes > args.size * 1e6:
            parts.append({})
        parts[-1][name] = w
    for n, part in enumerate(parts):
        save_file(part, args.out / f"{n:02d}.safetensors")


if __name__ == "__main__":
    main()

"""Refuse to sink: the figures of this checkout against the floors in floors.json. `python evaluation/gate.py`

Extracts the articles of each gold file with the shipped bundle, scores them, and fails where a figure is under its
floor, or where the gold is not the file that the floors were measured on. The gold lies beside the checkout in
../shared; where that is absent the gate says so and passes, the project's own stories too, which need its score.py.
A floor is raised when a figure rises; it is lowered only with a reason in the changelog.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared"
DEV = SHARED / "data/polnear/dev.jsonl"
LABELS = SHARED / "data/ledger/dev.labels.jsonl"
STORY = SHARED / "data/story/article.jsonl"


def records(articles: Path, folder: Path) -> Path:
    """The records of a file of articles, as `onrecord extract --json` prints them."""
    out = folder / f"{articles.stem}.records.jsonl"
    command = [sys.executable, "-m", "onrecord", "extract", str(articles), "--out", str(out)]
    subprocess.run(command, check=True)
    return out


def attribution_figures(gold: Path, predicted: Path) -> dict[str, float]:
    """F1 by name, in per cent, of eval/score.py."""
    command = [sys.executable, str(SHARED / "eval/score.py"), str(gold), str(predicted), "--json"]
    found = json.loads(subprocess.check_output(command))
    return {k: 100 * v["f1"] for k, v in found.items() if isinstance(v, dict)} | {
        "hit": found["e2e"]["hit"],
        "others": found["e2e"]["predicted"] - found["e2e"]["hit"],
    }


def ledger_figures(predicted: Path) -> dict[str, float]:
    """The figures of eval/score_ledger.py, by name."""
    command = [sys.executable, str(SHARED / "eval/score_ledger.py"), str(DEV), str(LABELS), str(predicted)]
    out = {}
    for line in subprocess.check_output(command, text=True).splitlines():
        name, *rest = line.split()
        out[name] = float(rest[rest.index("F1") + 1] if "F1" in rest else rest[0])
    return out


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def main() -> None:
    if not (SHARED / "eval/score.py").exists():
        print(f"evaluation gate: not run, {SHARED} with the gold articles is not here")
        return
    floors = json.loads((HERE / "floors.json").read_text())
    failed = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stories = folder / "stories.jsonl"
        subprocess.run(
            [sys.executable, str(HERE / "stories.py"), "--write", str(stories)], check=True, stdout=subprocess.DEVNULL
        )
        dev = records(DEV, folder)
        found = {
            "dev": (digest(DEV), attribution_figures(DEV, dev)),
            "ledger": (digest(LABELS), ledger_figures(dev)),
            "story": (digest(STORY), attribution_figures(STORY, records(STORY, folder))),
            "stories": (digest(stories), attribution_figures(stories, records(stories, folder))),
        }
    for part, (gold, figures) in found.items():
        if gold != floors[part]["gold"]:
            failed.append(f"{part}: the gold (sha256 {gold}…) is not what the floors are for: measure them anew")
            continue
        for figure, floor in floors[part]["floors"].items():
            value = figures[figure]
            print(f"{part:8} {figure:9} {value:6.1f}   floor {floor}")
            if value < floor:
                failed.append(f"{part} {figure} sank to {value:.1f}, under its floor {floor}")
    if failed:
        sys.exit("evaluation gate: " + "\n  ".join(failed))
    print("evaluation gate: every figure is at its floor or above")


if __name__ == "__main__":
    main()

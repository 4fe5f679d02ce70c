"""What onrecord costs to install, load and run: `python benchmarks/footprint.py [ARTICLES.jsonl]`.

Times are the best of several processes, as a noisy machine can only add to them. The install is measured in a fresh
virtual environment with the constraints of this checkout.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
DEV = ROOT.parent / "shared/data/polnear/dev.jsonl"
STORY = ROOT / "examples/lighthouse.txt"
PEAK = """
import resource, runpy, sys
sys.argv = ["onrecord", *sys.argv[1:]]
try:
    runpy.run_module("onrecord", run_name="__main__")
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def best(command: list[str], runs: int) -> float:
    """Seconds of the fastest of several runs."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> None:
    python = sys.executable
    timed = "import time; t = time.perf_counter(); import onrecord; print(time.perf_counter() - t)"
    imports = [float(subprocess.check_output([python, "-c", timed])) for _ in range(9)]
    print(f"import onrecord            {1000 * min(imports):7.1f} ms")
    cold = best([python, "-m", "onrecord", "extract", str(STORY), "--json"], 5)
    print(f"first record of a story    {cold:7.2f} s from a cold start")
    articles = sys.argv[1] if len(sys.argv) > 1 else str(DEV if DEV.exists() else STORY)
    done = subprocess.run(
        [python, "-c", PEAK, "extract", articles, "--json"],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    peak = int(done.stderr.split()[-1]) / (1024 if sys.platform == "linux" else 1024**2)
    print(f"peak memory                {peak:7.0f} MB on {articles}")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-m", "venv", folder], check=True)
        before = size(Path(folder))
        install = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "-c", str(ROOT / "constraints.txt")]
        subprocess.run([str(Path(folder, "bin/python")), *install, str(ROOT)], check=True)
        print(f"installed                  {(size(Path(folder)) - before) / 1e6:7.0f} MB with all that it needs")


def size(folder: Path) -> int:
    return sum(p.lstat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


if __name__ == "__main__":
    main()

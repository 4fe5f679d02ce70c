"""How quick the pages of a large ledger are: `python benchmarks/serve.py RECORD.DB [--seconds 300] [--readers 20]`.

RECORD.DB is a ledger of any origin; benchmarks/ledger.py makes one of a million statements; the pages of utterances are
asked for where it was linked (`onrecord link --ledger`). It is copied first, since
one writer adds to it all the while (--no-writer leaves that out, and serves the ledger itself). `onrecord serve` is
started on it as users start it; wrk (Debian's) sends --readers, who ask for one kind of page after the other and then
for all mixed, each time another page, as HTML, over connections that stay open, and pause up to --pause milliseconds
before the next (0: back to back). Printed are the 50th, 95th and 99th percentile in milliseconds and the number of
each kind of page, errors, and the largest memory of the server (VmHWM of all its processes).
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from urllib.parse import quote

from msgspec.structs import replace

from onrecord.data import Query, Record
from onrecord.ledger import Ledger
from onrecord.serve.addresses import article_url, statement_url, utterance_url


def addresses(url: str, number: int, rng: random.Random) -> dict[str, list[str]]:
    """Pages of each kind, drawn from the whole ledger."""
    out: dict[str, list[str]] = {"find": [], "article": [], "person": [], "statement": []}
    with Ledger.open(url, make=False) as ledger:
        days = [v for v, _ in ledger.facets(Query(), "day").values if v]
        found = [f for d in rng.sample(days, min(len(days), 20)) for f in day(ledger, d, number // 4)]
        carried = ledger.carried([f.statement.id for f in found])
    for f in rng.sample(found, min(number, len(found))):
        words = [w for w in f.words.split() if w.isalpha() and len(w) > 3]
        kind = rng.randrange(4)
        if words and kind < 2:
            out["find"].append("/find?words=" + quote(" ".join(rng.sample(words, min(len(words), 1 + kind)))))
        elif f.statement.speaker.name and kind == 2:
            out["find"].append("/find?speaker=" + quote(f.statement.speaker.name))
        elif f.outlet:
            out["find"].append(f"/find?outlet={quote(f.outlet)}&form={f.statement.form}")
        out["article"].append(article_url(f.article_id))
        out["statement"].append(statement_url(f.statement.id))
        if f.person:
            out["person"].append("/people/" + f.person)
    out["utterance"] = [utterance_url(c.utterance) for c in carried[:number]]  # none where nothing is linked
    return {kind: pages for kind, pages in out.items() if pages}


def day(ledger: Ledger, iso: str, number: int):  # type: ignore[no-untyped-def]
    from datetime import date

    on = date.fromisoformat(iso)
    return ledger.find(Query(published_from=on, published_to=on), limit=min(1000, max(20, number))).found


LUA = """
local pages, pause, rng = PAGES, PAUSE, SEED
math.randomseed(rng)
function request() return wrk.format("GET", pages[math.random(#pages)], {Accept = "text/html"}) end
function delay() return math.random(0, pause) end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format("@ %d %d %f %f %f\\n", summary.requests, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
"""


def read(port: int, pages: list[str], seconds: float, readers: int, pause: int) -> tuple[int, int, list[float]]:
    """Requests, errors, and the 50th, 95th and 99th percentile in milliseconds, of wrk's readers."""
    with NamedTemporaryFile("w", suffix=".lua") as script:
        listed = "{" + ",".join(json.dumps(p) for p in pages) + "}"
        script.write(LUA.replace("PAGES", listed).replace("PAUSE", str(pause)).replace("SEED", "7"))
        script.flush()
        command = ["wrk", "-t1", f"-c{readers}", f"-d{round(seconds)}s", "--timeout", "30s", "-s", script.name]
        told = subprocess.run([*command, f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True).stdout
    requests, errors, *times = next(line for line in told.splitlines() if line.startswith("@")).split()[1:]
    return int(requests), int(errors), list(map(float, times))


def write(url: str, sample: Record, until: float, added: list[int]) -> None:
    """One article after the other, as a newsroom's feed brings them."""
    n = 0
    with Ledger.open(url) as ledger:
        while time.monotonic() < until:
            n += 1
            said = tuple(replace(s, id=f"bench-{n}-{s.id}") for s in sample.statements)
            ledger.add([Record(article=replace(sample.article, id=f"bench-{n}"), statements=said)])
            added.append(len(said))
            time.sleep(0.1)


def memory(pid: int) -> float:
    """MB, at most, of a process and its children."""
    pids = [pid]
    for folder in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(folder.read_text().rpartition(")")[2].split()[1]) == pid:
                pids.append(int(folder.parent.name))
        except OSError:
            continue
    total = 0
    for p in pids:
        for line in Path(f"/proc/{p}/status").read_text().splitlines():
            total += int(line.split()[1]) if line.startswith("VmHWM") else 0
    return total / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--pages", type=int, default=400, help="of each kind")
    parser.add_argument("--pause", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--no-writer", action="store_true")
    arguments = parser.parse_args()
    with TemporaryDirectory(dir=arguments.ledger.parent) as folder:
        path = arguments.ledger
        if not arguments.no_writer:
            path = Path(shutil.copy(arguments.ledger, folder))
        pages = addresses(str(path), arguments.pages, random.Random(7))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = ["serve", "--ledger", str(path), "--port", str(port), "--workers", str(arguments.workers), "--public"]
        with (Path(folder) / "log").open("wb") as log:
            server = subprocess.Popen([sys.executable, "-m", "onrecord", *command], stdout=log, stderr=log)
        try:
            run(arguments, str(path), pages, port, server)
        finally:
            server.terminate()
            server.wait(60)


def run(arguments: argparse.Namespace, url: str, pages: dict[str, list[str]], port: int, server) -> None:  # type: ignore[no-untyped-def]
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            break
        except OSError:
            time.sleep(0.1)
    added, until = list[int](), time.monotonic() + arguments.seconds
    writer = None
    if not arguments.no_writer:
        with Ledger.open(url, make=False) as ledger:
            sample = ledger.article(ledger.find(Query(), limit=1).found[0].article_id)
        writer = threading.Thread(target=write, args=(url, sample, until, added))
        writer.start()
    all_requests = all_errors = 0
    share = arguments.seconds / (len(pages) + 1)
    mixed = {"mixed": [page for of in zip(*pages.values(), strict=False) for page in of]}
    for kind, listed in (pages | mixed).items():
        requests, errors, (p50, p95, p99) = read(port, listed, share, arguments.readers, arguments.pause)
        print(f"{kind:10} p50 {p50:7.1f}  p95 {p95:7.1f}  p99 {p99:7.1f} ms  of {requests}", flush=True)
        all_requests, all_errors = all_requests + requests, all_errors + errors
    if writer:
        writer.join()
    summary = {
        "readers": arguments.readers, "pause_ms": arguments.pause, "seconds": arguments.seconds,
        "requests": all_requests, "errors": all_errors, "articles_added_beside": len(added),
        "server_mb": round(memory(server.pid)),
    }  # fmt: skip
    print(json.dumps(summary))


if __name__ == "__main__":
    main()

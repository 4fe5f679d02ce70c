"""Whatever is killed, whenever: the same command goes on, and the bytes are those of an undisturbed run.

Slow: `ONRECORD_SLOW=1 pytest tests/corpus/test_kill.py`; ONRECORD_KILLS sets how many kills (20 by default).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.corpus.conftest import slow
from tests.corpus.made import news, tree

KILLS = int(os.environ.get("ONRECORD_KILLS", "20"))
PAGES = 50 * KILLS
TOKEN = "ONRECORD_KILL_TEST"
VICTIMS = ("onrecord.corpus.worker", "daft.execution.udf_worker", "UDFActor")


class Driver:
    """The command, run until it is done, in processes that can be told from all others by their environment."""

    def __init__(self, source: Path, out: Path, ray: str | None) -> None:
        self.token = uuid.uuid4().hex
        self.environment = {**os.environ, TOKEN: self.token}
        arguments = ["run", str(source), "--out", str(out), "--shard-mb", "0.01", "--workers", "2"]
        self.command = [sys.executable, "-m", "onrecord", "corpus", *arguments, *(["--ray", ray] if ray else [])]

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )


def marked(tokens: set[str], *, words: str) -> list[int]:
    """The processes of these runs whose command line has the words."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if not entry.name.isdigit() or words.encode() not in (entry / "cmdline").read_bytes():
                continue
            environment = (entry / "environ").read_bytes()
        except OSError:
            continue
        if any(f"{TOKEN}={token}".encode() in environment for token in tokens):
            found.append(int(entry.name))
    return found


def at_work(out: Path) -> bool:
    """Whether a document was done within the last second."""
    times = [path.stat().st_mtime for path in out.glob("_work/spool/*/*") if path.exists()]
    return any(time.time() - when < 1 for when in times)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a Ray cluster with two cores, and the token of its processes."""
    pytest.importorskip("ray")
    token, port = uuid.uuid4().hex, random.randrange(20000, 30000)
    environment = {**os.environ, TOKEN: token, "RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "disabled"}
    os.environ["RAY_AUTH_MODE"] = "disabled"
    started = [str(Path(sys.executable).with_name("ray")), "start", "--head", f"--port={port}", "--num-cpus=2",
               "--include-dashboard=false", "--block", f"--temp-dir=/tmp/ray{port}",
               "--object-store-memory=200000000"]  # fmt: skip
    with subprocess.Popen(started, env=environment, start_new_session=True, stdout=subprocess.DEVNULL) as head:
        time.sleep(15)
        yield f"127.0.0.1:{port}", token
        os.killpg(head.pid, signal.SIGTERM)
        head.wait(60)
        for pid in marked({token}, words=""):
            os.kill(pid, signal.SIGKILL)


@slow
@pytest.mark.parametrize("runner", ["native", "ray"])
def test_kills_of_workers_and_of_the_driver_change_nothing(
    runner: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    address, tokens = None, set[str]()
    if runner == "ray":
        address, token = request.getfixturevalue("cluster")
        tokens.add(token)
    source = news(tmp_path / "a.warc.gz", PAGES)
    calm = Driver(source, tmp_path / "calm", None).start()
    assert calm.wait(600) == 0, calm.stderr and calm.stderr.read()
    driver = Driver(source, tmp_path / "out", address)
    tokens.add(driver.token)
    chance = random.Random(8)
    running, killed, done = driver.start(), 0, lambda: (tmp_path / "out/manifest.json").exists()
    deadline = time.monotonic() + 3_000
    while not done() and time.monotonic() < deadline:
        if running.poll() is not None:
            if running.returncode == 0:
                break
            running = driver.start()
        if killed < KILLS and at_work(tmp_path / "out"):
            time.sleep(chance.uniform(0, 2))
            workers = [pid for words in VICTIMS for pid in marked(tokens, words=words)]
            victim = chance.choice([*workers, running.pid])
            try:
                os.kill(victim, signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                pass
            time.sleep(1)  # so that what was orphaned is gone
        time.sleep(0.05)
    assert running.wait(600) == 0
    assert tree(tmp_path / "out") == tree(tmp_path / "calm")
    log = (tmp_path / "out/run.log").read_text()
    working, starting = log.count("a worker crashed"), log.count("a worker failed")
    told = f"{working} of workers at work, {starting} of workers at their start, {log.count(' to do, ')} starts"
    print(f"{runner}: {killed} kills: {told}")
    assert killed == KILLS or runner == "ray", "more pages are needed for so many kills"

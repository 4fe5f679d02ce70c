"""A document that ends its process costs itself; a process that is killed costs nothing."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from pyarrow import parquet

from onrecord.corpus.folder import Folder
from onrecord.corpus.plan import Settings, Shard
from onrecord.corpus.supervisor import Supervisor
from onrecord.corpus.tables import Counts
from onrecord.errors import CorpusError
from tests.corpus import hostile
from tests.corpus.made import news, page, tree, warc

PLAIN = "onrecord.pipeline:process"


def whole(path: Path) -> Shard:
    return Shard(name="shard-000000", kind="warc", paths=(str(path),), size=path.stat().st_size)


def worked(out: Path, path: Path, process: str = PLAIN, **settings: int) -> Counts:
    folder = Folder(out)
    folder.work.mkdir(parents=True)
    Supervisor(str(out), "records", Settings(**settings), process).work(whole(path))  # type: ignore[arg-type]
    counts = folder.counts("records", "shard-000000")
    assert counts is not None
    return counts


def test_a_poisonous_document_costs_itself_and_is_named(tmp_path: Path) -> None:
    """A segmentation fault, an endless regular expression and a hunger for memory, between plain pages."""
    bad = {2: hostile.CRASHES, 4: hostile.LOOPS, 5: hostile.SWELLS}
    offsets = warc(tmp_path / "a.warc.gz", [page(n, words=bad.get(n, "")) for n in range(7)])
    found = worked(tmp_path / "out", tmp_path / "a.warc.gz", "tests.corpus.hostile:process", time_limit=2)
    assert found.rejections == {"crashed": 1, "out_of_memory": 1, "timed_out": 1} and found.articles == 4
    rows = parquet.read_table(tmp_path / "out/rejections/shard-000000.parquet").to_pylist()
    assert [(row["reason"], row["source"]) for row in rows] == [
        ("crashed", f"{tmp_path / 'a.warc.gz'}@{offsets[2]}"),
        ("timed_out", f"{tmp_path / 'a.warc.gz'}@{offsets[4]}"),
        ("out_of_memory", f"{tmp_path / 'a.warc.gz'}@{offsets[5]}"),
    ]
    warc(tmp_path / "b.warc.gz", [page(n, words=bad.get(n, "")) for n in range(7) if n not in bad])
    assert worked(tmp_path / "good", tmp_path / "b.warc.gz").statements == found.statements


def test_a_worker_killed_from_outside_costs_no_document(tmp_path: Path) -> None:
    path = news(tmp_path / "a.warc.gz", 24)
    worked(tmp_path / "calm", path)
    folder = Folder(tmp_path / "out")
    folder.work.mkdir(parents=True)
    supervisor = Supervisor(str(folder.out), "records", Settings(), PLAIN)
    working = threading.Thread(target=supervisor.work, args=(whole(path),))
    working.start()
    spool, killed, seen = folder.spool("records", "shard-000000"), 0, 0
    while working.is_alive():
        worker = supervisor._worker
        size = spool.stat().st_size if spool.exists() else 0
        if worker is not None and size > seen and killed < 3:
            os.kill(worker.pid, signal.SIGKILL)
            killed, seen = killed + 1, size
        time.sleep(0.01)
    assert killed == 3 and tree(folder.out) == tree(tmp_path / "calm")


def test_where_no_worker_starts_it_is_told(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.work.mkdir()
    supervisor = Supervisor(str(tmp_path), "records", Settings(bundle=str(tmp_path)), PLAIN)
    with pytest.raises(CorpusError, match=r"a worker fails at shard-000000: .*workers\.log"):
        supervisor.work(whole(news(tmp_path / "a.warc.gz", 1)))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("unwritable", ["progress", "done"])
def test_a_full_disk_costs_no_document(tmp_path: Path, unwritable: str) -> None:
    """Neither at a document nor behind the last one, and though the workers' log cannot be written either."""
    path, folder = news(tmp_path / "a.warc.gz", 3), Folder(tmp_path / "out")
    folder.work.mkdir(parents=True)
    (folder.work / "workers.log").symlink_to("/dev/full")
    (folder.work / unwritable).touch()  # where a folder should be
    supervisor = Supervisor(str(folder.out), "records", Settings(), PLAIN)
    with pytest.raises(CorpusError, match="a worker fails at shard-000000"):
        supervisor.work(whole(path))
    (folder.work / unwritable).unlink()
    supervisor.work(whole(path))
    counts = folder.counts("records", "shard-000000")
    assert counts is not None and (counts.articles, counts.rejections) == (3, {})

"""An object store, spoken to in its own protocol: what is read from it is what is read from a disk.

The server is moto's, a process of its own: `pipx install 'moto[s3,server]'`, or ONRECORD_MOTO names its `moto_server`.
It cannot be installed beside onrecord's test packages: it holds python-dateutil below 3.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from onrecord.corpus import records
from onrecord.data import Record
from tests.corpus.made import news, page, story, tree

MOTO = os.environ.get("ONRECORD_MOTO") or shutil.which("moto_server")
pytestmark = pytest.mark.skipif(not MOTO, reason="needs moto_server: pipx install 'moto[s3,server]'")


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The address of an S3 server that is empty."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, null = f"http://127.0.0.1:{port}", subprocess.DEVNULL
    with subprocess.Popen([str(MOTO), "-H", "127.0.0.1", "-p", str(port)], stdout=null, stderr=null) as server:
        for _ in range(150):
            try:
                urllib.request.urlopen(address, timeout=30).close()
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        yield address
        server.terminate()


def put(address: str, content: bytes = b"") -> None:
    request = urllib.request.Request(address, content, {"Content-Type": "application/octet-stream"}, method="PUT")
    urllib.request.urlopen(request, timeout=30).close()


def command(store: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ, "AWS_ENDPOINT_URL": store, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true",
    }  # fmt: skip
    run = [sys.executable, "-m", "onrecord", "corpus", "run", *map(str, arguments)]
    return subprocess.run(run, env=environment, capture_output=True, text=True, timeout=300)


def ids(out: Path) -> list[Record]:
    return sorted(records(out), key=lambda record: record.article.id)


def test_a_bucket_gives_the_tables_of_the_same_files_on_a_disk(store: str, tmp_path: Path) -> None:
    """WARC cut into shards, Parquet, JSON Lines and a page; the second time nothing is done again."""
    place = tmp_path / "2024"
    place.mkdir()
    news(place / "a.warc.gz", 12)
    rows = [{"id": f"row {n}", "text": story(n)} for n in range(20, 24)]
    parquet.write_table(pyarrow.Table.from_pylist(rows), place / "b.parquet", row_group_size=2)
    (place / "c.jsonl").write_text("".join(json.dumps({"id": f"{n}", "text": story(n)}) + "\n" for n in range(30, 33)))
    (place / "d.html").write_text(page(40))
    put(f"{store}/news")
    for path in place.iterdir():
        put(f"{store}/news/2024/{path.name}", path.read_bytes())
    options = ["--shard-mb", "0.003", "--workers", "1", "--out"]
    there = command(store, "s3://news/2024/*", *options, tmp_path / "there")
    here = command(store, place, *options, tmp_path / "here")
    assert there.returncode == here.returncode == 0, there.stderr
    assert len(ids(tmp_path / "there")) == 20 and ids(tmp_path / "there") == ids(tmp_path / "here")
    before = tree(tmp_path / "there")
    assert command(store, "s3://news/2024/*", *options, tmp_path / "there").returncode == 0
    assert tree(tmp_path / "there") == before


def test_what_the_store_has_not_is_one_line(store: str, tmp_path: Path) -> None:
    put(f"{store}/empty")
    for address in ("s3://empty/*.warc.gz", "s3://no-such-bucket/a.warc.gz"):
        done = command(store, address, "--out", tmp_path / "out")
        assert done.returncode == 2 and address in done.stderr.splitlines()[-1], done.stderr

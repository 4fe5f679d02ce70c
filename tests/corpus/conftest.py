"""What the tests of bulk runs share: one run, since each starts processes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from onrecord.corpus import Settings, run
from tests.corpus.made import news

SMALL = Settings(shard_mb=0.003)

slow = pytest.mark.skipif(not os.environ.get("ONRECORD_SLOW"), reason="takes minutes; set ONRECORD_SLOW=1")


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return news(tmp_path_factory.mktemp("archive") / "news.warc.gz", 16)


@pytest.fixture(scope="session")
def calm(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an undisturbed run over `archive`."""
    out = tmp_path_factory.mktemp("calm") / "out"
    run([str(archive)], out, SMALL, workers=2)
    return out

"""Where everything of a run lies in its folder, and what is written there whole or not at all.

DIR/statements/month=2020-07/shard-000012.parquet
DIR/articles/month=2020-07/shard-000012.parquet
DIR/rejections/shard-000012.parquet
DIR/manifest.json  run.log  summary/
DIR/_work/         plan.json, what is at work, what is done
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from onrecord.corpus.plan import Plan
from onrecord.corpus.tables import Counts
from onrecord.errors import CorpusError
from onrecord.read.files import is_utf8, shown
from onrecord.whole import put

Stage = Literal["texts", "records"]
"""`texts`: articles without statements, to find duplicates; `records`: all."""


class Folder:
    """A run's folder."""

    def __init__(self, out: str | os.PathLike[str]) -> None:
        self.out = Path(os.path.abspath(out))
        self.work = self.out / "_work"
        self.plan = self.work / "plan.json"
        self.manifest = self.out / "manifest.json"
        self.log = self.out / "run.log"

    def spool(self, stage: Stage, name: str) -> Path:
        return self.work / "spool" / stage / name

    def progress(self, stage: Stage, name: str) -> Path:
        return self.work / "progress" / stage / f"{name}.json"

    def done(self, stage: Stage, name: str) -> Path:
        return self.work / "done" / stage / f"{name}.json"

    def text(self, name: str) -> Path:
        return self.work / "texts" / f"{name}.parquet"

    def duplicates(self, name: str) -> Path:
        """For a shard that has any: each duplicate's number in the shard, and the place of what it repeats."""
        return self.work / "duplicates" / f"{name}.json"

    def part(self, name: str) -> Path:
        return self.work / "part" / name

    def counts(self, stage: Stage, name: str) -> Counts | None:
        """What came of a shard; None where it is not done, or a machine that went down left a broken mark."""
        try:
            return msgspec.json.decode(self.done(stage, name).read_bytes(), type=Counts)
        except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def read_plan(self) -> Plan | None:
        try:
            return msgspec.json.decode(self.plan.read_bytes(), type=Plan)
        except FileNotFoundError:
            return None
        except msgspec.MsgspecError as error:
            raise CorpusError(f"{self.plan}: is no plan of this version ({error}); name a new --out") from None

    def say(self, line: str) -> None:
        """Add a line to the log, with the time. Raises CorpusError where it cannot be written."""
        try:
            with self.log.open("a", encoding="utf-8") as file:
                file.write(f"{now()} {' '.join(line.split())}\n")
        except OSError as error:
            raise CorpusError(f"{self.log}: {error.strerror or error}; the same command goes on later") from None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep a second run out of the folder. Raises CorpusError where there is one, or the folder is another's."""
        if not is_utf8(str(self.out)):
            raise CorpusError(f"{shown(str(self.out))}: its name is not UTF-8; choose another --out")
        try:
            if self.out.exists() and not self.work.exists() and any(self.out.iterdir()):
                raise CorpusError(f"{self.out}: holds other files; name a new --out")
            self.work.mkdir(parents=True, exist_ok=True)
            file = (self.work / "lock").open("w")
        except OSError as error:
            raise CorpusError(f"{self.out}: {error.strerror or error}; choose another --out") from None
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CorpusError(f"{self.out}: another run is writing there; wait for it, or stop it") from None
            yield


def write_whole(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Write the file under a name that is not yet its own, and then give it that.

    What is `lasting` is on the disk when this returns, whatever happens to the machine.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    if lasting:
        put(part, path)
    else:
        os.replace(part, path)


def now() -> str:
    """UTC, ISO 8601 to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

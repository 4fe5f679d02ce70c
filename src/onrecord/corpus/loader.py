"""A run's folder to records again, for a ledger: one writer, shard after shard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from onrecord.corpus.folder import Folder
from onrecord.corpus.plan import Plan
from onrecord.corpus.tables import ARTICLES, STATEMENTS
from onrecord.data import Article, Record, Statement
from onrecord.errors import CorpusError

_ROWS = 200


def finished(out: str | os.PathLike[str]) -> Plan:
    """The plan of a run that is done. Raises CorpusError where there is none, or it is not done."""
    folder = Folder(out)
    plan = folder.read_plan()
    if plan is None:
        raise CorpusError(f"{out}: holds no run; `onrecord corpus run … --out {out}` makes one")
    left = sum(folder.counts("records", one.name) is None for one in plan.shards)
    if left:
        raise CorpusError(f"{out}: {left} of {len(plan.shards)} shards are not done; run the same command again")
    return plan


def reader(plan: Plan) -> str:
    """What read the records, as a ledger keeps it."""
    return f"onrecord {plan.onrecord} model {plan.model[:12]}"


def records(out: str | os.PathLike[str]) -> Iterator[Record]:
    """The records of a run that is done, shard by shard, in each by month. Raises CorpusError, at the call."""
    plan, folder = finished(out), Folder(out)
    return (record for shard in plan.shards for record in of_shard(folder, shard.name))


def of_shard(folder: Folder, name: str) -> Iterator[Record]:
    """The records of one shard, by month. Raises CorpusError where they cannot be read."""
    return (record for path in _files(folder.out, name) for record in _records(folder.out, path))


def article_ids(folder: Folder, name: str) -> Iterator[str]:
    """The ids of one shard's articles, in the order of `of_shard`."""
    return (row["id"] for path in _files(folder.out, name) for row in _rows(path, ["id"]))


def _files(root: Path, name: str) -> list[Path]:
    return sorted((root / ARTICLES).glob(f"month=*/{name}.parquet"))


def _records(root: Path, path: Path) -> Iterator[Record]:
    statements = _rows(root / STATEMENTS / path.relative_to(root / ARTICLES), ["article_id", "statement"])
    fields = [*Article.__struct_fields__, "statements"]
    for row in _rows(path, fields):
        count = row.pop("statements")
        row["byline"] = tuple(row["byline"])
        mine = list(islice(statements, count))
        if len(mine) != count or any(one["article_id"] != row["id"] for one in mine):
            raise CorpusError(f"{path}: its statements are not those that were written with it; run again")
        found = tuple(msgspec.json.decode(one["statement"], type=Statement) for one in mine)
        yield Record(article=Article(**row), statements=found)


def _rows(path: Path, columns: list[str]) -> Iterator[dict[str, Any]]:
    import pyarrow
    from pyarrow import parquet

    if not path.exists():  # a month without a statement
        return
    try:
        for batch in parquet.ParquetFile(path).iter_batches(_ROWS, columns=columns):
            yield from batch.to_pylist()
    except (OSError, pyarrow.ArrowException) as error:
        raise CorpusError(f"{path}: cannot be read ({error}); run again") from None

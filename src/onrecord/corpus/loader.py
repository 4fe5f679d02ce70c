"""A run's folder to records again, for a ledger: one writer, shard after shard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
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
    """The records of one shard, by month. Raises CorpusError where they cannot be read, or are not all there."""
    return (record for path in _files(folder, name) for record in _records(folder, path))


def article_ids(folder: Folder, name: str) -> Iterator[str]:
    """The ids of one shard's articles, in the order of `of_shard`."""
    return (row["id"] for path in _files(folder, name) for row in _rows(folder, path, ["id"]))


def damaged(folder: Folder, name: str, what: str) -> CorpusError:
    """What is told where tables of a shard that was done are broken: how to have them written anew."""
    return CorpusError(f"{what}; remove {folder.done('records', name)} and give the same `corpus run` again")


def _files(folder: Folder, name: str) -> list[Path]:
    """The shard's tables of articles, which hold as many as were counted when it was done."""
    found = sorted((folder.out / ARTICLES).glob(f"month=*/{name}.parquet"))
    counts = folder.counts("records", name)
    if counts and counts.articles != (held := sum(_number(folder, path) for path in found)):
        place = folder.out / ARTICLES / "month=*" / f"{name}.parquet"
        raise damaged(folder, name, f"{place}: holds {held} articles, where {counts.articles} were written")
    return found


def _records(folder: Folder, path: Path) -> Iterator[Record]:
    root = folder.out
    statements = _rows(folder, root / STATEMENTS / path.relative_to(root / ARTICLES), ["article_id", "statement"])
    fields = [*Article.__struct_fields__, "statements"]
    for row in _rows(folder, path, fields):
        count = row.pop("statements")
        row["byline"] = tuple(row["byline"])
        mine = list(islice(statements, count))
        if len(mine) != count or any(one["article_id"] != row["id"] for one in mine):
            raise damaged(folder, path.stem, f"{path}: its statements are not those that were written with it")
        found = tuple(msgspec.json.decode(one["statement"], type=Statement) for one in mine)
        yield Record(article=Article(**row), statements=found)


def _number(folder: Folder, path: Path) -> int:
    with _opened(folder, path) as file:
        return int(file.metadata.num_rows)


def _rows(folder: Folder, path: Path, columns: list[str]) -> Iterator[dict[str, Any]]:
    if not path.exists():  # a month without a statement
        return
    with _opened(folder, path) as file:
        for batch in file.iter_batches(_ROWS, columns=columns):
            yield from batch.to_pylist()


@contextmanager
def _opened(folder: Folder, path: Path) -> Iterator[Any]:
    """A table. Raises CorpusError where it is damaged."""
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            yield file
    except (OSError, pyarrow.ArrowException) as error:
        raise damaged(folder, path.stem, f"{path}: cannot be read ({error})") from None

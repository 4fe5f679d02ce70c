"""Articles before extraction: which language they are in, and which repeat an earlier one.

Near-duplicates are found as usual for web corpora (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive
Datasets, chapter 3): MinHash of runs of five words, candidates by equal bands, then the share of equal hashes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from onrecord.corpus import spool, storage
from onrecord.corpus.folder import Folder, write_whole
from onrecord.corpus.tables import Counts
from onrecord.data import Article, Capture, Record, Rejection
from onrecord.errors import CorpusError
from onrecord.read import article as read_article

if TYPE_CHECKING:
    import pyarrow

HASHES: Final = 128
BANDS: Final = 16
"""Two articles of Jaccard likeness 0.8 share a band with probability 0.95, those of 0.9 with 0.9999."""
RUN: Final = 5
LIKENESS: Final = 0.8
"""The share of equal hashes from which on an article is a duplicate."""

_SHARD: Final = 32  # bits for the number within a shard
_LANGUAGE_FROM: Final = 3_000  # code points that the language is told from


def language(article: Article) -> str:
    """The language that the text is in, ISO 639-1. What a page states is often its template's."""
    try:
        import py3langid
    except ImportError:
        raise CorpusError("--language needs py3langid; install it: pip install 'onrecord[corpus]'") from None
    code: str = py3langid.classify(article.text[:_LANGUAGE_FROM])[0]
    return code


def outcome(capture: Capture, is_other: Callable[[Article], bool]) -> Record | Rejection:
    """The article as a record without statements, or why it will be rejected."""
    read = read_article(capture)
    if isinstance(read, Rejection):
        return read
    if is_other(read):
        return Rejection(source=capture.place, reason="other_language", detail="")
    # Its place, which a record does not hold, goes where nobody will look for it
    return Record(article=msgspec.structs.replace(read, id=capture.place), statements=())


def write(file: Iterable[bytes], path: Path) -> Counts:
    """Write the texts of a spool as Parquet, for `find`."""
    from pyarrow import parquet

    numbers, places, words = list[int](), list[str](), list[str]()
    for number, found in enumerate(file):
        one = spool.outcome(found)
        if isinstance(one, Record):
            numbers.append(number)
            places.append(one.article.id)
            words.append(" ".join(re.findall(r"\w+", one.article.text.lower())))
    shard = int(path.stem.removeprefix("shard-"))
    keys = [shard << _SHARD | number for number in numbers]
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    parquet.write_table(_texts(keys, places, words), part, compression="zstd")
    os.replace(part, path)
    return Counts(articles=len(numbers))


def _texts(keys: list[int], places: list[str], words: list[str]) -> pyarrow.Table:
    import pyarrow as pa

    schema = pa.schema([("key", pa.int64()), ("place", pa.string()), ("words", pa.string())])
    return pa.table([keys, places, words], schema=schema)


def find(folder: Folder) -> int:
    """How many of all texts repeat an earlier one, in the order of the input; written down for each shard."""
    daft = storage.engine()
    col = daft.col
    texts = daft.read_parquet(str(folder.work / "texts" / "*.parquet"))
    hashes = texts.select(
        "key",
        daft.functions.minhash(col("words"), num_hashes=HASHES, ngram_size=RUN, hash_function="xxhash").alias("h"),
    )
    hashes = hashes.with_column("bands", _bands(daft, col("h"))).collect()
    bands = hashes.select("key", col("bands").alias("band")).explode("band")
    firsts = bands.groupby("band").agg(col("key").min().alias("first"))
    pairs = bands.join(firsts, on="band").where(col("first") < col("key")).select("key", "first").distinct()
    sides = hashes.select("key", "h")
    pairs = pairs.join(sides, on="key").join(
        sides.select(col("key").alias("first"), col("h").alias("h_first")), on="first"
    )
    pairs = pairs.with_column("like", _likeness(daft, col("h"), col("h_first"))).where(col("like") >= LIKENESS)
    repeats = pairs.groupby("key").agg(col("first").min().alias("first"))
    places = texts.select(col("key").alias("first"), "place")
    found = repeats.join(places, on="first").sort("key").to_pydict()
    shards: dict[int, dict[int, str]] = {}
    for key, place in zip(found["key"], found["place"], strict=True):
        shards.setdefault(key >> _SHARD, {})[key & (1 << _SHARD) - 1] = place
    for shard, repeated in shards.items():
        write_whole(folder.duplicates(f"shard-{shard:06}"), msgspec.json.encode(repeated))
    return len(found["key"])


def _bands(daft: Any, hashes: Any) -> Any:
    """A number for each of an article's bands: equal bands of two articles have equal numbers."""

    @daft.func.batch(return_dtype=daft.DataType.list(daft.DataType.uint64()))  # type: ignore[untyped-decorator]
    def bands(column: Any) -> Any:
        import numpy as np
        import pyarrow as pa

        arrow = column.to_arrow()
        values = np.asarray(arrow.flatten(), np.uint32).reshape(len(arrow), BANDS, HASHES // BANDS)
        mixed = np.broadcast_to(np.arange(1, BANDS + 1, dtype=np.uint64), values.shape[:2]).copy()
        for n in range(values.shape[2]):  # FNV-1a over the band's hashes, from its own number on
            mixed = (mixed ^ values[:, :, n].astype(np.uint64)) * np.uint64(0x100000001B3)
        return pa.array(list(mixed), pa.large_list(pa.uint64()))

    return bands(hashes)


def _likeness(daft: Any, left: Any, right: Any) -> Any:
    @daft.func.batch(return_dtype=daft.DataType.float64())  # type: ignore[untyped-decorator]
    def likeness(one: Any, other: Any) -> Any:
        import numpy as np
        import pyarrow as pa

        a, b = (np.asarray(side.to_arrow().flatten(), np.uint32).reshape(-1, HASHES) for side in (one, other))
        return pa.array((a == b).mean(1))

    return likeness(left, right)


def repeats(folder: Folder, name: str) -> dict[int, str]:
    """Of a shard, the numbers of the duplicates, each with the place of what it repeats."""
    try:
        return msgspec.json.decode(folder.duplicates(name).read_bytes(), type=dict[int, str])
    except FileNotFoundError:
        return {}

"""Articles before extraction: which language they are in, and which repeat an earlier one.

Near-duplicates are found as usual for web corpora (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive
Datasets, chapter 3): MinHash of runs of five words, candidates by equal bands, then the share of equal hashes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Final

import msgspec

from onrecord.corpus import spool, storage
from onrecord.corpus.folder import Folder, write_whole
from onrecord.corpus.tables import Counts
from onrecord.data import Article, Capture, Record, Rejection
from onrecord.errors import CorpusError
from onrecord.read import article as read_article
from onrecord.whole import put

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow

HASHES: Final = 128
BANDS: Final = 16
"""Two articles of Jaccard likeness 0.8 share a band with probability 0.95, those of 0.9 with 0.9999."""
RUN: Final = 5
LIKENESS: Final = 0.8
"""The share of equal hashes from which on an article is a duplicate."""

_STEP: Final = 1 << 15  # articles that are compared at a time: 16 MB of hashes
_LANGUAGE_FROM: Final = 3_000  # code points that the language is told from


def language(article: Article) -> str:
    """The language that the text is in, one of `languages`. What a page states is often its template's."""
    code: str = _langid().classify(article.text[:_LANGUAGE_FROM])[0]
    return code


def languages() -> frozenset[str]:
    """The codes of the languages that can be told: ISO 639-1, and 639-3 where that has none."""
    return frozenset(code for code, _ in _langid().rank(""))


def _langid() -> Any:
    try:
        import py3langid
    except ImportError:
        raise CorpusError("--language needs py3langid; install it: pip install 'onrecord[corpus]'") from None
    return py3langid


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
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    parquet.write_table(_texts(numbers, places, words), part, compression="zstd")
    put(part, path)
    return Counts(articles=len(numbers))


def _texts(numbers: list[int], places: list[str], words: list[str]) -> pyarrow.Table:
    import pyarrow as pa

    schema = pa.schema([("number", pa.int64()), ("place", pa.string()), ("words", pa.string())])
    return pa.table([numbers, places, words], schema=schema)


def find(folder: Folder) -> int:
    """How many of all texts repeat an earlier one, in the order of the input; written down for each shard.

    Their hashes lie in a file of 512 bytes an article that is gone afterwards, and one band is compared at a time, so
    that memory holds some 50 bytes an article.
    """
    import numpy as np
    from pyarrow import parquet

    paths = sorted((folder.work / "texts").glob("*.parquet"))
    edges = [0, *np.cumsum([parquet.read_metadata(path).num_rows for path in paths], dtype=int).tolist()]
    if not edges[-1]:
        return 0
    with TemporaryFile(dir=folder.work) as scratch:
        hashes = np.memmap(scratch, np.uint32, "w+", shape=(edges[-1], HASHES))
        for path, (a, b) in zip(paths, pairwise(edges), strict=True):
            hashes[a:b] = _hashes(parquet.read_table(path, columns=["words"])["words"].combine_chunks())
        earliest = _earliest(hashes)
    repeated = np.flatnonzero(earliest < np.arange(len(earliest)))
    wanted = np.unique(earliest[repeated])
    places = dict[int, str]()
    for path, (a, b) in zip(paths, pairwise(edges), strict=True):
        table = parquet.read_table(path, columns=["number", "place"])
        firsts = wanted[np.searchsorted(wanted, a) : np.searchsorted(wanted, b)]
        places.update(zip(firsts.tolist(), table["place"].take(firsts - a).to_pylist(), strict=True))
        within = repeated[np.searchsorted(repeated, a) : np.searchsorted(repeated, b)]
        numbers = table["number"].take(within - a).to_pylist()
        found = dict(zip(numbers, (places[n] for n in earliest[within].tolist()), strict=True))
        if found:
            write_whole(folder.duplicates(path.stem), msgspec.json.encode(found))
    return len(repeated)


def _hashes(words: pyarrow.Array) -> npt.NDArray[np.uint32]:
    """(N, HASHES) the MinHash of each text."""
    import numpy as np

    made = storage.engine().Series.from_arrow(words).minhash(HASHES, RUN, hash_function="xxhash")
    return np.asarray(made.to_arrow().flatten(), np.uint32).reshape(-1, HASHES)


def _earliest(hashes: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """(N,) of the first articles with each of an article's bands, the earliest that it is like; itself where none is.

    From the articles' hashes, (N, HASHES).
    """
    import numpy as np

    out = np.arange(len(hashes))
    for band in range(BANDS):
        columns = slice(band * HASHES // BANDS, (band + 1) * HASHES // BANDS)
        values = np.concatenate([_mixed(hashes[a : a + _STEP, columns]) for a in range(0, len(hashes), _STEP)])
        _, first, of_value = np.unique(values, return_index=True, return_inverse=True)
        first = first[of_value]
        closer = np.flatnonzero(first < out)
        for part in (closer[a : a + _STEP] for a in range(0, len(closer), _STEP)):
            alike = part[(hashes[part] == hashes[first[part]]).mean(1) >= LIKENESS]
            out[alike] = first[alike]
    return out


def _mixed(columns: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    """(N,) a number for each row of (N, C), FNV-1a over its hashes: equal rows have equal numbers."""
    import numpy as np

    mixed = np.full(len(columns), 0xCBF29CE484222325, np.uint64)
    for column in columns.T:
        mixed = (mixed ^ column) * np.uint64(0x100000001B3)
    return mixed


def repeats(folder: Folder, name: str) -> dict[int, str]:
    """Of a shard, the numbers of the duplicates, each with the place of what it repeats."""
    try:
        return msgspec.json.decode(folder.duplicates(name).read_bytes(), type=dict[int, str])
    except FileNotFoundError:
        return {}

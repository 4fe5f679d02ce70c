"""What workers do to link a corpus: find the links within two blocks of it, sort its sayings, gather its utterances.

A block is some shards in a row. Whatever block two statements are in, one pair of blocks has both, and there the
linker in memory finds what it would find if it held the whole corpus.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final, Literal

import msgspec

from onrecord.corpus.folder import Folder, write_whole
from onrecord.corpus.loader import of_shard
from onrecord.corpus.utterances import write
from onrecord.data import LinkKind, Record, Utterance
from onrecord.gathering import Carrier, Saying, gathered, utterance_id, when
from onrecord.link import Linker
from onrecord.link.copies import Copies
from onrecord.link.sayings import sayings
from onrecord.voices import Voice

Kind = Literal[LinkKind, "partly", "denies", "copy"]
"""`partly`: the same words, but an overlap alone; `denies`: the record says so; `copy`: two articles of one story."""

_TELL_EVERY: Final = 0.5  # seconds


class Block(msgspec.Struct, frozen=True):
    """Shards in a row."""

    shards: tuple[str, ...]
    repeated: tuple[str, ...]
    """Ids of its articles that an earlier block has too: such an article is left out."""


class End(msgspec.Struct, frozen=True, array_like=True):
    """A statement, or a quoted passage that no statement covers, that a link goes to; of a copy, an article."""

    id: str
    block: int
    article: str
    published: str | None
    stated: bool
    outlines: tuple[bytes, ...] = ()
    """Of each of its sayings, as `cores.wordings` takes them."""
    voice: Voice | None = None
    """None of an article."""


class Tie(msgspec.Struct, frozen=True, array_like=True):
    """A link between two, as far as it decides what is gathered."""

    left: End
    right: End
    kind: Kind


class Belonging(msgspec.Struct, frozen=True, array_like=True):
    """What a saying that has a link is part of."""

    utterance: str | None
    """None where it is of none: nobody states it, and no other article has it."""
    partly: tuple[str, ...]


class Sorted(msgspec.Struct, frozen=True, array_like=True):
    """A saying with the utterance that it is gathered into."""

    utterance: str
    partly: bool
    outlet: str | None
    story: str
    """Of the articles that are copies of its article, the least id; its own where there are none."""
    saying: Saying


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One step of linking."""

    step: Literal["links", "sort", "gather"]
    blocks: tuple[int, ...] = ()
    bucket: int = 0
    buckets: int = 1

    @property
    def name(self) -> str:
        return f"bucket-{self.bucket:05}" if self.step == "gather" else "-".join(f"{n:05}" for n in self.blocks)


class Place:
    """Where linking keeps what it is at, below a run's folder."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self.work = folder, folder.work / "link"
        self.plan = self.work / "plan.json"
        self.merged = self.work / "merged"
        self.parts = self.work / "utterances"

    def done(self, task: Task) -> Path:
        """There when the task is done; of `links` it holds them."""
        return self.work / task.step / f"{task.name}.done"

    def progress(self, task: Task) -> Path:
        return self.work / "progress" / f"{task.step}-{task.name}"

    def belonging(self, block: int) -> Path:
        return self.work / "belonging" / f"{block:05}.json"

    def others(self, bucket: int) -> Path:
        return self.work / "others" / f"{bucket:05}.json"

    def sorted(self, bucket: int, block: int) -> Path:
        return self.work / "sorted" / f"{bucket:05}" / f"{block:05}.jsonl"


class Worker:
    """Does the tasks of linking, one after another."""

    def __init__(self, out: str, blocks: tuple[Block, ...]) -> None:
        self._place, self._blocks = Place(Folder(out)), blocks
        self._told = 0.0

    def __call__(self, given: str) -> str:
        """The name of the task, when it is done."""
        task = msgspec.json.decode(given, type=Task)
        steps = {"links": self._link, "sort": self._sort, "gather": self._gather}
        write_whole(self._place.done(task), steps[task.step](task))
        self._place.progress(task).unlink(missing_ok=True)
        return task.name

    def _records(self, task: Task) -> Iterator[tuple[int, Record]]:
        """The records of the task's blocks, each id once, with the block's number."""
        seen, number = set[str](), 0
        for block in task.blocks:
            repeated = frozenset(self._blocks[block].repeated)
            for name in self._blocks[block].shards:
                for record in of_shard(self._place.folder, name):
                    id = record.article.id
                    if id not in seen and id not in repeated:
                        seen.add(id)
                        yield block, record
                    number += 1
                    self._tell(task, number)

    def _tell(self, task: Task, number: int) -> None:
        """Write down how far it is, for who watches; only now and then."""
        if time.monotonic() - self._told > _TELL_EVERY:
            self._told = time.monotonic()
            write_whole(self._place.progress(task), str(number).encode(), lasting=False)

    def _link(self, task: Task) -> bytes:
        """The links within the task's blocks, a `Tie` a line."""
        linker, copies = Linker(), Copies()
        articles = list[End]()
        of_article, first = dict[str, int](), dict[str, int]()
        article_of, stated = array("L"), array("B")
        ties = list[bytes]()

        def end(id: str) -> End:
            n = first[id]
            return msgspec.structs.replace(
                articles[article_of[n]],
                id=id,
                stated=bool(stated[n]),
                outlines=linker.outlines(n),
                voice=linker.voice(n),
            )

        def tie(left: End, right: End, kind: Kind) -> None:
            ties.append(msgspec.json.encode(Tie(left, right, kind)) + b"\n")

        for block, record in self._records(task):
            article, number = record.article, len(articles)
            published = article.published.isoformat() if article.published else None
            articles.append(End(article.id, block, article.id, published, True))
            of_article[article.id] = number
            for copy in copies.add(article.id, article.text):
                tie(articles[of_article[copy]], articles[number], "copy")
            found = list(sayings(record))
            for s in found:
                first.setdefault(s.id, len(article_of))
                article_of.append(number)
                stated.append(s.statement is not None)
            for link in linker.add_sayings(found):
                is_part = link.kind == "same" and link.relation == "overlap"
                tie(end(link.left), end(link.right), "partly" if is_part else link.kind)
            for statement in record.statements:
                if statement.denies in first:
                    tie(end(statement.id), end(statement.denies), "denies")
        return b"".join(ties)

    def _sort(self, task: Task) -> bytes:
        """Write the sayings of the task's block where they are gathered."""
        (block,) = task.blocks
        belonging, stories = msgspec.json.decode(
            self._place.belonging(block).read_bytes(), type=tuple[dict[str, Belonging], dict[str, str]]
        )
        with ExitStack() as stack:
            files = [stack.enter_context(_opened(self._place.sorted(n, block))) for n in range(task.buckets)]
            for _, record in self._records(task):
                article = record.article
                for saying in sayings(record):
                    own = utterance_id(saying.id) if saying.statement else None
                    part = belonging.get(saying.id, Belonging(own, ()))
                    for utterance in (part.utterance, *part.partly):
                        if utterance is not None:
                            row = Sorted(
                                utterance, utterance != part.utterance, article.outlet,
                                stories.get(article.id, article.id), saying._replace(context=frozenset()),
                            )  # fmt: skip
                            files[bucket_of(utterance, task.buckets)].write(msgspec.json.encode(row) + b"\n")
        return b""

    def _gather(self, task: Task) -> bytes:
        """Write the utterances of the task's bucket as Parquet; their number."""
        others = msgspec.json.decode(
            self._place.others(task.bucket).read_bytes(), type=dict[str, dict[LinkKind, set[str]]]
        )
        groups = dict[str, list[bytes]]()
        first = dict[str, tuple[str, str]]()
        decoder = msgspec.json.Decoder(Sorted)
        for block in range(len(self._blocks)):
            with self._place.sorted(task.bucket, block).open("rb") as file:
                for line in file:
                    row = decoder.decode(line)
                    groups.setdefault(row.utterance, []).append(line)
                    if not row.partly:
                        day, id = when(row.saying)
                        first[row.utterance] = min(first.get(row.utterance, ("~", "")), (day.isoformat(), id))
        found = (
            _gathered(map(decoder.decode, groups[id]), others.get(id, {}))
            for id in sorted(groups, key=first.__getitem__)
        )
        return str(write(found, self._place.parts, f"part-{task.bucket:05}")).encode()


def bucket_of(utterance: str, buckets: int) -> int:
    """Which bucket the utterance is gathered in."""
    return int(utterance[:8], 16) % buckets


def _gathered(rows: Iterable[Sorted], others: dict[LinkKind, set[str]]) -> tuple[Utterance, dict[str, str]]:
    """The utterance, and the story of each of its articles."""
    group, stories, outlets = list[Saying](), dict[str, str](), dict[str, str | None]()
    partly = dict[str, Saying]()
    for row in rows:
        stories[row.saying.article], outlets[row.saying.article] = row.story, row.outlet
        if row.partly:
            partly[row.saying.id] = row.saying  # of a statement's two, the quoted part
        else:
            group.append(row.saying)
    number = {story: n for n, story in enumerate(sorted(set(stories.values())))}
    carriers = {id: Carrier(outlets[id], number[story]) for id, story in stories.items()}
    return gathered(group, sorted(partly.values(), key=when), others, carriers), stories


def _opened(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("wb")

"""The command line's verbs for bulk runs: `onrecord corpus run`, `link` and `load`; no logic."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.ledger import RECORD_DB, LedgerOption
from onrecord.cli.shared import DONE, SOME_REJECTED, BundleOption, progress, say, stopping

if TYPE_CHECKING:
    from onrecord.corpus import Manifest
    from onrecord.corpus.progress import Progress
    from onrecord.data import Added, Rejection

app = typer.Typer(rich_markup_mode="markdown", no_args_is_help=True)


@app.callback()
def _corpus() -> None:
    """Bulk runs over many documents, on one machine or a Ray cluster, that can be stopped and go on."""


@app.command(
    epilog="""
**Examples**

`onrecord corpus run CC-NEWS-20240102030405-00001.warc.gz --out news/` — a file of Common Crawl's news\n
`onrecord corpus run archive/ more.jsonl --out out/ --language en --dedup` — English, each story once\n
`onrecord corpus run 's3://bucket/2024/*.warc.gz' --out /shared/out --ray auto` — on the cluster this machine is in\n
`duckdb -c "from 'out/statements/*/*.parquet' select speaker, count(*) group by 1 order by 2 desc limit 9"`

Stopped at any moment, the same command goes on where it was. docs/large-corpora.md tells of all that is written.

**Exit status**: 0 all is done (rejected documents are in DIR/rejections), 2 an input is missing, an option is wrong,
or the run cannot go on.
"""
)
def run(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT…",
            help="WARC, HTML, text, articles as JSON Lines or Parquet; folders of these; s3:// gs:// hf:// addresses.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new folder, or that of the run to go on with.")],
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Only articles in this language: en, de …")
    ] = None,
    dedup: Annotated[bool, typer.Option("--dedup", help="Each story once: near-duplicates are rejected.")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, max=4096, help="Processes; as many as cores by default.")
    ] = None,
    ray: Annotated[
        str | None,
        typer.Option("--ray", metavar="ADDRESS", help="Of a Ray cluster; auto for this machine's."),
    ] = None,
    shard_mb: Annotated[
        float, typer.Option("--shard-mb", min=0.001, max=1_000_000, help="Megabytes of input in a shard.")
    ] = 32,
    time_limit: Annotated[
        int, typer.Option("--time-limit", min=1, help="Seconds of processor time that a document may take.")
    ] = 60,
    memory_limit: Annotated[
        int, typer.Option("--memory-limit", min=50, help="Megabytes that a document may take.")
    ] = 1_000,
    bundle: BundleOption = None,
) -> None:
    """Read very many documents and write who said what as Parquet, with a manifest and a summary."""
    from onrecord import corpus

    settings = corpus.Settings(
        language=language,
        dedup=dedup,
        bundle=None if bundle is None else str(bundle),
        shard_mb=shard_mb,
        time_limit=time_limit,
        memory_limit=memory_limit,
    )
    with stopping():
        try:
            with _told(out):
                done = corpus.run(inputs, out, settings, workers=workers, ray=ray)
        except KeyboardInterrupt:
            say("onrecord: stopped; the same command goes on from here")
            os._exit(128 + signal.SIGINT)  # at once: Daft aborts where it is left in the middle of a query
        _, files = corpus.summarise(out)
    _print(done, out, files)
    raise typer.Exit(DONE)


@app.command(
    epilog="""
**Examples**

`onrecord corpus load out/` — into record.db\n
`onrecord corpus load out/ --ledger postgresql://desk@db.example/record` — where many share it

It can be stopped at any moment: what was counted is stored, and running it again adds what is missing.

**Exit status**: 0 all is stored, 1 some records cannot be stored (each is named on standard error), 2 the run is not
done, or the ledger cannot be written.
"""
)
def load(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `corpus run --out` wrote.")],
    ledger: LedgerOption = RECORD_DB,
    reread: Annotated[bool, typer.Option("--reread", help="Also what another model has read: a new version.")] = False,
) -> None:
    """Fill a ledger from what a bulk run wrote. Nothing is extracted again."""
    from onrecord.cli.ledger import counted, opened
    from onrecord.corpus import loader
    from onrecord.data import Added
    from onrecord.terminal import rejected

    total = Added()
    with stopping():
        records = loader.records(folder)
        reader = loader.reader(loader.finished(folder))
        with opened(ledger, make=True) as record, progress() as (console, told):

            def stored(more: Added) -> None:
                nonlocal total
                total += more
                told(counted(total))

            def refused(rejection: Rejection) -> None:
                say(rejected(rejection), console)

            added = record.add(records, reader=reader, reread=reread, on_commit=stored, on_rejection=refused)
    print(f"{ledger}: {counted(added)}")
    raise typer.Exit(SOME_REJECTED if added.rejected else DONE)


@app.command(
    epilog="""
**Examples**

`onrecord corpus link out/` — out/utterances/month=…/part-00000.parquet\n
`onrecord corpus link /shared/out --ray auto` — on the cluster this machine is in\n
`duckdb -c "from 'out/utterances/*/*.parquet' select words, outlets where altered_sense order by sources desc"`

The same utterances and ids as `onrecord link` gives over the same articles. Stopped at any moment, the same command
goes on where it was. docs/large-corpora.md tells of all that is written.

**Exit status**: 0 all is linked, 2 the run is not done, or linking cannot go on.
"""
)
def link(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `corpus run --out` wrote.")],
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, max=4096, help="Processes; as many as cores by default.")
    ] = None,
    ray: Annotated[
        str | None,
        typer.Option("--ray", metavar="ADDRESS", help="Of a Ray cluster; auto for this machine's."),
    ] = None,
    block: Annotated[
        int, typer.Option("--block", min=1, help="Statements in a block; a worker holds two blocks in memory.")
    ] = 500_000,
) -> None:
    """Gather the statements of a bulk run that report the same words into utterances, without a ledger."""
    from onrecord import corpus

    with stopping():
        try:
            with _watched(lambda: _steps(folder)):
                linked = corpus.link(folder, statements=block, workers=workers, ray=ray).linked
        except KeyboardInterrupt:
            say("onrecord: stopped; the same command goes on from here")
            os._exit(128 + signal.SIGINT)  # at once: Daft aborts where it is left in the middle of a query
    assert linked is not None
    print(f"{folder}: utterances: {linked.utterances}, articles: {linked.articles}")
    if linked.repeated:
        say(f"{linked.repeated} articles were left out: an earlier one has their id")


def _steps(folder: Path) -> str | None:
    from onrecord.corpus import joining

    now = joining.progress(folder)
    if now is None:
        return None
    step, done, number, read = now
    what = {"links": "comparing", "sort": "sorting", "gather": "gathering"}[step]
    return f"{what}: {done} of {number} parts done, {read} articles read for those at work"


@contextmanager
def _told(out: Path) -> Iterator[None]:
    """A run's progress on one live line."""
    from onrecord.corpus.folder import Folder
    from onrecord.corpus.progress import Watch

    watch = Watch(Folder(out))
    with _watched(lambda: None if (now := watch.look()) is None else _line(now)):
        yield


@contextmanager
def _watched(look: Callable[[], str | None]) -> Iterator[None]:
    """What `look` gives, on one live line while the work goes on; nothing where nobody would see it."""
    over = threading.Event()
    with progress() as (console, told):

        def tell() -> None:
            while not over.wait(0.5):
                if (line := look()) is not None:
                    told(line)

        teller = threading.Thread(target=tell, daemon=True)
        if console.is_terminal:
            teller.start()
        try:
            yield
        finally:
            over.set()
            if console.is_terminal:
                teller.join(5)


def _line(now: Progress) -> str:
    left = "?" if now.seconds_left is None else str(timedelta(seconds=round(now.seconds_left)))
    what = "looking for duplicates" if now.stage == "texts" else f"{now.counts.statements} statements"
    return (
        f"{now.share:.0%} · {now.counts.articles} articles ({now.per_second:.1f}/s) · {what} · "
        f"rejected: {_reasons(now.counts.rejections)} · {left} left"
    )


def _print(done: Manifest, out: Path, files: list[Path]) -> None:
    counts = done.counts
    print(f"{out}: articles: {counts.articles}, statements: {counts.statements}")
    print(f"rejected: {_reasons(counts.rejections)}")
    print(f"summary: {', '.join(path.name for path in files)} in {out / 'summary'}")
    if len(files) == 1:
        say("for plots, install matplotlib: pip install 'onrecord[plots]', and run the same command again")


def _reasons(rejections: dict[str, int]) -> str:
    return ", ".join(f"{n} {reason}" for reason, n in rejections.items()) or "none"

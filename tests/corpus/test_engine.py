"""A run: the same statements as elsewhere, the same bytes however often it was stopped, and clear refusals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from pyarrow import parquet

from onrecord.corpus import Manifest, Settings, records, run, summarise
from onrecord.corpus.folder import Folder
from onrecord.corpus.progress import Watch
from onrecord.data import Query, Record
from onrecord.errors import CorpusError
from onrecord.extract import Extractor
from onrecord.ledger import Ledger
from onrecord.pipeline import process
from onrecord.read import captures
from tests.corpus.conftest import SMALL
from tests.corpus.made import news, page, story, tree, warc

COMMAND = [sys.executable, "-m", "onrecord", "corpus"]


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=300)


def test_it_gives_the_records_that_extract_gives(calm: Path, archive: Path, extractor: Extractor) -> None:
    expected = [one for one in process(captures(archive), extractor) if isinstance(one, Record)]
    found = list(records(calm))
    assert len(found) == 16 and {one.article.id: one for one in found} == {one.article.id: one for one in expected}


def test_the_tables_are_partitioned_by_month_and_typed(calm: Path) -> None:
    assert {path.parent.name for path in calm.glob("statements/*/*")} == {f"month=2024-0{n}" for n in (1, 2, 3)}
    rows = parquet.read_table(calm / "statements", partitioning="hive").to_pylist()
    assert all(str(row["published"])[:7] == row["month"] for row in rows)
    assert {json.loads(row["statement"])["id"] for row in rows} == {row["statement_id"] for row in rows}
    articles = parquet.read_table(calm / "articles", partitioning="hive")
    assert sum(articles["statements"].to_pylist()) == len(rows) and articles.num_rows == 16


def test_the_engine_reads_what_it_wrote_with_its_months(calm: Path) -> None:
    import daft

    frame = daft.read_parquet(str(calm / "statements/**/*.parquet"), hive_partitioning=True)
    assert set(frame.select("month").distinct().to_pydict()["month"]) == {"2024-01", "2024-02", "2024-03"}


def test_the_manifest_counts_and_names_what_it_was_made_with(calm: Path) -> None:
    made = msgspec.json.decode((calm / "manifest.json").read_bytes(), type=Manifest)
    assert made.counts.articles == 16 and made.counts.statements == len(list_statements(calm))
    assert made.settings == SMALL and len(made.model) == 64 and made.versions["daft"] and made.shards > 2


def list_statements(out: Path) -> list[str]:
    return [s.id for record in records(out) for s in record.statements]


def test_it_goes_on_after_the_shards_that_are_done(calm: Path, archive: Path, tmp_path: Path) -> None:
    """Half of the shards done, one half written, with a torn last line: the same bytes in the end."""
    out = tmp_path / "out"
    run([str(archive)], out, SMALL, workers=1)
    folder = Folder(out)
    (out / "manifest.json").unlink()
    for n in (1, 3):
        folder.done("records", f"shard-{n:06}").unlink()
        for path in out.glob(f"statements/*/shard-{n:06}.parquet"):
            path.unlink()
    folder.spool("records", "shard-000001").write_bytes(b'R{"article": {"id"')
    kept = {path: path.stat().st_mtime_ns for path in out.glob("statements/*/shard-000000.parquet")}
    run([str(archive)], out, SMALL, workers=1)
    assert tree(out) == tree(calm) and kept == {path: path.stat().st_mtime_ns for path in kept}


@pytest.mark.parametrize("left", [b"", b"\0" * 40, b'{"articles": '])
def test_a_shard_whose_mark_is_broken_is_done_again(calm: Path, archive: Path, tmp_path: Path, left: bytes) -> None:
    """As a machine that went down may leave it."""
    out = Path(shutil.copytree(calm, tmp_path / "out"))
    Folder(out).done("records", "shard-000001").write_bytes(left)
    with pytest.raises(CorpusError, match=r"1 of .* shards are not done"):
        records(out)
    run([str(archive)], out, SMALL, workers=1)
    assert tree(out) == tree(calm) and Folder(out).counts("records", "shard-000001")


@pytest.mark.parametrize("table", ["articles", "statements"])
@pytest.mark.parametrize("left", [None, b""])
def test_tables_that_are_not_whole_are_told_with_what_to_do(
    calm: Path, archive: Path, tmp_path: Path, table: str, left: bytes | None
) -> None:
    """Nothing is left out without a word, and what the error says to do mends it."""
    out = Path(shutil.copytree(calm, tmp_path / "out"))
    broken = min(out.glob(f"{table}/*/*.parquet"))
    broken.unlink() if left is None else broken.write_bytes(left)
    with pytest.raises(CorpusError, match=r"remove .* and give the same `corpus run` again") as told:
        list(records(out))
    Path(str(told.value).rpartition("remove ")[2].split(" and ")[0]).unlink()
    run([str(archive)], out, SMALL, workers=1)
    assert tree(out) == tree(calm)


@pytest.mark.parametrize("change", ["settings", "inputs"])
def test_another_run_is_kept_out_of_the_folder(calm: Path, archive: Path, tmp_path: Path, change: str) -> None:
    sources = [str(archive)] if change == "settings" else [str(news(tmp_path / "b.warc.gz", 1))]
    with pytest.raises(CorpusError, match=f"a run with other {change}"):
        run(sources, calm, Settings(shard_mb=7) if change == "settings" else SMALL)


def test_an_input_that_was_edited_is_another_input(tmp_path: Path) -> None:
    """Though its size is the same."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Nobody came, said Mara Quill."}\n')
    run([str(path)], tmp_path / "out", workers=1)
    path.write_text('{"text": "Nobody left, said Mara Quill."}\n')
    with pytest.raises(CorpusError, match="a run with other inputs"):
        run([str(path)], tmp_path / "out")


def test_two_runs_at_once_are_refused(calm: Path, archive: Path) -> None:
    with Folder(calm).locked(), pytest.raises(CorpusError, match="another run is writing"):
        run([str(archive)], calm, SMALL)


def test_a_folder_with_other_files_is_left_alone(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CorpusError, match="holds other files"):
        run([str(archive)], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_whose_name_is_not_utf8_is_one_line(archive: Path, tmp_path: Path) -> None:
    done = command("run", archive, "--out", tmp_path / os.fsdecode(b"caf\xe9") / "out")
    assert done.returncode == 2 and r"caf\xe9/out: its name is not UTF-8" in done.stderr.replace("\n", "")
    assert "Traceback" not in done.stderr and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--language", "xx", "'xx' is no language that can be told; give a code as ar, de, en"),
        ("--language", "English", "'English' is no language"),
        ("--language", "", "'' is no language"),
        ("--shard-mb", "inf", "--shard-mb"),
        ("--shard-mb", "nan", "--shard-mb"),
    ],
)
def test_a_wrong_option_is_told_before_anything_is_read(
    archive: Path, tmp_path: Path, option: str, value: str, told: str
) -> None:
    done = command("run", archive, "--out", tmp_path / "out", option, value)
    assert done.returncode == 2 and told in done.stderr.replace("\n", ""), done.stderr
    assert "Traceback" not in done.stderr and not (tmp_path / "out/_work/plan.json").exists()


def test_language_and_duplicates_are_rejected_before_extraction_with_reasons(tmp_path: Path) -> None:
    spanish = "<html><body>" + "<p>El alcalde dijo ayer que la reunión no tendrá lugar y que nadie lo sabía.</p>" * 4
    longer = [page(n).replace("<p></p>", f"<p>{story(n + 50)} {story(n + 60)}</p>") for n in (1, 2)]
    again = longer[0].replace("Monday", "Tuesday", 1)
    offsets = warc(tmp_path / "a.warc.gz", [*longer, spanish, again, longer[1]])
    done = command("run", tmp_path / "a.warc.gz", "--out", tmp_path / "out", "--language", "en", "--dedup",
                   "--shard-mb", "0.002", "--workers", "2")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "articles: 2" in done.stdout and "2 duplicate, 1 other_language" in done.stdout
    rows = [row for path in (tmp_path / "out/rejections").iterdir() for row in parquet.read_table(path).to_pylist()]
    told = {int(row["source"].rpartition("@")[2]): row["detail"] for row in rows if row["reason"] == "duplicate"}
    assert set(told) == set(offsets[3:]) and f"@{offsets[0]}." in told[offsets[3]]


def test_load_fills_a_ledger_with_the_same_records(calm: Path, tmp_path: Path) -> None:
    for text in ("16 new", "16 there already"):
        done = command("load", calm, "--ledger", tmp_path / "record.db")
        assert done.returncode == 0 and text in done.stdout, done.stderr
    with Ledger.open(tmp_path / "record.db", make=False) as ledger:
        found = ledger.find(Query(), limit=100).found
    assert sorted(one.statement.id for one in found) == sorted(list_statements(calm))


def test_what_is_not_done_is_not_loaded(tmp_path: Path) -> None:
    done = command("load", tmp_path, "--ledger", tmp_path / "record.db")
    assert done.returncode == 2 and "holds no run" in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "record.db").exists()


def test_ctrl_c_says_that_it_can_go_on(tmp_path: Path) -> None:
    source = news(tmp_path / "a.warc.gz", 2_000)
    arguments = ["run", str(source), "--out", str(tmp_path / "out"), "--shard-mb", "0.01"]
    with subprocess.Popen([*COMMAND, *arguments], stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        while not list(tmp_path.glob("out/_work/spool/*/*")):
            assert running.poll() is None
            time.sleep(0.1)
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(30) == 130 and running.stderr is not None
        assert "onrecord: stopped; the same command goes on from here\n" in (told := running.stderr.read())
        assert "Traceback" not in told


def test_a_missing_input_is_one_line(tmp_path: Path) -> None:
    done = command("run", tmp_path / "nothing.warc.gz", "--out", tmp_path / "out")
    assert done.returncode == 2 and "nothing.warc.gz" in done.stderr and done.stderr.count("\n") == 1


def test_the_summary_counts_what_is_in_the_tables(calm: Path) -> None:
    found, files = summarise(calm)
    rows = parquet.read_table(calm / "statements", partitioning="hive").to_pylist()
    assert {month: sum(n for _, m, n in found.months if m == month) for _, month, _ in found.months} == Counter(
        row["month"] for row in rows
    )
    named = [row["speaker"] for row in rows if row["basis"] == "named_person"]
    assert dict(found.people) == {name: named.count(name) for name in set(named)} and len(set(named)) > 2
    ((outlet, sourced, unnamed),) = found.unnamed
    hidden = sum(row["basis"] in ("unnamed_person", "unnamed_group") for row in rows)
    assert outlet == "The Aldermoor Echo" and unnamed == hidden and sourced > unnamed > 0
    drawn = {path.name: path.read_bytes() for path in files}
    assert set(drawn) == {"summary.json", "months.svg", "people.svg", "unnamed.svg"}
    assert {path.name: path.read_bytes() for path in summarise(calm)[1]} == drawn, "the same figures, the same bytes"


@dataclass
class Moment:
    share: float
    documents: int


def test_progress_is_told_from_the_folder(calm: Path) -> None:
    now = Watch(Folder(calm)).look()
    assert now is not None and Moment(now.share, now.counts.documents) == Moment(1.0, 16)
    assert Watch(Folder(calm / "nothing")).look() is None

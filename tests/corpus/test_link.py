"""Linking a run's folder gives the utterances of `onrecord link`, however it is divided, stopped or run."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from pyarrow import parquet

from onrecord.corpus import Manifest, Settings, joining, link, records, run
from onrecord.corpus.folder import Folder
from onrecord.data import Utterance
from onrecord.errors import CorpusError
from onrecord.link import Linker
from tests.corpus.conftest import slow

WORDS = (
    "The old ferry terminal will be closed before the winter storms arrive, and nobody has told the fishermen why",
    "Our auditors found eleven missing invoices in the cellar of the courthouse, wrapped in Christmas paper",
    "We never promised a second bridge across the estuary, whatever that brochure from the ministry claims",
    "Children were swimming beside the sewage outlet while the laboratory was still counting bacteria",
)
SPEAKERS = ("Mara Quill", "Tobias Renn", "Ines Okafor")
NEAR = "Reporters from Aldermoor met her at the Thorne Hotel beside Saltmarsh Cathedral on Eastfield Road."


def articles() -> list[dict[str, str]]:
    """Four utterances as three speakers' and as nobody's, whole, cut, altered, overlapping, months apart; copies;
    and two sentences by themselves and together."""
    out = []
    for n in range(40):
        words, speaker = WORDS[n % 4], SPEAKERS[0 if n % 5 else n % 3]
        split = words.split()
        shown = (
            words,
            " ".join(split[:10]),
            " ".join(split[4:]),
            words.replace(" and ", " but ").replace("never ", ""),
            f"{' '.join(split[7:])}. The harbour board of Northmoor will meet again about it in the spring",
        )[n // 4 % 5]
        told = (
            f"“{shown},” said {speaker}, who runs the quay."
            if n % 7
            else f"Painted on the wall in red letters two metres high: “{shown}” and a fish."
        )
        if n % 11 == 3:
            denied = " ".join(split[:12]).lower()
            told = f"“{words},” said {speaker}.\n\nThe mayor, Piet Lammers, denied that {denied}."
        own = "" if n % 6 == 0 else f"Page {n} of the register for berth {n * 7} was torn out in year {n + 1900}. " * 2
        month = 1 + n // 4 % 10
        out.append(
            {"id": f"a{n}", "outlet": f"Outlet {n % 6}", "published": f"2024-{month:02}-{n % 27 + 1:02}",
             "text": f"{NEAR}\n\n{told}\n\n{own}"}
        )  # fmt: skip
    first, second = "Nobody should sell a lighthouse by auction", "the gulls of Aldermoor will not be consulted twice"
    for n, said in enumerate((first, second, f"{first}, and {second}")):
        text = f"{NEAR}\n\n“{said},” said Mara Quill, who runs the quay."
        out.append({"id": f"b{n}", "outlet": "Outlet 1", "published": f"2024-03-0{n + 1}", "text": text})
    return [*out, out[5] | {"text": "Another story has this id, which is left out when statements are linked. " * 3}]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "articles.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in articles()))
    return path


@pytest.fixture(scope="module")
def made(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "out"
    run([str(source)], out, Settings(shard_mb=0.005), workers=2)
    return out


@pytest.fixture
def corpus(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "out"))


@pytest.fixture(scope="module")
def expected(made: Path) -> list[Utterance]:
    linker = Linker()
    assert sum(linker.taken(one) is not None for one in records(made)) == 1
    return list(linker.utterances())


def rows(out: Path) -> list[dict[str, object]]:
    return [row for path in sorted(out.glob("utterances/*/*")) for row in parquet.read_table(path).to_pylist()]


def told(out: Path) -> dict[str, Utterance]:
    found = [msgspec.json.decode(str(row["utterance"]), type=Utterance) for row in rows(out)]
    assert len({one.id for one in found}) == len(found)
    return {one.id: one for one in found}


def test_the_corpus_has_what_linking_can_find(expected: list[Utterance]) -> None:
    assert max(len(one.statements) for one in expected) > 5
    for name in ("also_said", "attributed_to_another", "answers", "altered_sense"):
        assert any(getattr(one, name) for one in expected), name
    assert any(report.partly for one in expected for report in one.statements)
    assert any(not report.attributed for one in expected for report in one.statements)
    carried = [{(r.article_id, r.partly) for r in one.statements} for one in expected]
    assert {("b0", False), ("b2", False)} in carried and {("b1", False), ("b2", True)} in carried
    assert any(one.sources < len({r.article_id for r in one.statements}) for one in expected)


@pytest.mark.parametrize("statements", [1, 1_000_000])
def test_however_it_is_divided_it_gives_what_the_linker_gives(
    corpus: Path, expected: list[Utterance], statements: int
) -> None:
    done = link(corpus, statements=statements, workers=2)
    assert told(corpus) == {one.id: one for one in expected}
    assert done.linked is not None and done.linked.utterances == len(expected)
    assert (done.linked.articles, done.linked.repeated) == (43, 1) and not (corpus / "_work/link").exists()
    stored = msgspec.json.decode((corpus / "manifest.json").read_bytes(), type=Manifest)
    assert stored == done


@slow
def test_on_ray_it_gives_the_same(corpus: Path, expected: list[Utterance]) -> None:
    pytest.importorskip("ray")
    command = [sys.executable, "-m", "onrecord", "corpus", "link", str(corpus), "--ray", "local", "--block", "9"]
    subprocess.run(command, check=True, timeout=300)
    assert told(corpus) == {one.id: one for one in expected}


def test_the_columns_say_what_the_utterance_says(corpus: Path) -> None:
    link(corpus, workers=1)
    found = told(corpus)
    for row in rows(corpus):
        one = found[str(row["utterance_id"])]
        assert (row["words"], row["speaker"], row["sources"]) == (one.words, one.speaker, one.sources)
        reports = row["reports"]
        assert isinstance(reports, list)
        assert [report["statement_id"] for report in reports] == [report.id for report in one.statements]
        assert len({report["story"] for report in reports}) == one.sources
        assert row["articles"] == len({report.article_id for report in one.statements})
    months = {path.parent.name for path in corpus.glob("utterances/*/*")}
    assert len(months) > 2 and all(month.startswith("month=2024-") for month in months)


def tasks_done(corpus: Path) -> int:
    try:
        return len(list(corpus.glob("_work/link/*/*.done")))
    except FileNotFoundError:  # linking ended meanwhile, and took its folder away
        return 0


def test_stopped_it_goes_on_and_done_it_is_not_done_again(corpus: Path, expected: list[Utterance]) -> None:
    """Killed whenever: the utterances are the same, and there are none before all are there."""
    command = [sys.executable, "-m", "onrecord", "corpus", "link", str(corpus), "--block", "1", "--workers", "2"]
    kills = 0
    for wait in (1, 2, 4):
        with subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL) as running:
            since = time.monotonic()
            done = tasks_done(corpus)
            while running.poll() is None and tasks_done(corpus) < done + 5 * wait:
                assert time.monotonic() - since < 60
                time.sleep(0.02)
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
                kills += 1
                assert not (corpus / "utterances").exists()
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0 and f"utterances: {len(expected)}" in done.stdout, done.stderr
    assert kills and told(corpus) == {one.id: one for one in expected}
    before = {path: path.stat().st_mtime_ns for path in corpus.glob("utterances/*/*")}
    link(corpus)
    assert {path: path.stat().st_mtime_ns for path in corpus.glob("utterances/*/*")} == before


def test_the_same_corpus_gives_the_same_bytes(corpus: Path, tmp_path: Path, expected: list[Utterance]) -> None:
    again = Path(shutil.copytree(corpus, tmp_path / "again"))
    link(corpus, statements=9, workers=1)
    link(again, statements=9, workers=2)
    assert told(corpus) == {one.id: one for one in expected}
    files = sorted(path.relative_to(again) for path in again.glob("utterances/*/*"))
    assert [(corpus / one).read_bytes() for one in files] == [(again / one).read_bytes() for one in files] and files


def test_a_run_without_articles_has_no_utterances(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("")
    run([str(tmp_path / "empty.jsonl")], tmp_path / "out")
    done = link(tmp_path / "out")
    assert done.linked is not None and done.linked.utterances == 0 and rows(tmp_path / "out") == []


def test_what_is_not_done_is_not_linked(tmp_path: Path, corpus: Path) -> None:
    with pytest.raises(CorpusError, match="holds no run"):
        link(tmp_path / "nothing")
    Folder(corpus).done("records", "shard-000000").unlink()
    with pytest.raises(CorpusError, match="shards are not done"):
        link(corpus)


def test_progress_is_told_from_the_folder(corpus: Path) -> None:
    assert joining.progress(corpus) is None

"""A named source gives its captures, in the same order everywhere; what cannot be opened is named."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.data import Article, Capture
from onrecord.errors import SourceError
from onrecord.read import article, captures

SENTENCE = "Mayor Orla Finch said the bridge would open in May.\n"


def places(root: Path, found: list[Capture]) -> list[str]:
    return [capture.place.removeprefix(f"{root}/") for capture in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b" / "deep").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name in ("a.txt", "b/deep/z.TXT", "b/page.html", "c.md", ".hidden.txt", ".git/x.txt", "photo.png", "style.css"):
        (tmp_path / name).write_text(SENTENCE)
    (tmp_path / "d.jsonl").write_text('{"text": "One said so."}\n\n{"text": "Two said so."}\n')
    return tmp_path


def test_a_folder_is_read_recursively_by_name_without_hidden_files_and_other_kinds(folder: Path) -> None:
    assert places(folder, list(captures(folder))) == [
        "a.txt",
        "b/deep/z.TXT",
        "b/page.html",
        "c.md",
        "d.jsonl:1",
        "d.jsonl:3",
    ]


def test_links_out_of_the_folder_and_links_to_folders_are_not_followed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("secret")
    (folder / "escape.txt").symlink_to(outside / "secret.txt")
    (folder / "escape").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "b" / "up").symlink_to("..")
    (folder / "nowhere.txt").symlink_to(folder / "gone")
    (folder / "e.txt").symlink_to(folder / ".hidden.txt")  # as git-annex keeps its files: within the folder
    assert places(folder, list(captures(folder))) == [
        "a.txt",
        "b/deep/z.TXT",
        "b/page.html",
        "c.md",
        "d.jsonl:1",
        "d.jsonl:3",
        "e.txt",
    ]


def test_pipes_in_a_folder_do_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "a.txt").write_text(SENTENCE)
    assert places(tmp_path, list(captures(tmp_path))) == ["a.txt"]


def test_a_pdf_in_a_folder_is_rejected_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "story.pdf").write_bytes(b"%PDF-1.7 ...")
    (capture,) = captures(tmp_path)
    assert getattr(article(capture), "reason", None) == "binary"


def test_a_folder_without_articles_says_so(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    (capture,) = captures(tmp_path)
    assert capture.fault is not None
    assert (capture.fault.reason, capture.fault.source) == ("empty", str(tmp_path))


def test_a_file_that_cannot_be_opened_in_a_folder_stops_nothing(folder: Path) -> None:
    found = captures(folder)
    assert next(found).place.endswith("a.txt")
    (folder / "c.md").unlink()  # between listing and reading
    rest = list(found)
    (fault,) = [capture.fault for capture in rest if capture.fault]
    assert (fault.reason, Path(fault.source).name) == ("unreadable", "c.md")
    assert rest[-1].place.endswith("d.jsonl:3")


def test_an_unreadable_folder_and_file_within_a_folder_stop_nothing(folder: Path) -> None:
    (folder / "b").chmod(0)
    (folder / "c.md").chmod(0)
    folder.chmod(0o755)
    for parent in list(folder.parents)[:3]:  # a worker of pytest-xdist has a folder of its own in between
        parent.chmod(parent.stat().st_mode | 0o055)
    as_root = os.geteuid() == 0  # root may open anything: be nobody for a while
    if as_root:
        os.seteuid(65534)
    try:
        found = list(captures(folder))
    finally:
        if as_root:
            os.seteuid(0)
        (folder / "b").chmod(0o755)
    assert [(Path(c.source).name, c.fault.reason) for c in found if c.fault] == [
        ("b", "unreadable"),
        ("c.md", "unreadable"),
    ]
    assert len(found) == 5


@pytest.mark.parametrize("name", ["missing.txt", "missing/a.txt", "nul\0.txt", "x" * 5000])
def test_a_named_source_that_cannot_be_opened_raises_at_the_call_with_its_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match=r"(?s)check the path") as raised:
        captures(tmp_path / name)
    assert str(tmp_path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_named_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "STORY").write_text(SENTENCE)
    (tmp_path / "page.php").write_text("<!DOCTYPE html><p>x")
    (tmp_path / ".lines").write_text('{"text": "One said so."}\n')
    types = [
        capture.media_type for name in ("STORY", "page.php", ".lines") for capture in captures(str(tmp_path / name))
    ]
    assert types == ["text/plain", "text/html", "application/json"]


def test_a_file_name_that_is_no_utf_8_gives_a_source_that_can_be_written_as_json(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text(SENTENCE)
    (capture,) = captures(tmp_path)
    assert capture.source.encode("utf-8").endswith(rb"/caf\xe9.txt")


@pytest.mark.parametrize(
    ("content", "media_types"),
    [
        (SENTENCE.encode(), ["text/plain"]),
        (b"[Editor's note: he said no.]", ["text/plain"]),
        (b"\xef\xbb\xbf<html><p>x", ["text/html"]),
        ('<!doctype HTML>\n<p>"x"'.encode("utf-16"), ["text/html"]),
        (b'\n{"text": "a"}\n{"text": "b"}\n', ["application/json"] * 2),
        (b'[{"text": "a"},\n {"text": "b"}]', ["application/json"] * 2),
        (b'{\n "text": "a"\n}', ["application/json"]),
        (b"", ["text/plain"]),
    ],
)
def test_standard_input_is_told_by_its_first_bytes(
    monkeypatch: pytest.MonkeyPatch, content: bytes, media_types: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    found = list(captures("-"))
    assert [capture.media_type for capture in found] == media_types
    assert {capture.source for capture in found} == {"-"}


def test_lines_of_a_live_pipe_are_captured_before_it_ends(tmp_path: Path) -> None:
    """A first line of over 4096 bytes, the most that telling the kind takes, does not wait for what follows."""
    read, write = os.pipe()
    with open(read, "rb") as stream, open(write, "wb", buffering=0) as writer:
        writer.write(b'{"text": "' + b"Yes, she said. " * 400 + b'"}\n')
        found = captures(f"/dev/fd/{stream.fileno()}") if os.path.exists("/dev/fd") else pytest.skip("no /dev/fd")
        assert isinstance(article(next(found)), Article)


def test_importing_read_imports_no_parser() -> None:
    """`import onrecord` stays quick: trafilatura and lxml are imported when a page is read."""
    heavy = "{'trafilatura', 'lxml', 'htmldate', 'justext', 'dateparser'}"
    program = f"import sys, onrecord.read; print(sorted({heavy} & set(sys.modules)))"
    path = os.pathsep.join(p for p in sys.path if p)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}
    )
    assert done.stdout.strip() == "[]", done.stderr

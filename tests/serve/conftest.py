"""A real ledger with records of our own, served: through Litestar's test client, and as a real server for browsers."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("litestar", reason="onrecord[serve] is not installed")

from litestar.testing import TestClient
from msgspec.structs import replace

from onrecord.data import Article, Channel, Evidence, Period, Record, Speaker, Statement
from onrecord.ledger import Ledger
from onrecord.serve import create_app, tokens
from onrecord.serve.app import Settings

CHROMIUM = shutil.which("chromium")
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def statement(
    text: str, words: str, *, id: str, name: str | None = "Mara Lindqvist", cue: str = "said", **fields: object
) -> Statement:
    """A statement whose words, cue and name stand in the text."""
    start = text.index(words)
    near = text.find(cue, start + len(words))
    at = near if near >= 0 else text.index(cue)
    who = text.find(name, 0) if name else -1
    found = Statement(
        id=id,
        form="direct",
        speaker=Speaker(name=name, basis="named_person" if name else "unnamed_person"),
        score=0.9,
        evidence=Evidence(
            content=((start, start + len(words)),),
            cue=((at, at + len(cue)),),
            source=((who, who + len(name)),) if name and who >= 0 else (),
        ),
    )
    return replace(found, **fields)


STORY = (
    "The ferry will sail again in May, the harbour master Mara Lindqvist said on Tuesday.\n\n"
    "“The hull is sound,” Lindqvist said in an interview with Kustradion. “We had feared worse.”\n\n"
    "A person who has seen the report said the repairs “cost twice the plan”. The owner, Tom Okafor, "
    "denied that. “Not a krona more,” he said.\n\nThe ferry has lain in the yard since January. 🛳 It is red."
)


def story() -> Record:
    """An article with a direct, an indirect and a mixed statement, an unnamed source, a denial, and an emoji."""
    hull = STORY.index("The hull"), STORY.index(",” Lindqvist")
    feared = STORY.index("We had"), STORY.index(".”\n\nA person")
    first = statement(
        STORY,
        "The ferry will sail again in May",
        id="s-may",
        form="indirect",
        said_on=Period(earliest=date(2031, 3, 11), latest=date(2031, 3, 11)),
    )
    second = statement(STORY, "The hull is sound", id="s-hull", channel=Channel(kind="interview", name="Kustradion"))
    kustradion = STORY.index("in an interview"), STORY.index(". “We had")
    second = replace(
        second,
        evidence=replace(second.evidence, content=(hull, feared), channel=(kustradion,), source=(_at("Lindqvist", 2),)),
    )
    third = statement(STORY, "the repairs “cost twice the plan”", id="s-cost", name=None, form="mixed", score=0.4)
    fourth = statement(STORY, "Not a krona more", id="s-krona", name="Tom Okafor", denial=True, denies="s-cost")
    article = Article(
        id="ferry-1",
        title="Ferry to sail again in May",
        url="https://kust.example/ferry",
        outlet="Kustposten",
        byline=("Ada Berg",),
        published=date(2031, 3, 12),
        language="en",
        text=STORY,
    )
    return Record(article=article, statements=(first, second, third, fourth))


def _at(word: str, nth: int) -> tuple[int, int]:
    start = -1
    for _ in range(nth):
        start = STORY.index(word, start + 1)
    return start, start + len(word)


def small(n: int, *, outlet: str = "Dagbladet Nord", day: date = date(2031, 4, 1)) -> Record:
    """One of many short articles."""
    text = f"“Boat number {n} is late,” Mara Lindqvist said. It was windy."
    said = statement(text, f"Boat number {n} is late", id=f"b{n}", fate="deleted" if n == 3 else None)
    return Record(
        article=Article(id=f"boat-{n}", title=f"Boat {n} late", outlet=outlet, published=day, text=text),
        statements=(said,),
    )


def filled(path: Path) -> str:
    """The address of a ledger with the story in two versions and 30 short articles."""
    first = story()
    with Ledger.open(path) as ledger:
        old = replace(first.article, title="Ferry to sail in May", text=STORY.replace("twice", "three times"))
        words = [s for s in first.statements if s.id == "s-may"]
        ledger.add([Record(article=old, statements=tuple(words))])
        ledger.add([first])
        ledger.add(
            small(n, day=date(2031, 4, 1 + n % 20), outlet=("Dagbladet Nord", "Sjönytt")[n % 2]) for n in range(30)
        )
    return str(path)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled ledger that tests copy."""
    path = tmp_path_factory.mktemp("ledger") / "record.db"
    filled(path)
    return path


@pytest.fixture
def url(kept: Path, tmp_path: Path) -> str:
    """A filled ledger of the test's own."""
    target = tmp_path / "record.db"
    for file in kept.parent.glob("record.db*"):
        shutil.copy(file, tmp_path / file.name)
    return str(target)


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    with Ledger.open(url) as opened:
        yield opened


@pytest.fixture
def token(ledger: Ledger) -> str:
    """A token with all scopes."""
    return tokens.make(ledger, "Ines Reviewer", tokens.SCOPES)


@pytest.fixture
def client(url: str) -> Iterator[TestClient]:
    """Reads in public, without a token."""
    with TestClient(create_app(url, Settings())) as found:
        yield found


@pytest.fixture
def signed(client: TestClient, token: str) -> TestClient:
    """A client that shows the token."""
    client.headers["authorization"] = f"Bearer {token}"
    return client


HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
"""As a browser asks."""


class Served:
    """A server in a process of its own."""

    def __init__(self, url: str, folder: Path, *options: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "onrecord", "serve", "--ledger", url, "--port", str(self.port), *options],
                stdout=out,
                stderr=out,
                env={**os.environ, "ONRECORD_BY": "tester"},
            )
        for _ in range(300):
            assert self.process.poll() is None, self.log.read_text()
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    @property
    def welcome(self) -> str:
        """The address that signs in."""
        return next(w for w in self.log.read_text().split() if "/sign-in#token=" in w)

    def lines(self) -> list[dict[str, object]]:
        """The log, but for what was said before it began."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(30)


@pytest.fixture
def server(url: str, tmp_path: Path) -> Iterator[Served]:
    found = Served(url, tmp_path)
    try:
        yield found
    finally:
        if found.process.poll() is None:
            found.stop()


@pytest.fixture(scope="session")
def reader(kept: Path) -> Iterator[TestClient]:
    """A client of a ledger that no test changes."""
    with TestClient(create_app(str(kept), Settings())) as found:
        yield found


AXE = [
    Path(os.environ.get("ONRECORD_AXE", "axe.min.js")),
    Path(__file__).parents[2] / ".venv" / "node_modules" / "axe-core" / "axe.min.js",
]
"""Where axe-core may be: its licence (MPL-2.0) and size keep it out of this repository."""


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Debian's Chromium, driven by Playwright."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: no page is tried")
    if CHROMIUM is None:
        pytest.skip("there is no chromium (Debian: apt-get install chromium): no page is tried in a browser")
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=BROWSER_FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    found = next((p for p in AXE if p.is_file()), None)
    if found is None:
        pytest.skip(
            "axe-core is not here (npm install --prefix .venv axe-core, or ONRECORD_AXE): accessibility is not tried"
        )
    return found.read_text()

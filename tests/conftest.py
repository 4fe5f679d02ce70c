"""What the tests share: the examples, and one extractor, since a model is loaded in a second."""

from pathlib import Path

import pytest
from hypothesis import settings
from tokenizers import Tokenizer

from onrecord.data import Article, Record
from onrecord.extract import Extractor
from onrecord.extract.bundle import SHIPPED
from onrecord.read import article, captures

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.*"))
EXAMPLES = [p for p in EXAMPLES if p.suffix in (".txt", ".html")]

settings.register_profile("onrecord", deadline=None)  # a busy machine is no bug
settings.load_profile("onrecord")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """No bytes in a test's name: gzip writes the second into its header, and tests that run in several processes must
    be called the same in each."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return Extractor.load()


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    """The one that ships, set as Extractor.load sets it."""
    found = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.name)
def example(request: pytest.FixtureRequest) -> Path:
    """Each story in examples/."""
    path: Path = request.param
    return path


@pytest.fixture(scope="session")
def stories() -> list[Article]:
    """The stories in examples/, read."""
    found = [article(c) for path in EXAMPLES for c in captures(path)]
    assert all(isinstance(a, Article) for a in found), found
    return found  # type: ignore[return-value]


def strictly_equal(one: Record, other: Record) -> bool:
    """Equal, and made of the same types: (1,) == (1.0,) is not enough."""
    return one == other and repr(one) == repr(other)

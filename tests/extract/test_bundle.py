"""A folder that is not the bundle it says it is gets an error that names the file, before anything is run."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import BundleError
from onrecord.extract import Extractor
from onrecord.extract.bundle import FILES, FORMAT, SHIPPED, manifest
from tests.fakes import plain_settings


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "model"))


def rewritten(change: Callable[[dict], object]) -> Callable[[Path], None]:
    """The manifest after `change`."""

    def apply(folder: Path) -> None:
        path = folder / "manifest.json"
        content = json.loads(path.read_bytes())
        change(content)
        path.write_text(json.dumps(content))

    return apply


def test_the_bundle_that_ships_is_whole() -> None:
    found = manifest(SHIPPED)
    assert found.format == FORMAT
    assert set(found.sha256) >= set(FILES)
    assert found.trained_on and found.scores
    assert (len(found.settings.distance), *{len(row) for row in found.settings.distance}) == (33, 4)
    assert (len(found.settings.step), *{len(row) for row in found.settings.step}) == (5, 5)
    assert sum((SHIPPED / name).stat().st_size for name in FILES) <= 25_000_000


def test_a_copy_elsewhere_works_as_well(bundle: Path) -> None:
    assert Extractor.load(bundle).manifest == Extractor.load().manifest
    assert Extractor.load(str(bundle)).manifest == Extractor.load().manifest


@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_a_missing_file_is_named(bundle: Path, name: str) -> None:
    (bundle / name).unlink()
    with pytest.raises(BundleError, match=rf"{name}: No such file"):
        Extractor.load(bundle)


@pytest.mark.parametrize("name", FILES)
def test_one_altered_byte_is_found_and_the_file_named(bundle: Path, name: str) -> None:
    content = bytearray((bundle / name).read_bytes())
    content[len(content) // 2] ^= 1
    (bundle / name).write_bytes(content)
    with pytest.raises(BundleError, match=rf"{name}: altered"):
        Extractor.load(bundle)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (rewritten(lambda m: m.update(format=FORMAT + 1)), rf"format {FORMAT + 1}.* reads format {FORMAT}"),
        (rewritten(lambda m: m.update(format="one")), r"\$\.format"),
        (rewritten(lambda m: m.pop("settings")), "settings"),
        (rewritten(lambda m: m["settings"].update(step=[["a"]])), r"\$\.settings\.step"),
        (rewritten(lambda m: m["sha256"].clear()), "altered"),
        (lambda folder: (folder / "manifest.json").write_bytes(b"\xff{"), "manifest.json"),
        (lambda folder: (folder / "manifest.json").write_bytes(b""), "manifest.json"),
        (lambda folder: (folder / "manifest.json").write_bytes(b"[]"), "manifest.json"),
        (lambda folder: (folder / "manifest.json").write_bytes(b'{"started_from": "\xff\xfe"}'), "manifest.json"),
    ],
)
def test_a_manifest_of_another_format_or_malformed_says_what_is_wrong(
    bundle: Path, spoil: Callable[[Path], object], says: str
) -> None:
    spoil(bundle)
    with pytest.raises(BundleError, match=says) as caught:
        Extractor.load(bundle)
    assert str(bundle) in str(caught.value)


@pytest.mark.parametrize("rows", ["distance", "step"])
def test_settings_of_the_wrong_shape_are_told_at_load_not_while_reading(bundle: Path, rows: str) -> None:
    rewritten(lambda m: m["settings"].update({rows: m["settings"][rows][:-1]}))(bundle)
    with pytest.raises(BundleError, match=rf"manifest.json.*{rows}"):
        Extractor.load(bundle)


def test_files_that_match_their_checksums_and_are_no_model_are_told_too(bundle: Path) -> None:
    (bundle / "model.onnx").write_bytes(b"no model")
    digest = hashlib.sha256(b"no model").hexdigest()
    rewritten(lambda m: m["sha256"].update({"model.onnx": digest}))(bundle)
    with pytest.raises(BundleError, match="cannot be loaded"):
        Extractor.load(bundle)


@pytest.mark.parametrize("where", ["nothing", "file.txt"])
def test_what_is_no_folder_is_no_bundle(tmp_path: Path, where: str) -> None:
    (tmp_path / "file.txt").write_text("text")
    with pytest.raises(BundleError, match=rf"{where}.*a bundle is a folder"):
        Extractor.load(tmp_path / where)


@given(st.floats(-50, 50), st.floats(-1e4, 0))
def test_a_probability_lies_between_0_and_1_and_grows_with_both_of_its_grounds(cue: float, path: float) -> None:
    settings = plain_settings()
    assert 0 <= settings.probability(cue, path) <= settings.probability(cue + 1, path) <= 1
    assert settings.probability(cue, path) <= settings.probability(cue, min(path + 1, 0))

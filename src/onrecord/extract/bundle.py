"""The model as a folder: model.onnx, tokenizer.json and a manifest that says what they are."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import msgspec

from onrecord.errors import BundleError

FORMAT = 1
"""Raised whenever the net's inputs or outputs change."""

SHIPPED = Path(__file__).with_name("model")
FILES = ("model.onnx", "tokenizer.json")


class Settings(msgspec.Struct, frozen=True):
    """What decoding needs besides the scores; kept in the bundle's manifest."""

    distance: tuple[tuple[float, ...], ...]
    """(33, 4) a bias for each of B_CONTENT … I_SOURCE by a word's distance from the cue."""
    step: tuple[tuple[float, ...], ...]
    """(5, 5) the score of going from one role to the next."""
    cue_bias: float = 0.0
    """Added to the log odds of a word being in a cue: above 0 finds more."""
    role_bias: tuple[float, float] = (0.0, 0.0)
    """Added to the logits of content and of source."""
    calibration: tuple[float, float, float] = (0.0, 0.5, 0.5)
    """Log odds that content and source are right: this, plus this times the cue's, plus this times the path's."""

    def __post_init__(self) -> None:
        for name, rows, columns in (("distance", 33, 4), ("step", 5, 5)):
            if [len(row) for row in getattr(self, name)] != [columns] * rows:
                raise ValueError(f"{name} is not {rows} rows of {columns} numbers")

    def probability(self, cue: float, path: float) -> float:
        """That content and source are right, from the cue's log odds and the log-likelihood of the roles."""
        bias, by_cue, by_path = self.calibration
        odds = bias + by_cue * cue + by_path * path
        return round((1 + math.tanh(odds / 2)) / 2, 3)  # the logistic function, without an exp that overflows


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the files of a bundle are, what they were made from, and how good they were found to be."""

    format: int
    started_from: str
    trained_on: tuple[str, ...]
    scores: dict[str, dict[str, float]]
    """By test set, the figures of score.py in per cent."""
    settings: Settings
    sha256: dict[str, str]
    """By file name."""


def manifest(folder: Path) -> Manifest:
    """The manifest of a bundle, after checking that every file is the one that it names.

    Raises BundleError, which names the file and what is wrong with it.
    """
    path = folder / "manifest.json"
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError as e:
        raise BundleError(f"{path}: {e.strerror or e}; a bundle is a folder with {', '.join(FILES)} and this") from e
    except (msgspec.DecodeError, UnicodeDecodeError) as e:
        raise BundleError(f"{path}: {e}") from e
    if found.format != FORMAT:
        raise BundleError(f"{path}: format {found.format}, but this onrecord reads format {FORMAT}: install its pair")
    for name in FILES:
        try:
            digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as e:
            raise BundleError(f"{folder / name}: {e.strerror or e}") from e
        if digest != found.sha256.get(name):
            raise BundleError(f"{folder / name}: altered since it was made (checksum differs); reinstall onrecord")
    return found

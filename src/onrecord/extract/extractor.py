"""Extractor: text in, attributions out; one net, one pass over each paragraph."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.data import Article, Attribution
from onrecord.errors import BundleError
from onrecord.extract.bundle import SHIPPED, Manifest, manifest

if TYPE_CHECKING:  # numpy, which both import, takes longer than all else that `import onrecord` does
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from onrecord.extract.decode import Scores
    from onrecord.extract.windows import Window


class Extractor:
    """Finds who is said to have said what. Make one with `Extractor.load()`; it may be shared by threads."""

    def __init__(
        self, manifest: Manifest, session: InferenceSession, tokenizer: Tokenizer, *, folder: str, workers: int
    ) -> None:
        self.manifest = manifest
        self.folder = folder
        self.workers = workers
        self._session = session
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, bundle: str | os.PathLike[str] | None = None, *, workers: int = 1) -> Extractor:
        """An extractor from a bundle's folder, by default the one that ships with onrecord.

        With more `workers` than one, `process` shares articles out to so many processes. Raises BundleError where the
        folder is not a bundle, or was altered, and ValueError where `workers` is less than 1.
        """
        if workers < 1:
            raise ValueError(f"workers is {workers}: it must be 1 or more")
        # tokenizers would start a pool of threads of its own, and complain after a fork
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import onnxruntime
        from tokenizers import Tokenizer

        folder = Path(bundle) if bundle is not None else SHIPPED
        checked = manifest(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as e:  # both libraries raise bare exceptions of their own
            raise BundleError(f"{folder}: cannot be loaded: {e}") from e
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(checked, session, tokenizer, folder=str(folder), workers=workers)

    def attributions(self, articles: Sequence[Article]) -> list[list[Attribution]]:
        """For each article its attributions in the order of the text. No article depends on another."""
        return [self._of(a.text) for a in articles]

    def scores(self, text: str) -> list[tuple[Window, Scores]]:
        """The windows of a text with what the net says of each: for training and evaluation."""
        from onrecord.extract.decode import Scores
        from onrecord.extract.windows import windows_of

        out = []
        for w in windows_of(text, self._tokenizer):
            feed = {"ids": w.ids, "case": w.case, "quote": w.quote, "first": w.first}
            out.append((w, Scores(*self._session.run(None, feed))))
        return out

    def _of(self, text: str) -> list[Attribution]:
        from onrecord.extract.decode import attributions

        return attributions(text, self.scores(text), self.manifest.settings)

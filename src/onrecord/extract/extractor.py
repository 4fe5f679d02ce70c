"""Extractor: text in, attributions out; one net, one pass over each paragraph."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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

    def __init__(self, manifest: Manifest, session: InferenceSession, tokenizer: Tokenizer, threads: int) -> None:
        self.manifest = manifest
        self._session = session
        self._tokenizer = tokenizer
        self._threads = threads

    @classmethod
    def load(cls, bundle: str | os.PathLike[str] | None = None, *, threads: int = 1) -> Extractor:
        """An extractor from a bundle's folder, by default the one that ships with onrecord.

        `threads` articles are worked on at once. Raises BundleError where the folder is not a bundle, or was altered,
        and ValueError where `threads` is less than 1.
        """
        if threads < 1:
            raise ValueError(f"threads is {threads}: it must be 1 or more")
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
        return cls(checked, session, tokenizer, threads)

    def attributions(self, articles: Sequence[Article]) -> list[list[Attribution]]:
        """For each article its attributions in the order of the text. No article depends on another."""
        if self._threads == 1 or len(articles) < 2:
            return [self._of(a.text) for a in articles]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(self._of, (a.text for a in articles)))

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

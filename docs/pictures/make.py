"""Makes this folder's pictures anew: `.venv/bin/python docs/pictures/make.py`, after `make test` has installed all.

articles.jsonl goes into a ledger that is thrown away, as `onrecord add` does it; `onrecord serve` is started, and
Debian's Chromium takes each page at the width of a phone and of a desk.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # for tests.serve.conftest, which serves and drives the browser in the same way

from onrecord import linking, pipeline  # noqa: E402
from onrecord.data import Query  # noqa: E402
from onrecord.extract import Extractor  # noqa: E402
from onrecord.ledger import Ledger  # noqa: E402
from onrecord.read import captures  # noqa: E402
from onrecord.serve.addresses import encoded  # noqa: E402
from tests.serve.conftest import BROWSER_FLAGS, CHROMIUM, Served  # noqa: E402

HERE = Path(__file__).parent
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
COLOURS = 256
"""Of a picture's palette: with 64, what marks a form took on the colour of another."""


def pages(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """The name of each picture and the address of what it shows."""
    said = ledger.find(Query(words="every pier is safe")).found[0]
    yield "overview", "/"
    yield "reading", "/articles/bridge-shut"
    yield "find", "/find?words=bridge"
    yield "check", "/check?quotation=The+bridge+could+be+open+again+before+Easter&speaker=Oona+Redfern"
    yield "person", f"/people/{encoded(said.person or '')}"
    altered = next(u for u in ledger.utterances() if u.altered_sense)
    yield "utterance", f"/utterances/{encoded(altered.id)}"


def main() -> int:
    """Write the pictures; 1 where a page does not answer or is wider than the screen."""
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        sys.exit("there is no chromium (Debian: apt-get install chromium)")
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        url = str(Path(folder) / "record.db")
        with Ledger.open(url) as ledger:
            pipeline.add(captures(str(HERE / "articles.jsonl")), ledger, Extractor.load)
            linking.catch_up(ledger)
            shown = list(pages(ledger))
        server = Served(url, Path(folder))
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER_FLAGS)
                for device, (width, height) in SIZES.items():
                    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
                    for name, path in shown:
                        wrong += not taken(page, server.base + path, HERE / f"{name}-{device}.png", width)
        finally:
            server.stop()
    return 1 if wrong else 0


def taken(page: Any, url: str, target: Path, width: int) -> bool:
    """Whether the page answered and fits the width; its picture is written where it answered."""
    answer = page.goto(url)
    if answer is None or not answer.ok:
        print(f"{target.name}: {url} answered {answer.status if answer else 'nothing'}; the picture is not made")
        return False
    # Without dithering: it would make a page's plain areas speckled, and five times as large
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    fits = bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
    print(f"{target.name}: {target.stat().st_size // 1000} kB{'' if fits else f'; WIDER than {width} pixels'}")
    return fits


if __name__ == "__main__":
    sys.exit(main())

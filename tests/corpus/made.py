"""WARC files, pages and stories of our own making."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

from fastwarc.warc import WarcRecord, WarcRecordType

OK = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
NAMES = ("Mara Quill", "Tobias Renn", "Ines Okafor", "Piet Lammers", "Ada Thorne")


def story(number: int) -> str:
    """A few paragraphs that no other number has."""
    name = NAMES[number % len(NAMES)]
    return (
        f"The harbour board of Aldermoor counted {number} boats on Monday, more than anybody remembers.\n\n"
        f"“We have room for {number + 3} at most,” said {name}, who runs the quay.\n\n"
        f"A fisherman, who asked not to be named, said berth {number} had been sold twice. "
        f"{name.split()[1]} denied that there had been any sale on day {number}.\n\n"
        f"The council will meet again about pier {number * 7} in the spring, when the ice is gone."
    )


def page(number: int, *, published: str | None = None, words: str = "") -> str:
    """A news page around the story."""
    day = published or f"2024-{number % 3 + 1:02}-{number % 27 + 1:02}"
    paragraphs = "".join(f"<p>{part}</p>" for part in story(number).split("\n\n"))
    return (
        f'<html lang="en"><head><title>Boats {number} | The Aldermoor Echo</title>'
        f'<meta property="og:site_name" content="The Aldermoor Echo">'
        f'<meta property="article:published_time" content="{day}"></head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>Boats {number}</h1>{paragraphs}<p>{words}</p></article></body></html>"
    )


def record(body: bytes | str, *, url: str = "https://echo.example/1", head: str = OK, kind: str = "response") -> bytes:
    """One WARC record, not compressed."""
    made = WarcRecord()
    made.init_headers(record_type=getattr(WarcRecordType, kind))
    made.headers["WARC-Target-URI"] = url
    made.headers["WARC-Date"] = "2025-06-07T08:09:10Z"
    made.headers["Content-Type"] = f"application/http; msgtype={kind}"
    made.set_bytes_content(head.encode() + (body.encode() if isinstance(body, str) else body))
    written = io.BytesIO()
    made.write(written, checksum_data=True)
    return written.getvalue()


def warc(path: Path, pages: list[bytes | str], *, first: int = 0) -> list[int]:
    """Write the pages, gzip a record, and give the byte where each begins."""
    offsets = []
    with path.open("wb") as file:
        for number, one in enumerate(pages, first):
            offsets.append(file.tell())
            file.write(gzip.compress(record(one, url=f"https://echo.example/{number}"), mtime=0))
    return offsets


def news(path: Path, count: int) -> Path:
    """A WARC of so many pages."""
    warc(path, [page(number) for number in range(count)])
    return path


def tree(out: Path) -> dict[str, bytes]:
    """All tables of a run, by their path."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*.parquet"))
        if "_work" not in path.parts
    }

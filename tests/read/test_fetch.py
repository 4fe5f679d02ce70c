"""Only public machines of the web are reached, whatever an address, a redirect or a name server says; politely."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytest.importorskip("httpx2", reason="onrecord[serve] is not installed")
pytest.importorskip("protego", reason="onrecord[serve] is not installed")

from onrecord.errors import SourceError
from onrecord.read.fetch import Network, fetched, is_public

PRIVATE = [
    "127.0.0.1", "127.255.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1",
    "2002:7f00:1::", "2002:c0a8:101::1", "2001:0:7f00:1::", "fec0::1", "not an address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", ["file:///etc/passwd", ""])
def test_what_is_no_address_is_told_as_it_was_given(address: str) -> None:
    with pytest.raises(SourceError, match=f"^{re.escape(address)}: not an address of the web"):
        fetched(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_of_a_private_or_local_machine_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001:81b::200e"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f000001/",
        "http://0177.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://0/",
        "http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:22/", "http://8.8.8.8:6379/", "http://①②⑦.⓪.⓪.①/",
        "http://localhost./", "http://user:pass@8.8.8.8/", "ftp://8.8.8.8/", "file:///etc/passwd", "gopher://8.8.8.8/",
        "javascript:alert(1)", "//127.0.0.1/", "http:///x", "http://", "", "x", "http://[", "http://a\x00b/",
        "http://127.0.0.1\\@8.8.8.8/", "http://8.8.8.8 @127.0.0.1/", "https://" + "a" * 3000,
    ],
)  # fmt: skip
def test_addresses_that_lead_to_this_machine_or_are_none_are_refused_by_the_real_resolver(url: str) -> None:
    with pytest.raises(SourceError):
        fetched(url, seconds=2)


class Site:
    """A real server on this machine, as the internet's to `fetched`, which is told that `*.example` is there."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.seen: list[tuple[str, str]] = []
        self.agents: set[str | None] = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.seen.append((self.headers["Host"], self.path))
                site.agents.add(self.headers["User-Agent"])
                site.pages.get(self.path, lambda h: reply(h, b"none", status=404))(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.asked: list[str] = []
        self.answers: dict[str, list[list[str]]] = {}

    def addresses(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        answers = self.answers.get(host)
        if answers:
            return answers.pop(0) if len(answers) > 1 else answers[0]
        if host.endswith(".example"):
            return ["127.0.0.1"]
        if host[0].isdigit():
            return [host]
        raise OSError("no such name")

    @property
    def network(self) -> Network:
        """In which 127.0.0.1 is public, and nothing else that was private is."""
        return Network(self.addresses, lambda a: a == "127.0.0.1" or is_public(a), frozenset({self.port, 80}))

    def url(self, path: str, host: str = "news.example") -> str:
        return f"http://{host}:{self.port}{path}"


def reply(handler: BaseHTTPRequestHandler, body: bytes, *, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content_Type": "text/html", **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()
    yield found
    found.server.shutdown()
    found.server.server_close()


def test_a_page_is_fetched_with_its_name_and_type(site: Site) -> None:
    site.pages["/story"] = lambda h: reply(h, b"<p>Hello</p>", Content_Type="text/html; charset=utf-8")
    capture = fetched(site.url("/story"), network=site.network)
    assert (capture.content, capture.media_type, capture.source) == (b"<p>Hello</p>", "text/html", site.url("/story"))
    assert site.seen == [(f"news.example:{site.port}", "/robots.txt"), (f"news.example:{site.port}", "/story")]
    assert all(a and a.startswith("onrecord/") for a in site.agents)


def test_redirects_are_followed_and_each_is_checked(site: Site) -> None:
    site.pages["/a"] = lambda h: reply(h, b"", status=302, Location="/b")
    site.pages["/b"] = lambda h: reply(h, b"", status=301, Location=site.url("/c", "other.example"))
    site.pages["/c"] = lambda h: reply(h, b"text", Content_Type="text/plain")
    capture = fetched(site.url("/a"), network=site.network)
    assert capture.source == site.url("/c", "other.example") and capture.media_type == "text/plain"
    assert (f"other.example:{site.port}", "/robots.txt") in site.seen


@pytest.mark.parametrize(
    "to",
    ["http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[::1]/", "file:///etc/passwd", "http://inner.example/",
     "javascript:alert(1)", "http://8.8.8.8:22/", "//10.0.0.1/x", "http://0x0a000001/", "gopher://news.example/"],
)  # fmt: skip
def test_no_redirect_leads_to_a_private_machine(site: Site, to: str) -> None:
    site.answers["inner.example"] = [["10.0.0.1"]]
    site.answers["0x0a000001"] = [["10.0.0.1"]]
    site.pages["/a"] = lambda h: reply(h, b"", status=302, Location=to)
    with pytest.raises(SourceError):
        fetched(site.url("/a"), network=site.network)


def test_a_name_with_one_private_address_among_public_ones_is_refused(site: Site) -> None:
    site.answers["mixed.example"] = [["127.0.0.1", "10.0.0.1"]]
    with pytest.raises(SourceError, match="public"):
        fetched(site.url("/", "mixed.example"), network=site.network)
    assert site.seen == []


def test_a_name_server_that_changes_its_answer_changes_nothing(site: Site) -> None:
    """The address that was checked is the one connected to: the name is asked once a request, not once more after."""
    site.pages["/story"] = lambda h: reply(h, b"here")
    site.answers["rebind.example"] = [["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]]
    assert fetched(site.url("/story", "rebind.example"), network=site.network).content == b"here"
    assert site.asked == ["rebind.example", "rebind.example"]  # robots.txt, the page
    with pytest.raises(SourceError, match="public"):
        fetched(site.url("/story", "rebind.example"), network=site.network)


def test_redirects_without_end_are_given_up(site: Site) -> None:
    site.pages["/a"] = lambda h: reply(h, b"", status=302, Location="/a")
    with pytest.raises(SourceError, match="redirects"):
        fetched(site.url("/a"), network=site.network)


def test_robots_txt_is_obeyed(site: Site) -> None:
    site.pages["/robots.txt"] = lambda h: reply(h, b"User-agent: *\nDisallow: /closed\n", Content_Type="text/plain")
    site.pages["/open"] = site.pages["/closed/a"] = lambda h: reply(h, b"x")
    assert fetched(site.url("/open"), network=site.network).content == b"x"
    with pytest.raises(SourceError, match=r"robots\.txt forbids"):
        fetched(site.url("/closed/a"), network=site.network)
    assert (f"news.example:{site.port}", "/closed/a") not in site.seen


def test_a_robots_txt_that_fails_forbids_all(site: Site) -> None:
    site.pages["/robots.txt"] = lambda h: reply(h, b"", status=503)
    with pytest.raises(SourceError, match=r"robots\.txt cannot be read"):
        fetched(site.url("/"), network=site.network)


def test_a_page_that_is_too_large_is_refused_even_where_it_does_not_say_so(site: Site) -> None:
    def endless(h: BaseHTTPRequestHandler) -> None:
        h.send_response(200)
        h.send_header("Content-Type", "text/html")
        h.end_headers()
        try:
            while True:
                h.wfile.write(b"x" * 65536)
        except OSError:
            pass

    site.pages["/endless"] = endless
    with pytest.raises(SourceError, match="larger"):
        fetched(site.url("/endless"), network=site.network, most=1_000_000)


@pytest.mark.parametrize("head", ["HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", "HTTP/1.1 200 OK\r\nX: "])
@pytest.mark.parametrize("path", ["/story", "/robots.txt"])
def test_a_server_that_drips_is_given_up_in_time(site: Site, path: str, head: str) -> None:
    """Whether it is the body that comes byte by byte or the headers."""

    def drips(h: BaseHTTPRequestHandler) -> None:
        try:
            h.wfile.write(head.encode())
            for _ in range(60):
                h.wfile.write(b"x")
                h.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    site.pages[path] = drips
    start = time.monotonic()
    with pytest.raises(SourceError, match="in time"):
        fetched(site.url("/story"), network=site.network, seconds=1)
    assert time.monotonic() - start < 4


def test_an_address_is_fetched_from_within_a_running_loop_too(site: Site) -> None:
    async def loop() -> bytes:
        return fetched(site.url("/story"), network=site.network).content

    site.pages["/story"] = lambda h: reply(h, b"here")
    with ThreadPoolExecutor(1) as own:
        assert own.submit(asyncio.run, loop()).result() == b"here"


def test_a_name_server_that_does_not_answer_is_given_up_in_time(site: Site) -> None:
    def slow(_host: str, _port: int) -> list[str]:
        time.sleep(5)
        return ["127.0.0.1"]

    start = time.monotonic()
    with pytest.raises(SourceError, match="in time"):
        fetched(site.url("/story"), network=site.network._replace(addresses=slow), seconds=1)
    assert time.monotonic() - start < 4


def test_compressed_bytes_are_not_taken(site: Site) -> None:
    site.pages["/z"] = lambda h: reply(h, b"\x1f\x8b\x08", Content_Encoding="gzip")
    with pytest.raises(SourceError, match="compressed"):
        fetched(site.url("/z"), network=site.network)


@pytest.mark.parametrize(("status", "kind"), [(404, "text/html"), (500, "text/html"), (200, "image/png"), (200, "")])
def test_what_is_no_page_is_told(site: Site, status: int, kind: str) -> None:
    site.pages["/x"] = lambda h: reply(h, b"x", status=status, Content_Type=kind)
    with pytest.raises(SourceError, match=str(status) if status != 200 else "not a page"):
        fetched(site.url("/x"), network=site.network)


def test_no_proxy_of_the_environment_is_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site.pages["/"] = lambda h: reply(h, b"x")
    assert fetched(site.url("/"), network=site.network).content == b"x"

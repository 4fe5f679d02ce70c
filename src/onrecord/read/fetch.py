"""An address of the web to a capture: politely, within limits, and never from a private or local machine.

A name is resolved once for each hop; all of its addresses must be public, and it is one of these, not the name, that is
then connected to: a DNS answer that changes in between (rebinding) changes nothing. Redirects are followed by hand,
each checked as the first address was. No proxy, no cookie, no login of this machine is used.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import aclosing
from importlib.metadata import version
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urljoin

from onrecord.data import Capture, MediaType
from onrecord.errors import SourceError

if TYPE_CHECKING:
    import httpx2

MOST_BYTES: Final = 10_000_000
SECONDS: Final = 20.0
"""For the robots file, all redirects and the page together, whatever is then being waited for."""
_SECONDS_A_STEP: Final = 10.0
"""To connect, or for the next bytes: another address of the name may be quicker."""
MOST_REDIRECTS: Final = 5
_MOST_ROBOTS: Final = 500_000
"""Bytes of a robots file that are read: RFC 9309 asks for 500 KiB at least."""
_LONGEST_ADDRESS: Final = 2_000
_MEDIA_TYPES: Final[dict[str, MediaType]] = {
    "text/html": "text/html",
    "application/xhtml+xml": "text/html",
    "text/plain": "text/plain",
}
_NAT64: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system resolves it. Raises OSError where there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and so is every IPv4 address that it carries."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return all(
        i.is_global and not i.is_multicast and not i.is_reserved and not _is_site_local(i) for i in (ip, *_carried(ip))
    )


def _is_site_local(ip: IPv4Address | IPv6Address) -> bool:
    return isinstance(ip, IPv6Address) and ip.is_site_local


def _carried(ip: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 one stands for: mapped, 6to4, Teredo, NAT64, and the old compatible form."""
    if isinstance(ip, IPv4Address):
        return []
    found = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if any(ip in network for network in _NAT64) or int(ip) >> 32 == 0:
        found.append(IPv4Address(int(ip) & 0xFFFFFFFF))
    return [i for i in found if i is not None]


class Network(NamedTuple):
    """What of the network is used: the seam for tests."""

    addresses: Callable[[str, int], list[str]] = resolved
    is_allowed: Callable[[str], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})


_INTERNET: Final = Network()


def fetched(url: str, *, network: Network = _INTERNET, seconds: float = SECONDS, most: int = MOST_BYTES) -> Capture:
    """The page at an address, as a capture whose source is the address that it was found at, redirects followed.

    Raises SourceError, which says why, where the address is not a public one of the web, robots.txt forbids it, it
    cannot be reached in time, is too large or is no text.
    """
    from anyio.from_thread import start_blocking_portal

    with start_blocking_portal() as portal:  # in a thread of its own: the caller's may run a loop already
        return portal.call(_visited, url, network, seconds, most)


async def _visited(url: str, network: Network, seconds: float, most: int) -> Capture:
    """As `fetched`. A blocking client's limit holds for each read, and a server may drip its headers for ever."""
    import anyio

    try:
        with anyio.fail_after(seconds):
            async with aclosing(_Visit(network)) as visit:
                for _ in range(MOST_REDIRECTS + 1):
                    await visit.check_robots(url)
                    page = await visit.get(url, most)
                    if page.location is None:
                        return _capture(url, page)
                    url = _joined(url, page.location)
    except TimeoutError:
        raise _late(url) from None
    raise SourceError(f"{_brief(url)}: more than {MOST_REDIRECTS} redirects; give the address of the page itself")


class _Page(NamedTuple):
    status: int
    media_type: str
    location: str | None
    content: bytes


class _Target(NamedTuple):
    """Where a request goes: an address that was checked, and the name that it is asked as."""

    url: httpx2.URL
    host: str
    header: str


class _Visit:
    """The requests for one page."""

    def __init__(self, network: Network) -> None:
        import httpx2

        self._network = network
        self._agent = f"onrecord/{version('onrecord')}"
        self._client = httpx2.AsyncClient(
            trust_env=False, follow_redirects=False, headers={"User-Agent": self._agent}, timeout=_SECONDS_A_STEP
        )
        self._robots = dict[str, _Page]()

    async def aclose(self) -> None:
        await self._client.aclose()

    async def get(self, url: str, most: int) -> _Page:
        """One request, no redirect followed. Errors: SourceError."""
        import httpx2

        target = await self._target(url)
        problem: Exception | None = None
        for address in target:
            try:
                return await self._got(url, address, most)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                problem = error  # the name's next address
            except httpx2.TimeoutException:
                raise _late(url) from None
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                raise SourceError(f"{_brief(url)}: cannot be fetched ({type(error).__name__})") from None
        raise SourceError(f"{_brief(url)}: cannot be reached ({problem}); check the address") from None

    def _parsed(self, url: str) -> tuple[httpx2.URL, int]:
        """An address of the web and its port. Errors: SourceError."""
        import httpx2

        if len(url) > _LONGEST_ADDRESS:
            raise SourceError(f"{_brief(url)}: an address may have {_LONGEST_ADDRESS} characters")
        try:
            parsed = httpx2.URL(url)
        except (httpx2.InvalidURL, ValueError, TypeError):
            raise SourceError(f"{_brief(url)}: not an address; give one as https://example.org/story") from None
        host, port = parsed.host, parsed.port or (443 if parsed.scheme == "https" else 80)
        if parsed.scheme not in ("http", "https") or not host:
            raise SourceError(f"{_brief(url)}: not an address of the web; give one as https://example.org/story")
        if parsed.userinfo:
            raise SourceError("the address holds a name or password; give one that anybody may open")
        if port not in self._network.ports:
            raise SourceError(f"{_brief(url)}: port {port} is not one of the web (80, 443)")
        return parsed, port

    async def _target(self, url: str) -> list[_Target]:
        """The checked addresses of the name, in the order of the answer."""
        from anyio.to_thread import run_sync

        parsed, port = self._parsed(url)
        try:
            host = parsed.raw_host.decode()
            addresses = await run_sync(self._network.addresses, host, port, abandon_on_cancel=True)
        except (OSError, UnicodeError):
            raise SourceError(f"{_brief(url)}: there is no machine of the name {parsed.host}") from None
        if not addresses or not all(map(self._network.is_allowed, addresses)):
            raise SourceError(f"{_brief(url)}: not a machine of the public internet; nothing else is fetched")
        header = parsed.netloc.decode()
        return [_Target(parsed.copy_with(host=a, fragment=None), parsed.raw_host.decode(), header) for a in addresses]

    async def _got(self, url: str, target: _Target, most: int) -> _Page:
        # Compressed bytes could grow a thousandfold: none are asked for, and none are taken
        headers = {"Host": target.header, "Accept": "text/html, text/plain;q=0.9", "Accept-Encoding": "identity"}
        request = self._client.build_request(
            "GET", target.url, headers=headers, extensions={"sni_hostname": target.host}
        )
        async with aclosing(await self._client.send(request, stream=True)) as response:
            location = response.headers.get("location") if response.status_code in (301, 302, 303, 307, 308) else None
            content = b"" if location is not None else await self._body(url, response, most)
            media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            return _Page(response.status_code, media_type, location, content)

    async def _body(self, url: str, response: httpx2.Response, most: int) -> bytes:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise SourceError(f"{_brief(url)}: is sent compressed, which was not asked for; add it as a file")
        found = bytearray()
        async for chunk in response.aiter_raw():
            found += chunk
            if len(found) > most:
                raise SourceError(f"{_brief(url)}: larger than {most:,} bytes")
        return bytes(found)

    async def check_robots(self, url: str) -> None:
        """Raises SourceError where robots.txt forbids the address; one that cannot be read forbids all (RFC 9309)."""
        from protego import Protego

        self._parsed(url)  # what is no address of the web is told as it was given, and not as its robots.txt
        place = _joined(url, "/robots.txt")
        page = self._robots.get(place) or await self._robots_page(place)
        self._robots[place] = page
        if page.status >= 500 or page.location is not None:
            raise SourceError(f"{_brief(url)}: its robots.txt cannot be read now; try again later")
        if page.status >= 400:
            return
        rules = Protego.parse(page.content.decode("utf-8", "replace"))
        if not rules.can_fetch(url, self._agent):
            raise SourceError(f"{_brief(url)}: its robots.txt forbids it to programs; add it as a file")

    async def _robots_page(self, place: str) -> _Page:
        for _ in range(MOST_REDIRECTS + 1):
            page = await self.get(place, _MOST_ROBOTS)
            if page.location is None:
                break
            place = _joined(place, page.location)
        return page


def _capture(url: str, page: _Page) -> Capture:
    if page.status != 200:
        raise SourceError(f"{_brief(url)}: the server answers {page.status}; check the address")
    media_type = _MEDIA_TYPES.get(page.media_type)
    if media_type is None:
        raise SourceError(f"{_brief(url)}: is {page.media_type or 'of no stated type'}, not a page or a text")
    return Capture(source=url, content=page.content, media_type=media_type)


def _late(url: str) -> SourceError:
    return SourceError(f"{_brief(url)}: does not answer in time; try again, or save the page and add the file")


def _joined(url: str, to: str) -> str:
    """The address that `to` names on the page at `url`. Raises SourceError where one of them is none."""
    try:
        return urljoin(url, to)
    except ValueError:
        raise SourceError(f"{_brief(url)}: not an address; give one as https://example.org/story") from None


def _brief(url: str) -> str:
    """The address without what is not printable, shortened."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in url)
    return shown if len(shown) <= 200 else shown[:199] + "…"

"""Fetches a web page for the archive, and only from the public internet.

Whoever may add articles must not reach the machine's own network through the bot. So a host's
addresses are looked up and checked here, and the connection is made to the address that was
checked: what a name server answers a moment later no longer matters. Redirects are followed by
hand, each checked the same way.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

import httpx

from corpus.errors import LoadError

MAX_BYTES = 10 * 1024 * 1024
MAX_SECONDS = 15
_MAX_REDIRECTS = 5
WEB_ADDRESS = re.compile(r"\w+://\S*")
"""What is meant as a web address, with whatever scheme: `download` says which it takes."""

_CONTENT_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
_HEADERS = {"User-Agent": "briefing-bot/0.1", "Accept": "text/html, text/plain;q=0.8"}

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""Addresses that a gateway turns into the IPv4 address in their last 32 bits (RFC 6052)."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Download:
    """What a web address gave; `url` is where the redirects ended."""

    url: str
    data: bytes
    content_type: str
    charset: str | None


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the public internet, however it is written."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def download(url: str, *, allowed: Callable[[Address], bool] = is_public) -> Download:
    """Fetch a page; `allowed` says which addresses may be connected to.

    Raises:
        LoadError: not http or https, not a public address, too large, too slow, too many
            redirects, neither text nor HTML, or an error of the server.
    """
    return asyncio.run(_download(url, allowed))


async def _download(url: str, allowed: Callable[[Address], bool]) -> Download:
    try:
        async with asyncio.timeout(MAX_SECONDS), httpx.AsyncClient(trust_env=False) as client:
            here = _parse(url)
            for _ in range(_MAX_REDIRECTS + 1):
                result = await _get(client, here, allowed)
                if isinstance(result, Download):
                    return result
                here = result
    except TimeoutError:
        raise LoadError(f"{url} took longer than {MAX_SECONDS} seconds. Try again later.") from None
    except (httpx.InvalidURL, UnicodeError) as error:
        # httpx looks at the address of a redirect before `_parse` can.
        raise LoadError(f"{url} redirects to what is not a web address: {error}.") from error
    except (httpx.HTTPError, OSError) as error:
        raise LoadError(f"Cannot fetch {url}: {error or type(error).__name__}.") from error
    raise LoadError(f"{url} redirects more than {_MAX_REDIRECTS} times.")


def _parse(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
        # httpx decodes an internationalised host only here.
        host = parsed.host
    except (httpx.InvalidURL, UnicodeError) as error:
        raise LoadError(f"{url} is not a web address: {error}.") from error
    if parsed.scheme not in ("http", "https"):
        raise LoadError(f"{url} cannot be fetched: only http:// and https:// addresses can.")
    if not host:
        raise LoadError(f"{url} names no host, as https://example.org/story does.")
    return parsed


async def _get(
    client: httpx.AsyncClient, url: httpx.URL, allowed: Callable[[Address], bool]
) -> Download | httpx.URL:
    """Return the page, or where it redirects to."""
    request = client.build_request(
        "GET",
        url.copy_with(host=str(await _checked_address(url, allowed))),
        headers={**_HEADERS, "Host": url.netloc.decode("ascii").rpartition("@")[2]},
        # The certificate must still be the host's, not the address's.
        extensions={"sni_hostname": url.raw_host.decode("ascii").strip("[]")},
    )
    response = await client.send(request, stream=True)
    try:
        if response.has_redirect_location:
            return _parse(str(url.join(response.headers["Location"])))
        return await _read(response, url)
    finally:
        await response.aclose()


async def _checked_address(url: httpx.URL, allowed: Callable[[Address], bool]) -> Address:
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            url.host, port, type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError) as error:
        raise LoadError(f"Cannot find {url.host}. Check the web address.") from error
    addresses = [ipaddress.ip_address(info[4][0]) for info in found]
    for address in addresses:
        if not allowed(address):
            raise LoadError(f"{url} is at {address}, which is not on the public internet.")
    return addresses[0]


async def _read(response: httpx.Response, url: httpx.URL) -> Download:
    if response.status_code != httpx.codes.OK:
        raise LoadError(f"{url} answered {response.status_code} {response.reason_phrase}.")
    header = Message()
    header["Content-Type"] = response.headers.get("Content-Type", "text/html")
    if header.get_content_type() not in _CONTENT_TYPES:
        raise LoadError(f"{url} is {header.get_content_type()}, neither HTML nor plain text.")
    data = bytearray()
    async for chunk in response.aiter_bytes():
        data += chunk
        if len(data) > MAX_BYTES:
            raise LoadError(f"{url} is larger than {MAX_BYTES // 1024 // 1024} MB.")
    return Download(
        url=str(url),
        data=bytes(data),
        content_type=header.get_content_type(),
        charset=header.get_content_charset(),
    )

"""The downloader reaches the public internet only, and says what stopped it."""

from __future__ import annotations

import ipaddress
import time
from http.server import BaseHTTPRequestHandler

import pytest

from corpus import download as module
from corpus.download import download, is_public
from corpus.errors import LoadError
from tests.support.web import send, web_server


def anywhere(_: module.Address) -> bool:
    """Stands in for `is_public`: the test servers are on loopback."""
    return True


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_is_public(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f.1:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://user@127.0.0.1:{port}/",
    ],
)
def test_the_own_machine_is_never_reached(url: str) -> None:
    visits = []
    with web_server(lambda handler: visits.append(handler.path)) as server:
        with pytest.raises(LoadError, match="not on the public internet|Cannot find"):
            download(url.format(port=server.rpartition(":")[2]))
    assert visits == []


def test_a_redirect_to_the_own_machine_is_refused() -> None:
    """The second hop is checked like the first."""
    seen: list[str] = []

    def first_hop_only(address: module.Address) -> bool:
        seen.append(str(address))
        return len(seen) == 1

    def redirect(handler: BaseHTTPRequestHandler) -> None:
        send(handler, status=302, Location="http://127.0.0.1/secret")

    with web_server(redirect) as server:
        with pytest.raises(LoadError, match="not on the public internet"):
            download(server, allowed=first_hop_only)
    assert seen == ["127.0.0.1", "127.0.0.1"]


@pytest.mark.parametrize("url", ["ftp://x.example/", "file:///etc/passwd", "gopher://x", "http://"])
def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(LoadError, match="only http:// and https:// addresses|names no host"):
        download(url)


@pytest.mark.parametrize("url", ["http://xn--a", "http://xn--zzzzzz-9.com/x"])
def test_a_bad_internationalised_host(url: str) -> None:
    with pytest.raises(LoadError, match=f"{url} is not a web address"):
        download(url)


def test_a_host_that_does_not_exist() -> None:
    with pytest.raises(LoadError, match=r"Cannot find nowhere\.invalid\. Check the web address"):
        download("http://nowhere.invalid/")


def test_a_page_is_fetched_with_its_type_and_charset() -> None:
    def page(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/old":
            send(handler, status=301, Location="/new")
        else:
            host = handler.headers["Host"].encode()
            send(handler, b"at " + host, Content_Type="text/html; charset=ISO-8859-1")

    with web_server(page) as server:
        got = download(f"{server}/old", allowed=anywhere)
        assert got.url == f"{server}/new"
        assert got.data == b"at " + server.removeprefix("http://").encode()
        assert (got.content_type, got.charset) == ("text/html", "iso-8859-1")


@pytest.mark.parametrize(
    ("status", "headers", "body", "complaint"),
    [
        (404, {}, b"", "answered 404 Not Found"),
        (200, {"Content_Type": "application/pdf"}, b"%PDF", "application/pdf, neither HTML"),
        (200, {"Content_Type": "text/html"}, b"x" * 3000, "larger than"),
        (302, {"Location": "/"}, b"", "redirects more than 5 times"),
        (302, {"Location": "http://xn--a"}, b"", "is not a web address"),
        (302, {"Location": "http://xn--zzzzzz-9.com/x"}, b"", "is not a web address"),
        (302, {"Location": "file:///etc/passwd"}, b"", "only http:// and https:// addresses"),
    ],
)
def test_what_stopped_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    headers: dict[str, str],
    body: bytes,
    complaint: str,
) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 2000)
    with web_server(lambda handler: send(handler, body, status, **headers)) as server:
        with pytest.raises(LoadError, match=complaint):
            download(server, allowed=anywhere)


def test_a_slow_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time counts for the whole, also when a byte arrives now and then."""
    monkeypatch.setattr(module, "MAX_SECONDS", 0.5)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(12):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    with web_server(drip) as server:
        with pytest.raises(LoadError, match=r"took longer than 0\.5 seconds"):
            download(server, allowed=anywhere)


def test_a_server_that_hangs_up() -> None:
    with web_server(lambda handler: handler.connection.close()) as server:
        with pytest.raises(LoadError, match="Cannot fetch http"):
            download(server, allowed=anywhere)

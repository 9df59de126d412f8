"""What sites ask of programs, and that they are asked for it where several addresses are read."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from ingest.documents import RawSource
from ingest.loaders import Limits, expand, expand_all
from ingest.loaders.robots import MAX_BYTES, Manners
from vectorstore.errors import FetchError, LoadError

SITE = "http://a.example"


class Clock:
    """Time that passes only by waiting."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waits: list[float] = []

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def manners(text: str, status: int = 200, clock: Clock | None = None) -> Manners:
    clock = clock or Clock()
    return Manners(
        lambda _: (status, text.encode()), 1.0, 30.0, clock=clock.time, sleep=clock.sleep
    )


def refused(found: Manners, path: str) -> bool:
    return bool(found.refusal(httpx.URL(SITE + path)))


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("", "/a", False),
        ("User-agent: *\nDisallow: /a", "/a/b", True),
        ("User-agent: *\nDisallow: /a", "/b", False),
        ("User-agent: *\nDisallow: /\nAllow: /a", "/a", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", False),
        ("User-agent: *\nDisallow: /报告", "/报告/1", True),
        ("User-agent: yiju\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", True),
        ("User-agent: YIJU\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: somebot\nUser-agent: Yiju # us\nDisallow: /a", "/a", True),
        ("User-agent: somebot\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", False),
        ("<html>no rules</html>", "/a", False),
    ],
)
def test_what_a_site_allows(text: str, path: str, expected: bool) -> None:
    assert refused(manners(text), path) is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [(404, False), (403, False), (410, False), (429, True), (500, True), (503, True)],
)
def test_a_site_that_does_not_say(status: int, expected: bool) -> None:
    assert refused(manners("User-agent: *\nDisallow: /x", status), "/a") is expected


def test_a_site_that_cannot_be_reached_is_left_alone() -> None:
    def nothing(url: httpx.URL) -> tuple[int, bytes]:
        raise FetchError(str(url), "nobody answers")

    reason = Manners(nothing, 0, 0).refusal(httpx.URL(SITE))
    assert "robots.txt cannot be read now (nobody answers)" in reason


def test_a_site_is_asked_once_and_each_port_is_a_site() -> None:
    asked: list[str] = []

    def get(url: httpx.URL) -> tuple[int, bytes]:
        asked.append(str(url))
        return 404, b""

    found = Manners(get, 0, 0)
    for address in (f"{SITE}/a", f"{SITE}/b?c", f"{SITE}:81/a", "https://a.example/a"):
        found.refusal(httpx.URL(address))
    assert asked == [
        f"{SITE}/robots.txt",
        f"{SITE}:81/robots.txt",
        "https://a.example/robots.txt",
    ]


@pytest.mark.parametrize(
    ("rule", "wait"), [("", 1.0), ("Crawl-delay: 5", 5.0), ("Crawl-delay: 99", 30.0)]
)
def test_time_between_two_requests_to_a_host(rule: str, wait: float) -> None:
    clock = Clock()
    found = manners(f"User-agent: *\nAllow: /\n{rule}", clock=clock)
    first, second = httpx.URL(f"{SITE}/1"), httpx.URL(f"{SITE}/2")
    found.refusal(first)
    found.wait(first)
    clock.now += 0.25
    found.wait(second)
    found.wait(httpx.URL("http://b.example/"))
    assert clock.waits == [pytest.approx(wait), pytest.approx(wait - 0.25)]


def test_thousands_of_names_and_rules_cost_little() -> None:
    names = "".join(f"User-agent: bot{number}\n" for number in range(12_000))
    rules = "".join(f"Disallow: /{number}\n" for number in range(12_000))
    text = (names + rules)[:MAX_BYTES]
    assert not refused(manners(text), "/1")
    assert refused(manners(f"User-agent: *\n{text}"), "/1")


def _site(request: httpx.Request) -> httpx.Response:
    if request.url.path == "/robots.txt":
        return httpx.Response(200, text="User-agent: *\nDisallow: /private")
    if request.url.path == "/moved":
        return httpx.Response(302, headers={"location": "/private/x"})
    return httpx.Response(200, content="云溪县报告。".encode())


class Recorder(httpx.MockTransport):
    """A site that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__(_site)
        self.paths: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        return super().handle_request(request)


LIMITS = Limits(host_delay_seconds=0)


@pytest.fixture
def site() -> Recorder:
    return Recorder()


def test_a_single_address_is_fetched_as_a_browser_does(site: Recorder) -> None:
    (raw,) = expand(f"{SITE}/private/x", LIMITS, transport=site)
    assert isinstance(raw, RawSource)
    assert site.paths == ["/private/x"]


def test_several_addresses_are_fetched_as_the_site_asks(site: Recorder) -> None:
    targets = [f"{SITE}/a", f"{SITE}/private/x", f"{SITE}/b"]
    first, second, third = expand_all(targets, LIMITS, transport=site)
    assert isinstance(first, RawSource)
    assert isinstance(second, LoadError)
    assert "robots.txt" in second.problem
    assert isinstance(third, RawSource)
    assert site.paths == ["/robots.txt", "/a", "/b"]


def test_a_list_is_fetched_as_the_site_asks(site: Recorder, tmp_path: Path) -> None:
    listing = tmp_path / "list.txt"
    listing.write_text(f"{SITE}/moved\n")
    (error,) = expand(str(listing), LIMITS, transport=site)
    assert isinstance(error, FetchError)
    assert "robots.txt" in error.problem
    assert site.paths == ["/robots.txt", "/moved"]


def test_a_file_beside_one_address_makes_no_list(site: Recorder, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("云溪县报告。")
    found = list(expand_all([str(tmp_path / "a.txt"), f"{SITE}/a"], LIMITS, transport=site))
    assert all(isinstance(each, RawSource) for each in found)
    assert site.paths == ["/a"]

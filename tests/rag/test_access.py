"""Keys, roles and rates over HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rag.access import Access, caller_of, in_process_transport, needed_role
from rag.client import AsyncYijuClient
from rag.keys import KeyFile, Role
from tests.rag.service_app import Served, all_routes, serving
from tests.rag.test_service import assert_problem
from vectorstore.errors import ServiceRefusedError


@dataclass(frozen=True)
class Guarded:
    """A service with a key for each role."""

    served: Served
    keys: KeyFile
    read: str
    write: str

    @property
    def client(self) -> TestClient:
        return self.served.client


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    keys = KeyFile(folder / "keys.json")
    read, write = keys.add("reader", Role.READ), keys.add("writer", Role.WRITE)
    with serving(folder, access=Access(keys)) as served:
        yield Guarded(served, keys, read, write)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_without_a_key_nothing_is_served(guarded: Guarded) -> None:
    report_id = guarded.served.report_id("云溪县")
    for method, path in (
        ("GET", "/v1/health"),
        ("GET", "/v1/health/live"),
        ("GET", "/v1/health/ready"),
        ("GET", "/metrics"),
        ("GET", "/v1/openapi.json"),
        ("GET", "/v1/reports"),
        ("GET", f"/v1/reports/{report_id}/original"),
        ("GET", f"/v1/reports/{report_id}/text"),
        ("DELETE", f"/v1/reports/{report_id}"),
        ("GET", "/v1/jobs/x"),
        ("POST", "/v1/ask"),
        ("POST", "/v1/reports"),
        ("POST", "/mcp"),
        ("GET", "/nothing"),
        ("OPTIONS", "/v1/ask"),
        ("HEAD", "/v1/reports"),
        ("BREW", "/v1/reports"),
    ):
        response = guarded.client.request(method, path)
        assert response.status_code == 401, path
        assert response.headers["www-authenticate"] == 'Bearer realm="yiju"'
    assert guarded.served.report_id("云溪县") == report_id
    assert_problem(guarded.client.get("/v1/reports"), 401)


def test_every_route_of_the_api_is_refused_without_a_key(guarded: Guarded) -> None:
    routes = set(all_routes(guarded.served.app.routes))
    described = guarded.client.get("/v1/openapi.json", headers=bearer(guarded.read)).json()
    routes |= {(m.upper(), path) for path, each in described["paths"].items() for m in each}
    assert len(routes) > 40
    for method, path in routes:
        assert guarded.client.request(method, path).status_code == 401, (method, path)


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic cmVhZGVyOng="},
        {"Authorization": "\xff\xfe"},
        {"Cookie": "yiju_session=wrong"},
        {"Cookie": "yiju_session=; yiju_session"},
        {"X-Api-Key": "wrong"},
    ],
)
def test_what_is_no_key_opens_nothing(guarded: Guarded, headers: dict[str, str]) -> None:
    raw = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    assert guarded.client.get("/v1/health", headers=raw).status_code == 401


def test_a_digest_is_no_key(guarded: Guarded) -> None:
    for key in guarded.keys.in_force():
        response = guarded.client.get("/v1/health", headers=bearer(key.sha256))
        assert response.status_code == 401


def test_a_reader_reads(guarded: Guarded) -> None:
    client = TestClient(guarded.served.app, headers=bearer(guarded.read))
    assert client.get("/v1/health").json()["reports"] == 3
    assert client.post("/v1/ask", json={"question": "云溪县受理多少件?"}).status_code == 200
    assert client.post("/v1/retrieve", json={"query": "复议"}).status_code == 200
    report_id = guarded.served.report_id("云溪县")
    assert client.get(f"/v1/reports/{report_id}/original").status_code == 200
    assert client.get("/metrics").status_code == 200


def test_a_reader_changes_nothing(guarded: Guarded) -> None:
    client = TestClient(guarded.served.app, headers=bearer(guarded.read))
    report_id = guarded.served.report_id("云溪县")
    for method, path, rest in (
        ("DELETE", f"/v1/reports/{report_id}", {}),
        ("POST", "/v1/reports", {"files": [("files", ("a.txt", b"x"))]}),
        ("POST", "/v1/reports", {"json": {"url": "https://example.org/a"}}),
        ("DELETE", "/v1/jobs/x", {}),
        ("PUT", "/v1/ask", {}),
        ("POST", "/v1/ask/", {}),
        ("POST", "/v1/nothing", {}),
    ):
        options: dict[str, Any] = rest
        problem = assert_problem(client.request(method, path, **options), 403)
        assert "'reader'" in problem["detail"]
    assert guarded.served.report_id("云溪县") == report_id


def test_a_writer_reads_and_changes(guarded: Guarded) -> None:
    client = TestClient(guarded.served.app, headers=bearer(guarded.write))
    assert client.get("/v1/health").status_code == 200
    assert client.delete("/v1/reports/unknown").status_code == 404


def test_the_scheme_is_written_in_any_case(guarded: Guarded) -> None:
    headers = {"Authorization": f"bearer   {guarded.read}"}
    assert guarded.client.get("/v1/health", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [
        ("GET", "/v1/reports", Role.READ),
        ("HEAD", "/v1/reports", Role.READ),
        ("POST", "/v1/ask", Role.READ),
        ("POST", "/v1/retrieve", Role.READ),
        ("POST", "/v1/chat/completions", Role.READ),
        ("POST", "/mcp", Role.READ),
        ("PATCH", "/v1/conversations/c", Role.READ),
        ("DELETE", "/v1/conversations/c", Role.READ),
        ("POST", "/gradio_api/queue/join", Role.READ),
        ("POST", "/v1/reports", Role.WRITE),
        ("DELETE", "/v1/reports/r", Role.WRITE),
        ("DELETE", "/v1/jobs/j", Role.WRITE),
        ("POST", "/v1/whatever-comes", Role.WRITE),
        ("INVENTED", "/v1/ask/", Role.WRITE),
    ],
)
def test_what_a_request_needs(method: str, path: str, role: Role) -> None:
    assert needed_role(method, path) is role


def test_revoking_takes_effect_at_once_and_the_last_key_does_not_open_the_door(
    tmp_path: Path,
) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    with serving(tmp_path, filled=False, access=Access(keys)) as served:
        assert served.client.get("/v1/health").status_code == 200, "no keys: open"
        token = keys.add("a", Role.READ)
        assert served.client.get("/v1/health").status_code == 401
        assert served.client.get("/v1/health", headers=bearer(token)).status_code == 200
        keys.revoke("a")
        assert served.client.get("/v1/health", headers=bearer(token)).status_code == 401
        assert served.client.get("/v1/health").status_code == 401
        keys.path.unlink()
        assert served.client.get("/v1/health").status_code == 401, "until it is started anew"


def test_a_session_stands_for_the_key_it_was_begun_with(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    token = keys.add("a", Role.WRITE)
    access = Access(keys)
    assert access.log_in("wrong") is None
    session = access.log_in(token)
    assert session is not None
    with serving(tmp_path, filled=False, access=access) as served:
        headers = {"Cookie": f"other=1; yiju_session={session}"}
        assert served.client.get("/v1/health", headers=headers).status_code == 200
        assert served.client.delete("/v1/reports/x", headers=headers).status_code == 404
        assert served.client.get("/v1/health", headers={"Cookie": session}).status_code == 401
        keys.revoke("a")
        assert served.client.get("/v1/health", headers=headers).status_code == 401


def test_a_bearer_goes_before_a_cookie(guarded: Guarded) -> None:
    session = guarded.served.app.state.access.log_in(guarded.write)
    headers = {"Cookie": f"yiju_session={session}", **bearer("wrong")}
    assert guarded.client.get("/v1/health", headers=headers).status_code == 401


def test_pages_in_process_have_the_rights_of_their_visitor_only(guarded: Guarded) -> None:
    session = guarded.served.app.state.access.log_in(guarded.read)

    async def work() -> None:
        transport = in_process_transport(guarded.served.app)
        async with AsyncYijuClient("http://localhost", transport=transport) as client:
            for headers, status in (
                ({}, 401),
                ({"cookie": f"yiju_session={session}"}, 403),
                (bearer(guarded.write), 404),
            ):
                with pytest.raises(ServiceRefusedError) as caught:
                    await client.as_caller(headers).delete("unknown")
                assert caught.value.status == status
            with pytest.raises(ServiceRefusedError, match="401"):
                await client.health()

    asyncio.run(work())


def test_the_caller_is_told_to_routes(guarded: Guarded) -> None:
    seen = []

    class Listening:
        def __init__(self, app: Any) -> None:  # noqa: ANN401
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
            from starlette.requests import Request

            await self.app(scope, receive, send)
            seen.append(caller_of(Request(scope)))

    client = TestClient(Listening(guarded.served.app))
    client.get("/v1/health", headers=bearer(guarded.read))
    assert (seen[0].name, seen[0].role) == ("reader", Role.READ)


def test_too_many_requests_of_one_key_are_refused_until_later(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    one, other = keys.add("one", Role.READ), keys.add("other", Role.READ)
    with serving(tmp_path, filled=False, access=Access(keys, per_minute=3)) as served:
        for _ in range(3):
            assert served.client.get("/v1/health/live", headers=bearer(one)).status_code == 200
        refused = served.client.get("/v1/health/live", headers=bearer(one))
        assert_problem(refused, 429)
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert served.client.get("/v1/health/live", headers=bearer(other)).status_code == 200


def test_guessing_keys_is_limited_by_address(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    token = keys.add("one", Role.READ)
    with serving(tmp_path, filled=False, access=Access(keys, per_minute=3)) as served:
        statuses = [
            served.client.get("/v1/health/live", headers=bearer(f"guess-{n}")).status_code
            for n in range(5)
        ]
        assert statuses == [401, 401, 401, 429, 429]
        assert served.client.get("/v1/health/live", headers=bearer(token)).status_code == 200


def test_without_keys_addresses_are_limited_and_this_machine_is_not(tmp_path: Path) -> None:
    access = Access(None, per_minute=2)
    with serving(tmp_path, filled=False, access=access) as served:
        for host, expected in (
            ("127.0.0.1", [200, 200, 200]),
            ("::1", [200, 200, 200]),
            ("192.0.2.7", [200, 200, 429]),
            ("2001:db8::1", [200, 200, 429]),
            ("2001:db8::2", [429, 429, 429]),
        ):
            client = TestClient(served.app, client=(host, 1))
            found = [client.get("/v1/health/live").status_code for _ in range(3)]
            assert found == expected, host


def test_a_websocket_is_refused_without_a_key(guarded: Guarded) -> None:
    from starlette.websockets import WebSocketDisconnect

    with (
        pytest.raises(WebSocketDisconnect) as caught,
        guarded.client.websocket_connect("/anything"),
    ):
        pass
    assert caught.value.code == 1008


def test_keys_are_in_no_log_and_no_answer(
    guarded: Guarded, caplog: pytest.LogCaptureFixture
) -> None:
    session = guarded.served.app.state.access.log_in(guarded.write)
    wrong = "yiju_wrong-key-of-somebody"
    answers = ""
    with caplog.at_level(logging.DEBUG):
        for token in (guarded.read, guarded.write, wrong):
            for path in ("/v1/health", "/metrics", "/v1/nothing", f"/v1/jobs/{'x' * 10}"):
                answers += guarded.client.get(path, headers=bearer(token)).text
            for question in ("?bug", "?refuse"):
                json = {"question": question}
                answers += guarded.client.post("/v1/ask", json=json, headers=bearer(token)).text
        cookie = {"Cookie": f"yiju_session={session}"}
        answers += guarded.client.get("/v1/reports/x", headers=cookie).text
    told = answers + caplog.text + "".join(str(vars(each)) for each in caplog.records)
    digests = [key.sha256 for key in guarded.keys.in_force()]
    for secret in (guarded.read, guarded.write, wrong, session, *digests):
        assert secret not in told


@pytest.mark.parametrize("path", ["/v1/health", "/v1/ask"])
def test_other_sites_are_let_in_by_name_only(tmp_path: Path, path: str) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    token = keys.add("a", Role.READ)
    origins = ["https://maps.example"]
    with serving(tmp_path, filled=False, origins=origins, access=Access(keys)) as served:
        asked = {"Access-Control-Request-Method": "POST", "Origin": "https://maps.example"}
        allowed = served.client.options(path, headers=asked)
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == "https://maps.example"
        assert "access-control-allow-credentials" not in allowed.headers
        refused = served.client.options(path, headers=asked | {"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in refused.headers
        body = {"question": " "}
        ours = {"Origin": "https://maps.example"}
        without = served.client.post("/v1/ask", json=body, headers=ours)
        assert without.status_code == 401
        assert without.headers["access-control-allow-origin"] == "https://maps.example"
        with_key = served.client.post("/v1/ask", json=body, headers=ours | bearer(token))
        assert with_key.status_code == 422
        theirs = {"Origin": "https://evil.example"} | bearer(token)
        assert served.client.post("/v1/ask", json=body, headers=theirs).status_code == 403


def test_no_other_site_is_let_in_by_itself(guarded: Guarded) -> None:
    headers = {"Origin": "https://maps.example", **bearer(guarded.read)}
    response = guarded.client.get("/v1/health", headers=headers)
    assert not [name for name in response.headers if name.startswith("access-control")]

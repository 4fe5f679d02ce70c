"""The verbs serve and token: what they print, and what they say where something is missing."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.serve.conftest import Served


def onrecord(*arguments: str, code: str = "from onrecord.cli import main; main()") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60)


def test_a_token_is_made_listed_and_revoked(url: str) -> None:
    made = onrecord("token", "add", "Ines", "--scope", "add", "--scope", "review", "--days", "30", "--ledger", url)
    secret = made.stdout.strip()
    assert made.returncode == 0 and secret.startswith("or_")
    listed = onrecord("token", "list", "--ledger", url).stdout
    assert "add,review" in listed and "Ines" in listed and secret not in listed
    assert onrecord("token", "revoke", listed.split()[0], "--ledger", url).returncode == 0
    assert onrecord("token", "list", "--ledger", url).stdout == ""
    again = onrecord("token", "revoke", listed.split()[0], "--ledger", url)
    assert again.returncode == 2 and "no token has this id" in again.stderr


def test_what_is_wrong_is_told_before_anything_listens(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("no database")
    found = onrecord("serve", "--ledger", str(tmp_path / "x.db"), "--port", "0")
    assert found.returncode == 2 and "not a ledger" in found.stderr
    assert onrecord("token", "add", "A", "--scope", "all", "--ledger", str(tmp_path / "new.db")).returncode == 2


def test_without_its_packages_serve_says_how_to_install_them() -> None:
    code = "import sys; sys.modules['litestar'] = None; from onrecord.cli import main; main()"
    found = onrecord("serve", code=code)
    assert found.returncode == 2 and "pip install 'onrecord[serve]'" in found.stderr and "Traceback" not in found.stderr


def test_tokens_need_no_web_framework(url: str) -> None:
    code = "import sys; sys.modules['litestar'] = None; from onrecord.cli import main; main()"
    assert onrecord("token", "list", "--ledger", url, code=code).returncode == 0


def test_importing_onrecord_loads_nothing_of_the_server() -> None:
    heavy = "'litestar', 'jinja2', 'sqlalchemy', 'uvicorn'"
    code = f"import sys, onrecord.cli; print(any(m in sys.modules for m in ({heavy})))"
    assert onrecord(code=code).stdout.strip() == "False"


def test_a_served_ledger_answers_and_stops_when_told(server: Served) -> None:
    with urllib.request.urlopen(server.base + "/ready") as answer:
        assert json.load(answer) == {"status": "ok"}
    assert server.welcome.startswith(server.base)
    assert server.stop() in (0, -15)
    assert [line["event"] for line in server.lines()][:2] == ["started", "answered"] and server.lines()[-1][
        "event"
    ] == "stopped"


@pytest.mark.parametrize(
    "options", [[], ["--workers", "2"], ["--host", "203.0.113.9"], ["--host", "nowhere.invalid"], ["--host", "::1%x"]]
)
def test_where_it_cannot_listen_it_says_so_and_nothing_else(url: str, options: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        found = onrecord("serve", "--ledger", url, "--port", str(busy.getsockname()[1]), *options)
    assert found.returncode == 2 and found.stderr.startswith("onrecord: cannot listen at "), found.stderr
    assert found.stderr.count("\n") == 1 and "sign-in" not in found.stderr


@pytest.mark.parametrize("options", [[], ["--workers", "2"]])
def test_the_address_that_it_tells_can_be_opened_at_any_free_port_too(url: str, options: list[str]) -> None:
    command = [sys.executable, "-m", "onrecord", "serve", "--ledger", url, "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr is not None
        said = next(line for line in served.stderr if "http://" in line)
        address = said.split()[-1].partition("sign-in")[0] + "ready"
        for _ in range(200):
            try:
                with urllib.request.urlopen(address) as answer:
                    assert json.load(answer) == {"status": "ok"}
                    break
            except OSError:  # it is told before it listens
                time.sleep(0.1)
        else:
            pytest.fail(f"{address} does not answer")
        served.terminate()


def test_several_workers_share_one_port_and_one_ledger(url: str, tmp_path: Path) -> None:
    from onrecord.ledger import Ledger
    from onrecord.serve import tokens

    with Ledger.open(url) as ledger:
        secret = tokens.make(ledger, "A", ["read"])
    served = Served(url, tmp_path, "--workers", "2", "--private")
    try:
        request = urllib.request.Request(served.base + "/people", headers={"Authorization": f"Bearer {secret}"})
        for _ in range(6):
            with urllib.request.urlopen(request) as answer:
                assert answer.status == 200
        assert "/sign-in#" not in served.log.read_text()
    finally:
        served.stop()
    assert sum(line["event"] == "stopped" for line in served.lines()) == 2

"""Runs against the installed wheel; nothing here is made for this test alone."""

import os
import subprocess
import sys

import pytest

import belvo_emulator

USER = {"institution": "heimdall_mx_retail", "username": "user_valid", "password": "pass_valid"}


def test_heimdall(belvo):
    link = belvo.request("POST", "/api/links/", USER).json()["id"]
    refused = belvo.request("POST", "/api/accounts/", {"link": link})
    assert refused.status == 428 and refused.json()[0]["code"] == "token_required"
    assert belvo.request("GET", f"/api/links/{link}/").json()["status"] == "token_required"
    belvo.verify(method="POST", path="/api/accounts/", body={"link": link}, times={"exactly": 1})
    with pytest.raises(belvo_emulator.VerificationError, match="/api/owners/"):
        belvo.verify(path="/api/owners/")


def test_each_test_has_a_sandbox_of_its_own(belvo):
    assert belvo.request("GET", "/api/links/").json()["count"] == 0


def test_next_and_advance(belvo):
    belvo.next("institution_down", match={"operation": "register"})
    assert belvo.request("POST", "/api/links/", USER).status == 400
    belvo.request("POST", "/api/links/", USER | {"access_mode": "recurrent"})
    assert [step["event"] for step in belvo.advance("8d")["transitions"]] == ["refresh_challenged"]
    with pytest.raises(belvo_emulator.ControlError, match="duration"):
        belvo.advance("soon")


def test_fork(belvo):
    link = belvo.request("POST", "/api/links/", USER).json()["id"]
    other = belvo.fork()
    other.request("DELETE", f"/api/links/{link}/")
    assert other.request("GET", f"/api/links/{link}/").status == 404
    assert belvo.request("GET", f"/api/links/{link}/").status == 200


def test_start():
    with belvo_emulator.start(clock="manual@2026-01-31T12:00:00Z", strict_keys=True) as emulator:
        assert emulator.sandbox("SECRET_ID", "SECRET_PASSWORD").control("GET", "clock")["now"].startswith("2026-01-31")
        assert emulator.sandbox().request("GET", "/api/links/").status == 401
    assert "msg=request" in emulator.log
    with pytest.raises(RuntimeError, match="unknown flag --clok"):
        belvo_emulator.start(clok="manual")


def test_command():
    out = subprocess.run([sys.executable, "-m", "belvo_emulator", "version"], capture_output=True, check=True, text=True)
    assert out.stdout == f"belvo-emulator {belvo_emulator.__version__}\n"


@pytest.mark.skipif("BELVO_EMULATOR_LISTEN" not in os.environ, reason="not under belvo-emulator exec")
def test_under_exec(belvo, belvo_emulator):
    assert belvo_emulator is None and belvo.url == os.environ["BELVO_API_URL"]

"""Prepare a world once, and give each test a copy of it: a fork takes less than a millisecond, however much there is in
the world."""

import pytest

import belvo_emulator as emulator_package

LINK = {"institution": "erebor_mx_retail", "username": "bnk100", "password": "pass_valid", "access_mode": "recurrent"}


@pytest.fixture(scope="session")
def prepared():
    with emulator_package.start(clock="manual", seed=1) as emulator:
        box = emulator.sandbox()
        box.link = box.request("POST", "/api/links/", LINK).json()["id"]
        box.advance("30d")  # a month of refreshes
        yield box


@pytest.fixture
def box(prepared):
    """The sandbox of one test: box.env leads an application to it."""
    return prepared.fork()


def test_may_remove_the_link(box, prepared):
    box.request("DELETE", f"/api/links/{prepared.link}/")
    assert box.request("GET", f"/api/links/{prepared.link}/").status == 404


def test_has_the_link_again_and_the_same_time(box, prepared):
    assert box.request("GET", f"/api/links/{prepared.link}/").status == 200
    assert box.control("GET", "clock")["now"] == prepared.control("GET", "clock")["now"]

"""The pytest plugin: the fixtures belvo and belvo_emulator."""

from __future__ import annotations

import os
import uuid
from typing import Iterator

import pytest

from .client import Sandbox
from .process import Emulator, start


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the setting belvo_emulator_args."""
    parser.addini("belvo_emulator_args", "more of the command line of belvo-emulator serve", type="args")


@pytest.fixture(scope="session")
def belvo_emulator(request: pytest.FixtureRequest) -> Iterator[Emulator | None]:
    """The emulator of the run; None where "belvo-emulator exec" has started one already."""
    if os.environ.get("BELVO_EMULATOR_LISTEN") and os.environ.get("BELVO_API_URL"):
        yield None
        return
    with start(*request.config.getini("belvo_emulator_args")) as emulator:
        yield emulator


@pytest.fixture
def belvo(belvo_emulator: Emulator | None) -> Sandbox:
    """A sandbox that no other test has."""
    if belvo_emulator is not None:
        return belvo_emulator.sandbox()
    token = os.environ.get("BELVO_EMULATOR_CONTROL_TOKEN")
    return Sandbox(os.environ["BELVO_API_URL"], str(uuid.uuid4()), "password", token)

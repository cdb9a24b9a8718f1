"""An emulator as a child process."""

from __future__ import annotations

import atexit
import collections
import os
import re
import stat
import subprocess
import threading
import uuid
from typing import Any, Iterable, Sequence

from .client import Sandbox

# How many lines of the log are kept.
LOG_LINES = 10_000


def binary() -> str:
    """The path of the program: BELVO_EMULATOR_BINARY, or the one in this package."""
    own = os.environ.get("BELVO_EMULATOR_BINARY")
    if own:
        return own
    name = "belvo-emulator.exe" if os.name == "nt" else "belvo-emulator"
    path = os.path.join(os.path.dirname(__file__), "bin", name)
    if not os.path.exists(path):
        raise FileNotFoundError(f"{path} is missing; set BELVO_EMULATOR_BINARY to a program that you built")
    if not os.access(path, os.X_OK):  # some installers do not keep the mode of files
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    return path


class Emulator:
    """A running emulator. Make it with start(); it ends with this process at the latest."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command,
            env={name: value for name, value in os.environ.items() if not name.startswith("BELVO_")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        atexit.register(self._process.kill)
        assert self._process.stdout is not None and self._process.stderr is not None
        self._log: collections.deque[str] = collections.deque(maxlen=LOG_LINES)
        self._reader = threading.Thread(target=self._read, args=(self._process.stderr,), daemon=True)
        self._reader.start()
        with self._process.stdout as out:  # the ready line is all that it has to say
            fields = dict(re.findall(r"(\w+)=(\S+)", out.readline()))
        if "url" not in fields:
            self.stop()
            raise RuntimeError("the emulator did not start:\n" + self.log)
        self.url = fields["url"]
        self.secret_id = fields["secret_id"]

    def _read(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._log.append(line)

    @property
    def log(self) -> str:
        """The last lines of its log; all of them are there after stop()."""
        return "".join(self._log.copy())

    def sandbox(
        self, secret_id: str | None = None, secret_password: str = "password", control_token: str | None = None
    ) -> Sandbox:
        """A sandbox that no other test has, unless keys are given."""
        return Sandbox(self.url, secret_id or str(uuid.uuid4()), secret_password, control_token)

    def stop(self) -> None:
        """Ends it and waits for its end."""
        self._process.terminate()
        self._process.wait()
        self._reader.join()
        atexit.unregister(self._process.kill)

    def __enter__(self) -> Emulator:
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()


def start(*args: str, **options: Any) -> Emulator:
    """Starts an emulator on a free port and waits until it answers.

    Options are the flags of "belvo-emulator serve", such as clock="manual" and seed_file="world.yaml";
    True is a switch. More of the command line may follow as it is. The variables BELVO_... of the
    environment have no effect, so that a test does the same everywhere.
    """
    command = [binary(), "serve", "--listen", "127.0.0.1:0", "--log-format", "text"]
    for name, value in options.items():
        flag = "--" + name.replace("_", "-")
        command += [flag] if value is True else [f"{flag}={value}"]
    return Emulator([*command, *args])

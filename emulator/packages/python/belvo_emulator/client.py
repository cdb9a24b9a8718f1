"""A client of one sandbox: Belvo's API with its keys, and the control calls for it."""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from typing import Any, Mapping, Sequence

# What the path of every control call begins with.
CONTROL = "/__emulator/v1/"

# No proxy of the environment stands between a test and its emulator, and a redirect is an answer.
class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


class ControlError(Exception):
    """A control call that was refused. ``status`` is that of its answer."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class VerificationError(ControlError, AssertionError):
    """The application has not made the requests that it should have. ``failure`` has the nearest."""

    def __init__(self, failure: Mapping[str, Any]) -> None:
        near = "".join(f"\n  {n['request']}: {n['summary']}" for n in failure.get("nearest", ()))
        super().__init__(failure["error"] + near, 409)
        self.failure = failure


@dataclass(frozen=True)
class Answer:
    """The answer to a request."""

    status: int
    headers: Mapping[str, str]
    text: str

    def json(self) -> Any:
        """The body, parsed as JSON."""
        return json.loads(self.text)


class Sandbox:
    """One isolated world of links, data, webhooks, clock and journal, by its keys."""

    def __init__(self, url: str, secret_id: str, secret_password: str, control_token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self.secret_id = secret_id
        self.secret_password = secret_password
        self._token = control_token

    @property
    def env(self) -> dict[str, str]:
        """The variables that lead an application to this sandbox."""
        return {
            "BELVO_API_URL": self.url,
            "BELVO_SECRET_ID": self.secret_id,
            "BELVO_SECRET_PASSWORD": self.secret_password,
        }

    def request(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """A request with the sandbox's keys; a body is sent as JSON. Every status is an answer."""
        keys = f"{self.secret_id}:{self.secret_password}".encode()
        sent = {"Authorization": "Basic " + base64.b64encode(keys).decode(), **(headers or {})}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.url + path, data=data, headers=sent, method=method)
        try:
            with _opener.open(request) as response:
                return Answer(response.status, dict(response.headers), response.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read().decode())

    def control(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """A control call, such as control("GET", "clock"). Returns its answer, None if that is empty."""
        chosen = {name: value for name, value in query.items() if value is not None}
        if chosen:
            path += "?" + urllib.parse.urlencode(chosen)
        headers = {"X-Belvo-Emulator-Control-Token": self._token} if self._token else {}
        answer = self.request(method, CONTROL + path, body, headers)
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        value = answer.json() if is_json else answer.text or None
        if answer.status < 300:
            return value
        if answer.status == 409 and is_json and "nearest" in value:
            raise VerificationError(value)
        message = value["error"] if is_json else f"{answer.status} {answer.text}"
        raise ControlError(message, answer.status)

    def advance(self, by: str) -> dict[str, Any]:
        """Moves the clock on, by 90s, 24h or 7d, say; what was due has happened when it returns."""
        return self.control("POST", "clock/advance", {"by": by})

    def next(self, respond: str | None = None, **rest: Any) -> dict[str, Any]:
        """Queues what the next request that matches gets: match, respond, fault, latency, times."""
        return self.control("POST", "next", {"respond": respond, **rest} if respond else rest)

    def verify(self, timeout: str | None = None, **wanted: Any) -> dict[str, Any]:
        """Checks that the application made the right requests; timeout, such as 5s, waits for them."""
        return self.control("POST", "requests/verify", wanted, timeout=timeout)

    def fork(
        self,
        secret_id: str | None = None,
        secret_password: str = "password",
        endpoints: Sequence[Mapping[str, Any]] | None = None,
    ) -> Sandbox:
        """A new sandbox that begins with a copy of this one's world."""
        other = Sandbox(self.url, secret_id or str(uuid.uuid4()), secret_password, self._token)
        body: dict[str, Any] = {"secret_id": other.secret_id, "secret_password": other.secret_password}
        if endpoints is not None:
            body["endpoints"] = list(endpoints)
        self.control("POST", "fork", body)
        return other


def connect(
    url: str | None = None,
    secret_id: str | None = None,
    secret_password: str | None = None,
    control_token: str | None = None,
) -> Sandbox:
    """The sandbox that the environment names, as it does under "belvo-emulator exec"."""
    url = url or os.environ.get("BELVO_API_URL")
    if not url:
        raise ValueError('give a url, or run under "belvo-emulator exec"')
    return Sandbox(
        url,
        secret_id or os.environ.get("BELVO_SECRET_ID", "SECRET_ID"),
        secret_password or os.environ.get("BELVO_SECRET_PASSWORD", "SECRET_PASSWORD"),
        control_token or os.environ.get("BELVO_EMULATOR_CONTROL_TOKEN"),
    )

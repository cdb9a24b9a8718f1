"""A local stand-in for the sandbox of Belvo's open-finance API.

    import belvo_emulator

    with belvo_emulator.start(clock="manual") as emulator:
        box = emulator.sandbox()
        box.request("POST", "/api/links/", {"institution": "heimdall_mx_retail", ...})
        box.advance("7d")

In tests the fixture ``belvo`` is such a sandbox, a new one for each test.
"""

from .client import Answer, ControlError, Sandbox, VerificationError, connect
from .process import Emulator, binary, start

__version__ = "0"

__all__ = [
    "Answer",
    "ControlError",
    "Emulator",
    "Sandbox",
    "VerificationError",
    "binary",
    "connect",
    "start",
]

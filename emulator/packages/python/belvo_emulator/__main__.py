"""Runs the program with the same arguments, as the command belvo-emulator."""

import os
import subprocess
import sys

from .process import binary


def main() -> None:
    """Does not return."""
    command = [binary(), *sys.argv[1:]]
    if os.name == "nt":  # there, exec would leave the console to two processes
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


if __name__ == "__main__":
    main()

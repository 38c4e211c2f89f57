"""Processes of the command, as users start them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
REAL = ("bot",)
FAST = ("tests.support.fast_briefing",)


def start(module: tuple[str, ...], *arguments: str, **settings: str) -> subprocess.Popen[str]:
    """Start `python -m module arguments` with settings in its environment."""
    return subprocess.Popen(
        [sys.executable, "-m", *module, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "2"} | settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def run(module: tuple[str, ...], *arguments: str, **settings: str) -> tuple[int, str, str]:
    """Run to the end; return exit code, standard output and standard error."""
    process = start(module, *arguments, **settings)
    out, err = process.communicate(timeout=100)
    return process.returncode, out, err


@contextmanager
def running(
    module: tuple[str, ...], *arguments: str, **settings: str
) -> Iterator[subprocess.Popen[str]]:
    """Run while the body does; it is asked to end with SIGTERM and must, cleanly."""
    process = start(module, *arguments, **settings)
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, f"not a graceful end:\n{out}\n{err}"
        assert "Traceback" not in err, err
    finally:
        process.kill()
        process.communicate()

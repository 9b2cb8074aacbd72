"""Runs rendering jobs in a child process that a hostile text may kill and nothing else.

One child per server process, started when first needed and kept; threads take turns. A child
that dies is replaced before the next job, and a forked process starts its own.
"""

import atexit
import json
import logging
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from markup.limits import KEPT
from markup.rendered import Refused

CPU_SECONDS = 2.0
"""Processor time that a job may use, and as much again for each 100,000 characters."""
WALL_SECONDS = 30.0
"""Time after which a child is given up that neither answers nor dies."""

_HEADER = struct.Struct(">I")
_ROOT = Path(__file__).resolve().parent.parent
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")

_log = logging.getLogger(__name__)


class _GoneError(Exception):
    """The child is dead."""


class _SpentError(Exception):
    """The child has used up the time for this job, or does not answer."""


class _Child:
    def __init__(self) -> None:
        paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "markup.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd=_ROOT,
            env=environment,
            close_fds=True,
            start_new_session=True,  # a Ctrl-C in the server's terminal is not for the child
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.jobs, self.answers = self.process.stdin, self.process.stdout

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        """The child's answer; raises `_GoneError` or `_SpentError` when there will be none."""
        message = json.dumps(job).encode()
        deadline = time.monotonic() + WALL_SECONDS
        try:
            self._write(_HEADER.pack(len(message)) + message)
            size = _HEADER.unpack(self._read(_HEADER.size, deadline))[0]
            answer: dict[str, Any] = json.loads(self._read(size, deadline))
        except OSError as error:
            raise _GoneError from error
        return answer

    def _write(self, message: bytes) -> None:
        view = memoryview(message)
        while view:
            view = view[self.jobs.write(view) or 0 :]

    def _read(self, size: int, deadline: float) -> bytes:
        poll = select.poll()
        poll.register(self.answers, select.POLLIN)
        received = bytearray()
        while len(received) < size:
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise _SpentError
            piece = self.answers.read(min(size - len(received), 1 << 20))
            if not piece:
                raise _GoneError
            received += piece
        return bytes(received)

    def close(self, patience: float = 0.0) -> None:
        """End the child: by closing its input, and after `patience` seconds by force."""
        self.jobs.close()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.answers.close()

    def disown(self) -> None:
        """Leave the child to the process that this one was forked from."""
        self.jobs.close()
        self.answers.close()
        self.process.returncode = 0  # it is not ours to wait for, nor to warn about


class _Keeper:
    """Holds the one child and lets threads take turns."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.child: _Child | None = None

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        """The child's answer; raises `_GoneError` or `_SpentError`, and the child is dead then."""
        if not self.turn.acquire(timeout=WALL_SECONDS):
            raise Refused(f"Too many texts are being saved just now. Please save again. {KEPT}")
        try:
            if self.child is not None:
                with suppress(_GoneError):  # something else ended it while it was idle
                    return self._ask(self.child, job)
            self.child = _Child()
            return self._ask(self.child, job)
        finally:
            self.turn.release()

    def _ask(self, child: _Child, job: dict[str, Any]) -> dict[str, Any]:
        try:
            return child.ask(job)
        except _SpentError:
            self.release()
            raise
        except _GoneError:
            self.release(1.0)
            if child.process.returncode == -signal.SIGPROF:
                raise _SpentError from None
            raise

    def release(self, patience: float = 0.0) -> None:
        if self.child is not None:
            self.child.close(patience)
            self.child = None

    def after_fork(self) -> None:
        self.turn = threading.Lock()
        if self.child is not None:
            self.child.disown()
            self.child = None


_keeper = _Keeper()
os.register_at_fork(after_in_child=_keeper.after_fork)
atexit.register(_keeper.release, 1.0)


def run(job: dict[str, Any]) -> dict[str, Any]:
    """The rendering of `job` as a plain dict.

    Raises `Refused` when the text is refused, or takes more time or memory than a text may.
    """
    seconds = CPU_SECONDS * (1 + len(job["source"]) / 100_000)
    try:
        answer = _keeper.ask({**job, "seconds": seconds})
    except (_GoneError, _SpentError):
        answer = {"beyond": "time"}
    except OSError as error:
        _log.exception("No process could be started to render a text.")
        raise Refused(
            f"The text could not be laid out just now. Please save again. {KEPT}"
        ) from error
    if "rendered" in answer:
        rendered: dict[str, Any] = answer["rendered"]
        return rendered
    if "refused" in answer:
        raise Refused(answer["refused"])
    if "error" in answer:
        _log.error("A text could not be rendered:\n%s", answer["error"])
    raise Refused(
        "This text takes too long to lay out. Please simplify it (fewer marks such as [ * ` "
        f"in a row, shorter paragraphs), then save again. {KEPT}"
    )

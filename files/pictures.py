"""Pictures made anew in a child process that a hostile one may kill and nothing else."""

import json
import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from files.kinds import Kind, Refused
from files.reencoding import PIXELS, SIDE

WALL_SECONDS = 60
_ROOT = Path(__file__).resolve().parent.parent
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
_turn = threading.Semaphore(1)  # one at a time bounds the memory too
_log = logging.getLogger(__name__)

TOO_LARGE = (
    f"This picture is too large: at most {PIXELS // 1_000_000} megapixels, and {SIDE:,} pixels on "
    "a side. Make it smaller, then upload it"
)
DAMAGED = "This picture is damaged and cannot be shown. Save it once more, then upload it"
BUSY = "Too many pictures are being uploaded just now. Please try again in a minute"


@dataclass(frozen=True)
class Size:
    width: int
    height: int
    content: bytes


def remade(content: bytes, kind: Kind) -> list[Size]:
    """The picture in its sizes, the largest last, without anything but what it shows.

    Raises Refused.
    """
    if not _turn.acquire(timeout=WALL_SECONDS):
        raise Refused(BUSY)
    try:
        output = _run(content, kind.reader)
    finally:
        _turn.release()
    line, _, rest = output.partition(b"\n")
    told = json.loads(line or b"{}")
    if "sizes" not in told:
        if told.get("why"):
            _log.info("A picture was refused: %s", told["why"])
        raise Refused(DAMAGED if told.get("refused") == "damaged" else TOO_LARGE)
    found, at = [], 0
    for one in told["sizes"]:
        found.append(Size(one["width"], one["height"], rest[at : at + one["length"]]))
        at += one["length"]
    return found


def _run(content: bytes, reader: str) -> bytes:
    """What the child answers; nothing where it used up its time or memory."""
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            [sys.executable, "-m", "files.reencoding", reader],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=environment,
            timeout=WALL_SECONDS,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""

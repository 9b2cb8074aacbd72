"""The process in which texts are rendered; it can be lost without loss to anyone else.

Reads jobs from its standard input and answers on its standard output, each as four bytes of
length and that much JSON. A job that uses more processor time than it may ends the process.
It needs no Django, and ends when its parent does.
"""

import json
import os
import resource
import signal
import struct
import traceback
from typing import Any, BinaryIO

from markup import typeset
from markup.rendered import Refused, Rendered
from markup.shelf import Shelf, Shown

MEMORY = 512 * 1024 * 1024
HEADER = struct.Struct(">I")


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    jobs = os.fdopen(0, "rb", closefd=False)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up between two answers
    while (job := _read(jobs)) is not None:
        signal.setitimer(signal.ITIMER_PROF, job["seconds"])
        answer = json.dumps(_answer(job)).encode()
        signal.setitimer(signal.ITIMER_PROF, 0)
        answers.write(HEADER.pack(len(answer)) + answer)
        answers.flush()


def _read(jobs: BinaryIO) -> dict[str, Any] | None:
    header = jobs.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    job: dict[str, Any] = json.loads(jobs.read(HEADER.unpack(header)[0]))
    return job


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"rendered": _render(job).to_json()}
    except Refused as refused:
        return {"refused": refused.message}
    except (RecursionError, MemoryError) as error:
        return {"beyond": type(error).__name__}
    except Exception:
        return {"error": traceback.format_exc(limit=-8)}


def _render(job: dict[str, Any]) -> Rendered:
    if job["kind"] == "page":
        return typeset.page(job["source"], job["known"], job["cited"], _shelf(job["shelf"]))
    return typeset.post(job["source"], job["known"], job["cited"], job["prefix"])


def _shelf(told: dict[str, Any]) -> Shelf:
    files = {target: Shown(**file) for target, file in told["files"].items()}
    return Shelf(told["address"], files)


if __name__ == "__main__":
    main()

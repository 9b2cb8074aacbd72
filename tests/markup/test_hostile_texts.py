import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from markup import bounded
from markup.render import Refused, Rendered, render_page, render_post
from tests.markup.hostile_texts import SHAPES

ROOT = Path(__file__).parents[2]
LIMIT = 15.0
"""Seconds of the clock that any text may take, to be rendered or refused.

The child is ended after 2 seconds of its own CPU (4 for the largest texts); on a machine that is
busy with other tests the clock runs several times further in that time.
"""
KINDNESS = ("Please", "Your text is kept below.")


def outcome(render: Callable[..., Rendered], *arguments: object) -> Rendered | str:
    """The rendering, or the message of the refusal; neither may take long."""
    began = time.monotonic()
    try:
        return render(*arguments)
    except Refused as refusal:
        return refusal.message
    finally:
        assert time.monotonic() - began < LIMIT


def bounded_or_kind(result: Rendered | str, size: int) -> bool:
    if isinstance(result, str):
        return all(words in result for words in KINDNESS)
    return len(json.dumps(result.to_json())) < 40 * size + 10_000


@pytest.mark.parametrize("size", [2048, 8192, 32768])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_hostile_text_is_rendered_or_kindly_refused_in_time(shape, size):
    assert bounded_or_kind(outcome(render_page, SHAPES[shape](size), {}), size)
    assert render_page("Next *text*", {}).parts[0].html == "<p>Next <em>text</em></p>"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_hostile_post_is_rendered_or_kindly_refused_in_time(shape):
    source = SHAPES[shape](20_000)[:20_000]
    assert bounded_or_kind(outcome(render_post, source, {}, "p1-"), len(source))


def test_text_in_which_nothing_is_markup_is_kept_to_the_letter():
    for shape in ("open brackets", "close brackets", "open image brackets", "nested brackets"):
        text = SHAPES[shape](2048)
        assert render_page(text, {}).parts[0].html == f"<p>{text}</p>"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("- " * 30 + "x", "nests lists or quotes more than 20 deep"),
        (">" * 30 + "x", "nests lists or quotes more than 20 deep"),
        ("x\n" * 5_001, "5,002 lines; the limit is 5,000"),
        ("```\nx\n```\n" * 201, "more than 200 code blocks"),
        ("[^1]" * 101, "one footnote more than 100 times"),
        ("".join(f"[^{n}]" for n in range(501)), "more than 500 footnotes"),
        ("|a" * 60 + "\n" + "|-" * 60 + "\n" + "|b\n" * 100, "more than 5,000 cells"),
    ],
)
def test_a_refusal_says_what_is_too_much(source, reason):
    with pytest.raises(Refused) as refusal:
        render_page(source, {})
    assert reason in refusal.value.message


def test_twenty_levels_of_lists_are_not_too_deep():
    source = "\n".join("  " * level + "- x" for level in range(19))
    assert render_page(source, {}).parts[0].html.count("<ul>") == 19


def test_a_text_that_needs_too_much_processor_time_ends_the_child_and_nothing_else(monkeypatch):
    monkeypatch.setattr(bounded, "CPU_SECONDS", 0.05)
    with pytest.raises(Refused, match="takes too long to lay out"):
        render_page("*_" * 30_000, {})
    monkeypatch.undo()
    assert render_page("x", {}).parts[0].html == "<p>x</p>"


def child() -> int:
    render_page("x", {})
    assert bounded._keeper.child is not None
    return bounded._keeper.child.process.pid


def test_a_child_that_was_killed_while_idle_is_replaced():
    pid = child()
    os.kill(pid, signal.SIGKILL)
    assert child() != pid


def test_a_forked_process_starts_a_child_of_its_own():
    pid = child()
    reader, writer = os.pipe()
    forked = os.fork()
    if forked == 0:
        os.write(writer, str(child()).encode())
        bounded._keeper.release(1.0)
        os._exit(0)
    os.close(writer)
    theirs = int(os.read(reader, 100))
    os.close(reader)
    os.waitpid(forked, 0)
    assert theirs not in (pid, forked)
    assert child() == pid


def run(code: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-c",
            f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}",
        ],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        **options,
    )


def gone(pid: int) -> bool:
    """Whether a process has ended, given three seconds for it."""
    until = time.monotonic() + 3
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        os.sched_yield()
    return False


RENDER = """
from markup import bounded
from markup.render import render_page
render_page("x", {})
print(bounded._keeper.child.process.pid, flush=True)
"""


def test_it_works_from_any_directory_and_ends_without_a_word(tmp_path):
    done = run(RENDER, cwd=tmp_path, env={"PATH": os.environ["PATH"]})
    assert done.stderr == ""
    assert done.returncode == 0
    assert gone(int(done.stdout))


def test_a_server_that_is_killed_leaves_no_child_behind():
    done = run(RENDER + "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert done.returncode == -signal.SIGKILL
    assert gone(int(done.stdout))


def test_the_child_knows_no_secrets_and_holds_no_sockets(monkeypatch):
    done = run(
        """
import os, socket
from pathlib import Path
listening = socket.create_server(("127.0.0.1", 0))
os.set_inheritable(listening.fileno(), True)
os.environ["SECRET_KEY"] = "hidden"
"""
        + RENDER
        + """
pid = bounded._keeper.child.process.pid
print(Path(f"/proc/{pid}/environ").read_text().count("SECRET_KEY"))
print(sum("socket" in os.readlink(fd) for fd in Path(f"/proc/{pid}/fd").iterdir()))
listening.close()
"""
    )
    assert done.stdout.split()[1:] == ["0", "0"], done.stderr


def test_an_ordinary_page_takes_a_few_hundredths_of_a_second():
    source = "Some *words* with [a link](/wiki/) and [[A page]].\n\n- one\n- two\n\n" * 70
    render_page(source, {})
    began = time.monotonic()
    render_page(source[:5000], {})
    assert time.monotonic() - began < 0.25

"""One command serves the site, starts quickly when nothing is new, and stops without harm."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings

from tests.mailing.an_smtp_server import SmtpServer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of one site, started again and again."""
    return tmp_path_factory.mktemp("data")


class Site:
    """A site that `manage.py serve` runs in a process group of its own, like a terminal's."""

    def __init__(self, data: Path, **more: str) -> None:
        self.port = free_port()
        self.said: list[str] = []
        start = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env=environment(data, self.port) | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._listen()
        self.seconds = time.monotonic() - start

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.strip())
            if line.startswith("Parley is at"):
                return
        self.ended()
        pytest.fail("\n".join(self.said))

    def get(self, path: str) -> tuple[int, str]:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        code = self.process.wait(timeout=30)
        assert self.process.stdout is not None
        self.said += self.process.stdout.read().splitlines()
        self.process.stdout.close()
        return code


def environment(data: Path, port: int) -> dict[str, str]:
    ours = {"PARLEY_DATA": str(data), "PARLEY_DEMO": "0", "PORT": str(port), "WEB_CONCURRENCY": "1"}
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return kept | ours | {"DJANGO_SETTINGS_MODULE": "config.settings"}


@pytest.fixture
def site(data: Path) -> Iterator[Site]:
    running = Site(data)
    yield running
    if running.process.poll() is None:
        os.killpg(running.process.pid, signal.SIGKILL)
        running.ended()


def test_it_tells_how_to_begin_answers_and_stops(site: Site) -> None:
    assert "createsuperuser" in "\n".join(site.said)
    assert site.said[-1].startswith(f"Parley is at http://127.0.0.1:{site.port}")
    assert site.get("/healthz") == (200, "ok\n")
    assert site.get("/readyz") == (200, "ready\n")
    assert site.get("/")[0] == 200
    assert site.stop() == 0


def test_a_second_start_prepares_nothing_again_and_is_quick(data: Path, site: Site) -> None:
    site.stop()
    again = Site(data)
    assert again.get("/healthz")[0] == 200
    assert again.stop() == 0
    assert again.seconds < 3
    assert [line for line in again.said if line.startswith(("Preparing", "Compressing"))] == []


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "TERM"])
def test_a_request_under_way_is_answered_before_the_end(site: Site, end: int) -> None:
    body = b"theme=dark"
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as line:
        line.sendall(
            b"POST /theme/ HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body)
        )
        assert line.recv(1000).startswith(b"HTTP/1.1 100")  # the body is being waited for
        os.killpg(site.process.pid, end)
        line.sendall(body)
        assert line.recv(1000).startswith(b"HTTP/1.1 403")  # an answer: there was no token
    assert site.ended() == 0


WRITE_A_LETTER = """
from allauth.account.models import EmailAddress
from django.utils import timezone
from accounts.models import User
from mailing.models import Answer
ines = User.objects.create_user("ines", email="ines@example.org")
EmailAddress.objects.create(user=ines, email=ines.email, primary=True, verified=True)
now = timezone.now()
Answer.objects.create(person=ines, subject="Hello", text="Words", created_at=now, due_at=now)
"""


def test_mail_goes_out_without_a_cron(data: Path, site: Site) -> None:
    site.stop()
    with SmtpServer() as server:
        running = Site(data, EMAIL_URL=server.url, PARLEY_MAIL_EVERY="1", WEB_CONCURRENCY="2")
        try:
            environ = environment(data, running.port)
            shell = [sys.executable, "manage.py", "shell", "-v", "0", "-c", WRITE_A_LETTER]
            subprocess.run(shell, cwd=settings.BASE_DIR, env=environ, check=True)
            assert b"To: ines@example.org" in server.mails.get(timeout=30)
        finally:
            assert running.stop() == 0
        assert server.mails.empty()  # the other worker sent it no second time
        assert [line for line in running.said if "ERROR" in line] == []


def test_a_port_in_use_is_said_in_one_sentence(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env=environment(data, port),
            capture_output=True,
            text=True,
            check=False,
        )
    assert told.returncode == 1
    assert told.stderr.splitlines() == [
        f"Port {port} is in use. Stop what runs there, or choose another: PORT={port + 1} make run"
    ]

"""One command that prepares what is not prepared yet and serves the site: `make run`."""

import errno
import hashlib
import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app import wsgiapp


class Command(BaseCommand):
    help = "Prepare the database, the demo and the static files where needed, then serve."
    requires_system_checks = []  # `make check` asks them; here they would delay every start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--no-server", action="store_true", help="Prepare everything, then stop."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.prepare(serving=not options["no_server"])
        except KeyboardInterrupt:
            sys.exit("Stopped before everything was ready; the next start goes on from there")
        if not options["no_server"]:
            serve()

    def prepare(self, serving: bool) -> None:
        if serving:
            require_free_port(settings.HOST, settings.PORT)
        self.migrate()
        is_first = not get_user_model().objects.exists()
        if is_first and os.environ.get("PARLEY_DEMO", "1") != "0":
            self.say("Writing the demo content (only this once)")
            call_command("load_demo", verbosity=0)
        self.collect_static()
        for line in how_to_sign_in(is_first):
            self.say(line)
        for each in connections.all(initialized_only=True):
            each.close()
            if hasattr(each, "close_pool"):
                each.close_pool()  # a pool's threads do not live on in the workers

    def migrate(self) -> None:
        """Bring the database up to date; nothing is done to one that is."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Preparing the database")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)

    def collect_static(self) -> None:
        """Collect and compress the static files, unless none has changed since the last time."""
        root = Path(settings.STATIC_ROOT)
        stamp = root.with_name(f"{root.name}.stamp")
        state = static_state()
        if root.is_dir() and stamp.is_file() and stamp.read_text() == state:
            return
        self.say("Compressing the static files")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(state)

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def require_free_port(host: str, port: int) -> None:
    """Exit, saying what to do, where the server could not listen."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            why = f"Port {port} is in use. Stop what runs there, or choose another: "
            sys.exit(f"{why}PORT={port + 1} make run")
        sys.exit(f"Cannot listen on {host}, port {port}: {error.strerror}")


def static_state() -> str:
    """A fingerprint of every static file's path, size and time, without reading any."""
    lines = [
        f"{path} {(found := os.stat(storage.path(path))).st_size} {found.st_mtime_ns}"
        for finder in get_finders()
        for path, storage in finder.list([])
    ]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def how_to_sign_in(is_first: bool) -> list[str]:
    """What to tell whoever started the site about getting in, where there is anything to tell."""
    kept = settings.DATA_DIR / "demo_password"
    if kept.is_file():
        password = f"{kept.read_text().strip()} (kept in {kept})" if is_first else f"in {kept}"
        return [f"Sign in as admin with the password {password}"]
    if not get_user_model().objects.exists():
        return [
            "Nobody can sign in yet. Make the first administrator, with the same settings as here:",
            f"  {sys.executable} manage.py createsuperuser",
        ]
    return []


def serve() -> None:
    """Become the application server: the code that is loaded already is what it serves."""
    host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
    bind = f"--bind={host}:{settings.PORT}"
    sys.argv = ["gunicorn", "--config=python:config.gunicorn", bind, "config.wsgi"]
    wsgiapp.run()

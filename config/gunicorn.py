"""How the application server runs. `manage.py serve` starts it with this; so may anybody else:
`gunicorn --config python:config.gunicorn config.wsgi`.
"""

import os
import signal
import threading
from types import FrameType
from typing import Any

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
graceful_timeout = 20
keepalive = 5
# One process reads the code and the workers share it: a quick start, and less memory.
preload_app = True

loglevel = "warning"
accesslog = "-" if os.environ.get("PARLEY_ACCESS_LOG") else None
control_socket_disable = True  # it would write a socket into the home folder
# Which proxy's word counts is said once, to Django (PARLEY_BEHIND_PROXY, PARLEY_PROXIES).
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "")


def when_ready(server: Any) -> None:
    """Say where the site is, and let a Ctrl-C end requests as cleanly as TERM does."""
    from django.conf import settings  # not before gunicorn has loaded the application

    def stop_once(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, server.signal)  # a second Ctrl-C does not wait
        server.signal(signal.SIGTERM, frame)

    signal.signal(signal.SIGINT, stop_once)
    print(f"Parley is at {settings.SITE_URL} (Ctrl-C stops it)", flush=True)  # noqa: T201


def post_worker_init(worker: Any) -> None:
    """Leave Ctrl-C to the server, and start the renderer before somebody waits for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_warm_renderer, daemon=True).start()
    from config import postman

    postman.start()


def worker_exit(server: Any, worker: Any) -> None:
    from config import postman

    postman.stop()


def _warm_renderer() -> None:
    from markup.render import render_page

    render_page("", {})

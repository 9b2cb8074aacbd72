"""A throwaway site to measure on, and CPU times that compare within one run."""

import atexit
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def start_site() -> None:
    """An empty site on SQLite in a temporary folder, in the production configuration."""
    folder = tempfile.mkdtemp(prefix="parley-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["PARLEY_DATA"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["*"]
    settings.WRITE_RATES = dict.fromkeys(settings.WRITE_RATES, "1000000/60")
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)


def cpu_ms(work: Callable[[], object], times: int = 7) -> float:
    """The least CPU time of this process, in milliseconds, over several runs."""
    work()
    best = float("inf")
    for _ in range(times):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best * 1000


def table(title: str, rows: list[tuple[str, float]], unit: str = "ms CPU") -> None:
    """Print each row with its ratio to the first."""
    print(f"\n{title}")
    first = rows[0][1]
    for name, value in rows:
        print(f"  {name:<52} {value:8.1f} {unit}   {value / first:6.2f} x")

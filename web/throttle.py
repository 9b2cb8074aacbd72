"""How often one person may write: a fixed window on the shared cache. Readers are never limited."""

import time

from django.conf import settings
from django.core.cache import cache


class TooMany(Exception):
    """Raised when somebody writes faster than people do; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} s")
        self.wait = wait


def allow(kind: str, who: object) -> None:
    """Count one deed of `kind` by `who` (an account's id or an address).

    Raises TooMany above the rate that settings.WRITE_RATES states as "number/seconds".
    """
    number, seconds = (int(part) for part in settings.WRITE_RATES[kind].split("/"))
    now = int(time.time())
    window = now // seconds
    key = f"rate:{kind}:{who}:{window}"
    if cache.add(key, 1, timeout=seconds + 1):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # it ran out between the two calls
        return
    if count > number:
        raise TooMany((window + 1) * seconds - now)

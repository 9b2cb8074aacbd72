"""The production settings, less what only costs time in tests.

DATABASE_URL and CACHE_URL choose where the suite runs, as they do in production; without them it
runs on SQLite and on a cache in memory. Nothing else of a developer's environment is taken over.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

for name in list(os.environ):
    if name.startswith("PARLEY_") or name in ("HOST", "PORT", "EMAIL_URL"):
        del os.environ[name]

_data = Path(tempfile.mkdtemp(prefix="parley-tests-"))
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["PARLEY_DATA"] = str(_data)
os.environ["PARLEY_SECRET_KEY"] = "a key for tests alone, so that what is signed stays the same"

from config.settings import *  # noqa: E402, F403
from config.settings import CACHES, DATABASES, STORAGES, WRITE_RATES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads of one test must meet each other in one database.
    DATABASES["default"]["TEST"] = {"NAME": str(_data / "tests.sqlite3")}
else:
    # As in production, whatever the cluster's own encoding is.
    DATABASES["default"]["TEST"] = {"CHARSET": "UTF8", "TEMPLATE": "template0"}

if CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Static files are served from where they stand, uncollected, and looked for when asked for.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WRITE_RATES = dict.fromkeys(WRITE_RATES, "100000/60")

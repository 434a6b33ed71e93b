"""The portal's own settings, read in the environment of the tests.

It only sets environment variables and files: what is tested is sky_portal.settings. They must
be set before pytest-django reads the settings, which is before any conftest is imported.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "SKY_VAR_DIR" not in os.environ:
    _var = tempfile.mkdtemp(prefix="sky-test-")
    os.environ["SKY_VAR_DIR"] = _var
    atexit.register(shutil.rmtree, _var, ignore_errors=True)
worker = os.environ.get("PYTEST_XDIST_WORKER")
if worker and os.environ.get("SKY_TEST_WORKER") != worker:
    # Noted for programs that the tests start: they share what is theirs already.
    os.environ["SKY_TEST_WORKER"] = worker
    # Each process of a parallel run has files and a Redis database of its own: emptying a cache
    # empties the whole database.
    os.environ["SKY_VAR_DIR"] = str(Path(os.environ["SKY_VAR_DIR"], worker))
    if redis := os.environ.get("REDIS_URL"):
        address, _, number = redis.rpartition("/")
        os.environ["REDIS_URL"] = f"{address}/{int(number) + int(worker.removeprefix('gw'))}"
Path(os.environ["SKY_VAR_DIR"], "static").mkdir(parents=True, exist_ok=True)
os.environ.setdefault("SKY_HASHED_STATIC", "0")
# The demo's pages are part of the portal and tested with it; tests of production turn it off.
os.environ.setdefault("SKY_DEMO", "1")
# Playwright's event loop lives in the test's own thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from sky_portal.settings import *  # noqa: E402, F403

# Hashing a password well takes longer than most tests.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASE_URL:  # noqa: F405
    # Nobody pulls the plug of a test's database: it need not wait for the disk at every commit.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"  # noqa: F405

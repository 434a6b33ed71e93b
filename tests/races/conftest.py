"""Databases that other processes can reach."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.races.together import ROOT


def environment(var_dir: Path, **extra: str) -> dict[str, str]:
    """A process's environment on this test's PostgreSQL database, or on an embedded one of its own."""
    # Under xdist tests.settings would move what is already this process's own once more.
    foreign = ("SKY_", "PYTEST_XDIST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    kept.pop("DATABASE_URL", None)
    kept |= {"SKY_VAR_DIR": str(var_dir), "SKY_DEMO": "1", "SKY_HASHED_STATIC": "0"} | extra
    if connection.vendor == "postgresql":
        kept["DATABASE_URL"] = database_url()
    return kept


def database_url() -> str:
    """The address of the database that the tests are using."""
    at = connection.settings_dict
    secret = f":{at['PASSWORD']}" if at["PASSWORD"] else ""
    return f"postgres://{at['USER']}{secret}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an embedded portal with a migrated SQLite file."""
    env = environment(tmp_path_factory.mktemp("embedded"))
    env.pop("DATABASE_URL", None)
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
    subprocess.run(migrate, cwd=ROOT, env=env, check=True)
    return env

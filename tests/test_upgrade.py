"""A database that an earlier release left comes along whole: nothing lost, nothing invalid, told once.

The databases are kept as rows in tests/upgrades/; one more is kept whenever a release is made
(docs/testing.md).
"""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from tests.races.conftest import environment
from tests.races.together import ROOT
from tests.upgrades import samples

# Each migrates a whole database, in processes of their own.
pytestmark = pytest.mark.timeout(600)

SAMPLES = sorted((ROOT / "tests" / "upgrades").glob("*.json.gz"))


def python(env: dict[str, str], *arguments: str) -> str:
    """A command's output; fails with what it said when it ends badly."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a portal whose database is empty, of the kind that the tests run on."""
    (tmp_path / "static").mkdir()
    env = environment(tmp_path, DJANGO_SETTINGS_MODULE="sky_portal.settings")
    env.pop("DATABASE_URL", None)
    if not settings.DATABASE_URL:
        yield env
        return
    server, _slash, base = settings.DATABASE_URL.rpartition("/")
    name = f"{base}_upgrade_{os.getpid()}"
    _on_server(server, f'CREATE DATABASE "{name}"')
    try:
        yield env | {"DATABASE_URL": f"{server}/{name}"}
    finally:
        _on_server(server, f'DROP DATABASE "{name}"')


def _on_server(server: str, statement: str) -> None:
    connection = psycopg2.connect(f"{server}/postgres")
    try:
        connection.autocommit = True
        connection.cursor().execute(statement)
    finally:
        connection.close()


def test_there_is_a_sample_of_the_first_release() -> None:
    kept = samples.read(SAMPLES[0])["rows"]
    assert len(kept["pilots.municipality"]) > 300
    for label in ("grants.application", "grants.submission", "audit.auditevent", "documents.document"):
        assert kept[label], label


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name.removesuffix(".json.gz"))
def test_an_older_database_comes_along_whole(sample: Path, empty: dict[str, str]) -> None:
    module = ("-m", "tests.upgrades.samples")
    python(empty, *module, "load", str(sample))
    python(empty, "manage.py", "migrate", "--verbosity", "0", "--skip-checks")
    python(empty, *module, "check", str(sample))
    python(empty, "manage.py", "verify_audit")
    # The second `make run` after an upgrade: the story is not told twice.
    python(empty, "manage.py", "demo", "--until", "open")
    grown = Path(empty["SKY_VAR_DIR"]) / "after.json.gz"
    python(empty, *module, "write", str(grown))
    before, after = samples.read(sample)["rows"], samples.read(grown)["rows"]
    for label in ("grants.application", "grants.submission", "pilots.member", "accounts.user"):
        assert len(after[label]) == len(before[label]), label


def test_the_story_goes_on_where_an_older_release_has_left_it(empty: dict[str, str]) -> None:
    """Its call stays as it was, without what this release would ask for; the rest is played on."""
    python(empty, "-m", "tests.upgrades.samples", "load", str(SAMPLES[-1]))
    python(empty, "manage.py", "migrate", "--verbosity", "0", "--skip-checks")
    said = python(empty, "manage.py", "demo", "--until", "shared")
    assert "played to examined, assessed, shared." in said
    python(empty, "manage.py", "verify_audit")


def test_a_lost_row_and_an_invalid_one_are_told(empty: dict[str, str], tmp_path: Path) -> None:
    """The check itself can fail: with a row that is not in the database, and one that is not valid."""
    module = ("-m", "tests.upgrades.samples")
    sample = samples.read(SAMPLES[-1])
    organisation = next(row for row in sample["rows"]["accounts.organisation"] if row["name_fi"] == "Iisalmi")
    organisation["registry_email"] = "no address"
    changed = tmp_path / "changed.json.gz"
    changed.write_bytes(gzip.compress(json.dumps(sample).encode()))
    python(empty, *module, "load", str(changed))
    python(empty, "manage.py", "migrate", "--verbosity", "0", "--skip-checks")
    sample["rows"]["accounts.organisation"].append({"id": 10**6})
    changed.write_bytes(gzip.compress(json.dumps(sample).encode()))
    found = subprocess.run(
        [sys.executable, *module, "check", str(changed)],
        cwd=ROOT,
        env=empty,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1, found.stderr
    assert "accounts.Organisation 1000000 is gone" in found.stdout
    assert "registry_email" in found.stdout

"""Settings refuse to start wrong: no default secret, nothing half configured, no guess."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sky_portal.environment import _own_key

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DATABASE_URL": "postgres://sky@db.example/sky",
    "REDIS_URL": "redis://cache.example/0",
    "SKY_SECRET_KEY": "0123456789" * 5,
    "SKY_BASE_URL": "https://portal.example",
    "SKY_ALLOWED_HOSTS": "portal.example",
    "SKY_SMTP_HOST": "mail.example",
}
ASK = "from django.conf import settings; print({question})"


def start(tmp_path, question="settings.PRODUCTION", **variables):
    """Reads the settings in a process of their own; returns (exit code, output)."""
    foreign = {k: v for k, v in os.environ.items() if not k.startswith(("SKY_", "DATABASE_", "REDIS_"))}
    environment = {
        **foreign,
        "DJANGO_SETTINGS_MODULE": "sky_portal.settings",
        "SKY_VAR_DIR": str(tmp_path),
        **variables,
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(question=question)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip() + done.stderr


def test_production_starts_with_all_it_needs(tmp_path):
    assert start(tmp_path, **PRODUCTION) == (0, "True")


@pytest.mark.parametrize("missing", ["REDIS_URL", "SKY_SECRET_KEY", "SKY_SMTP_HOST"])
def test_production_names_what_is_missing(tmp_path, missing):
    code, said = start(tmp_path, **{k: v for k, v in PRODUCTION.items() if k != missing})
    assert code != 0
    assert missing in said


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"SKY_SECRET_KEY": "short"}, "SKY_SECRET_KEY"),
        ({"SKY_S3_BUCKET": "documents"}, "SKY_S3_ENDPOINT"),
        ({"SKY_OIDC_NAME": "idp", "SKY_OIDC_ISSUER": "https://idp.example"}, "SKY_OIDC_CLIENT"),
        ({"SKY_DEBUG": "perhaps"}, "SKY_DEBUG"),
        ({"SKY_SMTP_PORT": "mail"}, "SKY_SMTP_PORT"),
        ({"DATABASE_URL": "mysql://db.example/sky"}, "DATABASE_URL"),
    ],
)
def test_a_wrong_or_half_set_variable_is_named(tmp_path, wrong, word):
    code, said = start(tmp_path, **{**PRODUCTION, **wrong})
    assert code != 0
    assert word in said


def test_production_has_secure_cookies_and_a_second_factor(tmp_path):
    question = (
        "settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0, "
        "settings.SECOND_FACTOR_FOR_OFFICIALS, settings.DEMO, settings.DEMO_CLOCK_FILE"
    )
    assert start(tmp_path, question, **PRODUCTION) == (0, "True True True False None")


def test_an_embedded_portal_makes_its_own_secret_once(tmp_path):
    first = start(tmp_path, "settings.SECRET_KEY")
    assert first[0] == 0
    assert len(first[1]) >= 40
    assert start(tmp_path, "settings.SECRET_KEY") == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_several_that_start_at_once_have_one_secret(tmp_path):
    """Two web workers with a key each would not know each other's sessions."""
    place = tmp_path / "new"
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(_own_key, [place / "secret_key"] * 32))
    assert len(found) == 1
    assert len(found.pop()) >= 40


def test_a_secret_that_was_never_written_is_made(tmp_path):
    (tmp_path / "secret_key").touch()
    assert len(_own_key(tmp_path / "secret_key")) >= 40

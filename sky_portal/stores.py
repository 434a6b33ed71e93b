"""Where data lies: database, cache and documents, by the environment alone."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from sky_portal import environment as env


def database(url: str, *, var_dir: Path) -> dict[str, Any]:
    """PostgreSQL at `url`, else SQLite under `var_dir`, whose transactions lock at once."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": var_dir / "portal.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # Without recursive triggers, REPLACE would delete from an append-only table unasked.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                " PRAGMA recursive_triggers=ON;",
            },
        }
    found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    if found["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL: a postgres:// address, or none for the embedded database")
    return found


def cache(redis_url: str) -> dict[str, Any]:
    """Redis, which all web nodes share, else the memory of the one process there is."""
    if not redis_url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis_url,
        "KEY_PREFIX": "sky",
    }


def documents(folder: Path) -> dict[str, Any]:
    """S3-compatible storage when its four variables are set, else files in `folder`."""
    if not env.all_or_none("SKY_S3_BUCKET", "SKY_S3_ENDPOINT", "SKY_S3_KEY", "SKY_S3_SECRET"):
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder, "base_url": None},
        }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.text("SKY_S3_BUCKET"),
            "endpoint_url": env.text("SKY_S3_ENDPOINT"),
            "access_key": env.text("SKY_S3_KEY"),
            "secret_key": env.text("SKY_S3_SECRET"),
            "file_overwrite": False,
            "default_acl": None,
        },
    }

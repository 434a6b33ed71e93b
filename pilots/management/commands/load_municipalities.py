"""`manage.py load_municipalities [file] [--year 2021]`: the register of municipalities."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pilots.register import BadRegister
from pilots.services.register import load_register

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "municipalities-2021.csv"
SHIPPED_YEAR = 2021


class Command(BaseCommand):
    """Loads a year's register; all of the file or nothing."""

    help = "Loads the municipality register of one year. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A file of another year must say its year: a guess would mix two registers."""
        parser.add_argument("file", nargs="?", type=Path, default=SHIPPED)
        parser.add_argument(
            "--year", type=int, help="register year; needed with any file but the shipped one"
        )

    def handle(self, *args: Any, file: Path, year: int | None, **options: Any) -> None:
        """Loads and tells what came of it."""
        if year is None and file.resolve() != SHIPPED:
            raise CommandError("--year is needed with a file of your own")
        year = year or SHIPPED_YEAR
        try:
            loaded = load_register(file.read_bytes(), year=year)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except BadRegister as error:
            raise CommandError(f"{file}: refused, nothing was changed\n{error}") from error
        if loaded.nothing_new:
            self.stdout.write(f"Register {year}: {loaded.unchanged} municipalities, nothing to change.")
            return
        self.stdout.write(
            f"Register {year}: {loaded.added} municipalities added, {loaded.changed} changed, "
            f"{loaded.unchanged} unchanged; {loaded.organisations} organisations added."
        )

"""`manage.py load_call file.json [--publish]`: a call from data (docs/calls.md)."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from grants.calldata import CallDataRefused
from grants.models import Call
from grants.services import call as calls


class Command(BaseCommand):
    """Loads a call, all of it or nothing."""

    help = (
        "Loads a call from a JSON file. Running it again changes nothing; a published call is never changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Without --publish the call stays a draft that only call administrators see."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--publish", action="store_true", help="publish the call, too")

    @no_translations
    def handle(self, *args: Any, file: Path, publish: bool, **options: Any) -> None:
        """Loads and tells what came of it."""
        try:
            loaded = calls.load(json.loads(file.read_text(encoding="utf-8")))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except ValueError as error:
            raise CommandError(f"{file}: not a JSON file in UTF-8: {error}") from error
        except RecursionError as error:
            raise CommandError(f"{file}: nested too deep") from error
        except CallDataRefused as refused:
            problems = "\n".join(refused.problems)
            raise CommandError(f"{file}: refused, nothing was changed\n{problems}") from refused
        call = loaded.call
        self.stdout.write(f"Call {call.slug}: {'loaded' if loaded.changed else 'nothing to change'}.")
        if publish and calls.is_draft(call):
            self._publish(call)

    def _publish(self, call: Call) -> None:
        """Says also what the official would be warned of: nobody sees the page here."""
        found = calls.problems(call)
        try:
            calls.publish(call)
        except calls.NotReady as not_ready:
            raise CommandError(f"Call {call.slug}: stays a draft\n{not_ready}") from not_ready
        for problem in found:
            self.stdout.write(f"Call {call.slug}: {problem}")
        self.stdout.write(f"Call {call.slug}: published.")

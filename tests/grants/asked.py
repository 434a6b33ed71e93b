"""Supplement requests of the tests: Iisalmi's application, sent, and what is asked about it."""

from typing import Any

from grants.models import Application, SupplementRequest
from grants.services import submission as sending
from grants.services import supplements
from sky_portal import clock
from tests.grants import factories

# A Thursday after the closing, and a Tuesday by which an answer is asked for.
ASKED_AT = clock.helsinki(2021, 4, 8, 10)
DUE = clock.helsinki(2021, 4, 20, 16, 15)
WHAT = "Täsmentäkää koulukoutsin työaikaa.\nLiittäkää sopimusluonnos."


def make_examined(application: Application, cast: dict[str, Any], *others: str) -> Application:
    """Sent before the closing; the presenting officer and the others named have declared."""
    sending.submit(application, actor=cast["signatory"])
    application.refresh_from_db()
    factories.declare_free(application, cast["presenting_officer"], *(cast[key] for key in others))
    return application


def ask(application: Application, cast: dict[str, Any], *parts: str, **asked: Any) -> SupplementRequest:
    """The presenting officer asks; the contact person's part if none is named."""
    said = {"what": WHAT, "due_at": DUE, "actor": cast["presenting_officer"]} | asked
    request = supplements.ask(application, parts=parts or ("contact",), **said)
    application.refresh_from_db()
    return request


def plain(text: str) -> str:
    """The text with ordinary spaces: dates and sums keep together with others."""
    return text.replace("\xa0", " ").replace("\u202f", " ")

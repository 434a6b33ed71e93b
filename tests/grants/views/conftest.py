"""An open call, and applications in it at every stage."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from grants.models import Application, Call
from grants.services import application as writing
from grants.services import budget as budgets
from grants.services import call as calls
from grants.services import submission as sending
from sky_portal import clock

SKY = Path(calls.__file__).parent.parent / "data" / "sky-2021.json"
OPEN = clock.helsinki(2021, 3, 15, 10, 2)
CLOSED = clock.helsinki(2021, 3, 31, 16, 16)
# What each type of question is answered with.
ANSWERS: dict[str, Any] = {
    "short_text": "Lyhyesti",
    "long_text": "Pitkästi",
    "number": 4,
    "yes_no": True,
    "euro": 100,
}


@pytest.fixture(autouse=True)
def _while_open() -> Iterator[None]:
    with clock.standing_at(OPEN):
        yield


@pytest.fixture
def register(db: None) -> None:
    """The municipalities of 2021, as the register has them."""
    call_command("load_municipalities", verbosity=0)


@pytest.fixture
def sky(register: None, cast: dict[str, Any]) -> Call:
    """The SKY call, published and open."""
    loaded = calls.load(json.loads(SKY.read_text(encoding="utf-8"))).call
    calls.publish(loaded)
    return Call.objects.get(pk=loaded.pk)


@pytest.fixture
def start(sky: Call, cast: dict[str, Any], providers: dict[str, Any]) -> Callable[..., Application]:
    """Starts an application: by default Iisalmi's preparer's."""

    def started(
        name: str = "Jokainen koulupäivä", who: str = "preparer", where: str = "iisalmi"
    ) -> Application:
        return writing.start(sky, name=name, organisation=providers[where], language="fi", actor=cast[who])

    return started


@pytest.fixture
def draft(start: Callable[..., Application]) -> Application:
    """Iisalmi's draft, empty."""
    return start()


@pytest.fixture
def fill(cast: dict[str, Any]) -> Callable[..., Application]:
    """Fills an application so that it can be sent."""

    def filled(application: Application, who: str = "preparer", lines: int = 2) -> Application:
        for question in application.sheet.question_set.questions:
            value = ANSWERS.get(question.type)
            if value is None and question.options:
                first = question.options[0].value
                value = [first] if question.type == "several" else first
            if question.required and value is not None:
                writing.save_answer(
                    application, key=question.key, value=value, base_version=0, actor=cast[who]
                )
        save_lines(application, cast[who], lines)
        return application

    return filled


def save_lines(application: Application, actor: Any, count: int) -> None:
    """So many lines of 10 000 euros in the budget."""
    member = application.pilot.members.get(organisation=application.applicant)
    category = application.call.cost_categories.get(number=1)
    budgets.save_lines(
        application,
        lines=[
            budgets.LineInput(
                member=member.pk,
                category=category.pk,
                cost_type="pay",
                year=2022,
                basis=f"Työ {n}",
                amount="10 000",
            )
            for n in range(count)
        ],
        other=[],
        base_revision=budgets.applied(application).revision,
        actor=actor,
    )


@pytest.fixture
def send(fill: Callable[..., Application], cast: dict[str, Any]) -> Callable[..., Application]:
    """Fills and sends an application."""

    def sent(application: Application, who: str = "signatory", preparer: str = "preparer") -> Application:
        fill(application, preparer)
        sending.submit(application, actor=cast[who])
        application.refresh_from_db()
        return application

    return sent


@pytest.fixture
def arrived(draft: Application, send: Callable[..., Application]) -> Application:
    """Iisalmi's application, sent."""
    return send(draft)

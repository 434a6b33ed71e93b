"""The data that is measured, made by the same verbs that people use."""

from typing import Any

from django.core.management import call_command

from grants.enums import CostType
from grants.models import Application, Call
from grants.services.application import save_answer, save_contact, start
from grants.services.budget import save_lines
from grants.services.budget_input import LineInput
from grants.services.submission import submit
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, Organisation, User
from sky_portal.questions.schema import parse

OPEN = clock.helsinki(2021, 3, 15, 10, 2)
SINCE = clock.helsinki(2021, 1, 1).date()
LINES = 6


def base() -> None:
    """Register, call, and a preparer and a signatory for every municipality."""
    call_command("demo", until="open", applications=4, verbosity=0)
    for organisation in Organisation.objects.filter(kind="municipality").order_by("pk"):
        for role in (Role.PREPARER, Role.SIGNATORY):
            user, _made = User.objects.get_or_create(
                email=f"{role}-{organisation.pk}@bench.example",
                defaults={"name": f"{role} {organisation.pk}", "password": "!"},
            )
            Membership.objects.get_or_create(
                user=user, organisation=organisation, role=role, starts_on=SINCE, ends_on=None
            )


def person(organisation: Organisation, role: Role) -> User:
    """The bench's person in a municipality."""
    return User.objects.get(email=f"{role}-{organisation.pk}@bench.example")


def draft(call: Call, number: int) -> tuple[Application, User]:
    """A complete draft, and who may send it."""
    organisations = list(Organisation.objects.filter(kind="municipality").order_by("pk"))
    organisation = organisations[number % len(organisations)]
    preparer = person(organisation, Role.PREPARER)
    application = start(
        call, name=f"Pilotti {number}", organisation=organisation, language="fi", actor=preparer
    )
    fill(application, preparer, number)
    return application, person(organisation, Role.SIGNATORY)


def fill(application: Application, actor: User, number: int) -> None:
    """Answers every question and enters a budget."""
    for key, value in answers(application.sheet.question_set).items():
        save_answer(application, key=key, value=value, base_version=0, actor=actor)
    save_contact(
        application, name=actor.name, email=actor.email, phone="0295 000 000", language="fi", actor=actor
    )
    member = application.pilot.members.get()
    category = application.call.cost_categories.order_by("number").first()
    assert category is not None
    lines = [
        LineInput(
            member=str(member.pk),
            category=str(category.pk),
            cost_type=CostType.PAY,
            year=str(application.call.years[place % len(application.call.years)]),
            basis=f"Koulukoutsi {place + 1}",
            person_months="12",
            amount=str(40_000 + 10 * number + place),
        )
        for place in range(LINES)
    ]
    save_lines(application, lines=lines, other=[], base_revision=0, actor=actor)


def answers(question_set: Any) -> dict[str, Any]:
    """A plausible answer to each question, by its type."""
    made = {}
    for section in parse(question_set.content):
        for question in section.questions:
            made[question.key] = answer(question)
    return made


def answer(question: Any) -> Any:
    """One answer."""
    options = list(question.values)
    by_type = {
        "short_text": "Koulun arki",
        "long_text": "Yhteiset toimintatavat poissaolojen seurantaan ja varhaiseen tukeen. " * 6,
        "number": 4,
        "euro": 100_000,
        "choice": options[0] if options else None,
        "several": options[:2],
        "date": "2021-08-10",
        "yes_no": True,
    }
    return by_type[question.type]


def make(first: int, last: int) -> None:
    """Applications that have been sent."""
    call = Call.objects.get(slug="sky-2021")
    with clock.standing_at(OPEN):
        for number in range(first, last):
            application, signatory = draft(call, number)
            submit(application, actor=signatory)

"""A new call: an empty draft that is then filled part by part."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from grants.models import Call
from pilots.models import Municipality, Programme
from sky_portal import clock, locks
from sky_portal.accounts.enums import OrganisationKind
from sky_portal.accounts.models import Organisation
from sky_portal.accounts.rules import is_call_administrator
from sky_portal.audit import services as audit
from sky_portal.cases.services import open_case
from sky_portal.questions.models import QuestionSet

# The task class of government grants, until the authority's own data or an earlier call says another.
CASE_CLASS = "520"
# Absences are followed by these until the call says otherwise (docs/calls.md).
ABSENCE_THRESHOLDS = [{"hours": 30}, {"hours": 50}, {"hours": 100}, {"percent": 10}]
# Names of the programme's fields as the verbs of this module call them.
PROGRAMME_FIELDS = {
    "key": "programme_key",
    "name": "programme_name",
    "short_name": "programme_short_name",
    "starts_on": "opens_at",
    "ends_on": "closes_at",
}


def create(
    *,
    name: dict[str, str],
    slug: str,
    authority: Organisation,
    opens_at: datetime,
    closes_at: datetime,
    programme_key: str,
    programme_name: dict[str, str],
    programme_short_name: str,
    actor: Any,
) -> Call:
    """An empty draft with a programme of its own, by the newest municipality register.

    Raises PermissionDenied for others than call administrators, ValidationError by field.
    """
    programme = Programme(
        key=programme_key.strip(),
        name=programme_name,
        short_name=programme_short_name.strip(),
        starts_on=local_day(opens_at),
        ends_on=local_day(closes_at),
        register_year=newest_register(opens_at),
        absence_thresholds=ABSENCE_THRESHOLDS,
    )
    call = Call(
        name=name,
        slug=slug.strip(),
        authority=authority,
        case_class=_case_class(authority),
        opens_at=opens_at,
        closes_at=closes_at,
    )
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        store_draft(call, programme, content={"sections": []}, actor=actor)
        audit.record(call.case, verb="create_call", thing=call, actor=actor, at=at, facts={"slug": call.slug})
    return call


def store_draft(call: Call, programme: Programme, *, content: Any, actor: Any) -> None:
    """Saves a new draft with its programme and question set, all of them or nothing.

    Raises PermissionDenied, and ValidationError by field, also when another was given the same
    address or key in the same moment.
    """
    if not is_call_administrator.test(actor, None):
        raise PermissionDenied
    if errors := {**_programme_errors(programme), **_call_errors(call), **_taken(call, programme)}:
        raise ValidationError(errors)
    try:
        with transaction.atomic():
            programme.save()
            call.programme = programme
            # A call has its own set: another call's questions never change with it.
            key = question_key(call.slug)
            call.question_set = QuestionSet.objects.create(key=key, version=1, content=content)
            call.case = open_case("call")
            call.save()
    except IntegrityError:
        if errors := _taken(call, programme):
            raise ValidationError(errors) from None
        raise


def question_key(slug: str) -> str:
    """The key of a call's own question set, within the length of a key."""
    ending = "-application"
    longest = QuestionSet._meta.get_field("key").max_length or 0
    return slug[: longest - len(ending)] + ending


def newest_register(opens_at: datetime) -> int:
    """The newest register year that has been loaded; the year of the opening where none has."""
    found = Municipality.objects.aggregate(newest=Max("register_year"))["newest"]
    return found or local_day(opens_at).year


def local_day(at: datetime) -> Any:
    """The day of an instant in Helsinki."""
    return at.astimezone(clock.HELSINKI).date()


def _case_class(authority: Organisation) -> str:
    own = authority.details.get("case_class")
    last = Call.objects.filter(authority=authority).order_by("-opens_at", "-pk").first()
    return own or (last.case_class if last else CASE_CLASS)


def _programme_errors(programme: Programme) -> dict[str, list[str]]:
    errors = _errors_of(programme, exclude=("recipients_of",))
    return {PROGRAMME_FIELDS.get(field, field): texts for field, texts in errors.items()}


def _call_errors(call: Call) -> dict[str, list[str]]:
    errors = _errors_of(call, exclude=("case", "programme", "question_set", "copied_from"))
    if "name" not in errors and not any(text.strip() for text in call.name.values()):
        errors["name"] = [_("Give the call a name in at least one language.")]
    if call.authority.kind not in (OrganisationKind.AUTHORITY,) or not call.authority.code:
        errors["authority"] = [_("Only a granting authority with a short name can have calls.")]
    if call.closes_at <= call.opens_at:
        errors["closes_at"] = [_("The call must close after it opens.")]
    return errors


def _errors_of(thing: Any, *, exclude: tuple[str, ...]) -> dict[str, list[str]]:
    try:
        thing.clean_fields(exclude=set(exclude))
    except ValidationError as error:
        return error.message_dict
    return {}


def _taken(call: Call, programme: Programme) -> dict[str, list[str]]:
    errors = {}
    sets = QuestionSet.objects.filter(key=question_key(call.slug), version=1)
    if Call.objects.filter(slug=call.slug).exists() or sets.exists():
        errors["slug"] = [_("Another call has this address already.")]
    if Programme.objects.filter(key=programme.key).exists():
        errors["programme_key"] = [_("Another programme has this key already.")]
    return errors

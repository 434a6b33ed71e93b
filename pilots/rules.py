"""Who may, in a pilot: said once, for lists and for one thing."""

from typing import Any

from django.apps import apps
from django.db.models import Q

from pilots.enums import COUNTING, PRESENT, MemberState
from sky_portal.accounts.enums import APPLICANT_ROLES, PROVIDER_KINDS, Role
from sky_portal.permissions import NOBODY, Rule, about_thing

WRITERS = (Role.PREPARER, Role.SIGNATORY)
# Rules of later layers that open pilots to more readers: officials, once an application is sent.
_readers: list[Rule] = []


def register_reader(rule: Rule) -> None:
    """Lets whom the rule names see a pilot; apps call it in AppConfig.ready."""
    _readers.append(rule)


# Rules of later layers on pilots: whose matter is out of the running, and whose was given up.
_out: list[Rule] = []
_given_up: list[Rule] = []
# And whose matter is being examined: members and team stay as they were sent.
_examined: list[Rule] = []


def register_ended(*, out: Rule, given_up: Rule, examined: Rule | None = None) -> None:
    """Tells which pilots compete with nobody, in which nobody is asked anything, and which are examined."""
    _out.append(out)
    _given_up.append(given_up)
    _examined.extend([examined] if examined else [])


def _ids(user: Any, roles: tuple[Role, ...]) -> set[int]:
    return user.organisations_as(*roles) if getattr(user, "is_authenticated", False) else set()


def organisation_as(field: str, *roles: Role) -> Rule:
    """Acts in one of the roles for the organisation in the field (`pilot__coordinator`) of the thing."""

    def q(user: Any) -> Q:
        ids = _ids(user, roles)
        return Q(**{f"{field}_id__in": ids}) if ids else NOBODY

    def test(user: Any, thing: Any) -> bool:
        *path, last = field.split("__")
        for name in path:
            thing = getattr(thing, name)
        return getattr(thing, f"{last}_id") in _ids(user, roles)

    return Rule(f"{field.replace('__', ' ')}'s {' or '.join(role.value for role in roles)}", q, test)


def _writes_for(user: Any) -> set[int]:
    return _ids(user, WRITERS)


# On organisations: for which providers a person starts something of its own.
writes_for_provider = Rule(
    "writes for the education provider",
    lambda user: Q(pk__in=_writes_for(user), kind__in=PROVIDER_KINDS),
    lambda user, organisation: organisation.pk in _writes_for(user) and organisation.kind in PROVIDER_KINDS,
)
# On notices of looking for partners: open ones are everybody's, closed ones the organisation's own.
writes_notice = organisation_as("organisation", *WRITERS)
sees_notice = writes_notice | about_thing(
    "notice is open", lambda: Q(closed_at=None), lambda notice: notice.closed_at is None
)


def takes_part(
    name: str, states: tuple[MemberState, ...], *, of: str, roles: tuple[Role, ...] = APPLICANT_ROLES
) -> Rule:
    """Acts for a member in one of the states; `of` is the thing's key of the pilot (pk, pilot_id)."""

    def parts(ids: set[int]) -> Any:
        members = apps.get_model("pilots.member")._default_manager
        return members.filter(organisation_id__in=ids, state__in=states).order_by()

    def q(user: Any) -> Q:
        ids = _ids(user, roles)
        return Q(**{f"{of}__in": parts(ids).values("pilot_id")}) if ids else NOBODY

    def test(user: Any, thing: Any) -> bool:
        ids = _ids(user, roles)
        return bool(ids) and parts(ids).filter(pilot_id=getattr(thing, of)).exists()

    return Rule(name, q, test)


is_member = takes_part("belongs to the pilot", PRESENT, of="pk")
# Whose part is certain reads what the coordinator writes in everybody's name.
is_partner = takes_part("confirmed member of its pilot", COUNTING, of="pilot_id")
writes_as_partner = takes_part(
    "writes for a confirmed member of its pilot", COUNTING, of="pilot_id", roles=WRITERS
)
is_examined = Rule(
    "pilot is being examined",
    lambda user: _any_q(_examined, user),
    lambda user, pilot: any(rule.test(user, pilot) for rule in _examined),
)
leads_pilot = organisation_as("coordinator", *WRITERS) & ~is_examined
sees_pilot = Rule(
    "sees the pilot",
    lambda user: _any_q([is_member, *_readers], user),
    lambda user, pilot: any(rule.test(user, pilot) for rule in (is_member, *_readers)),
)
is_out = Rule(
    "pilot is out of the running",
    lambda user: _any_q(_out, user),
    lambda user, pilot: any(rule.test(user, pilot) for rule in _out),
)
is_given_up = Rule(
    "pilot was given up",
    lambda user: _any_q(_given_up, user),
    lambda user, pilot: any(rule.test(user, pilot) for rule in _given_up),
)
# On members: answers are given, and asked for, while the pilot is alive.
goes_on = Rule(
    "of a pilot that goes on",
    lambda user: ~Q(pilot_id__in=_given_up_pilots(user)),
    lambda user, member: not is_given_up.test(user, member.pilot),
)

_coordinates = organisation_as("pilot__coordinator", *WRITERS)
leads_members_pilot = _coordinates & Rule(
    "of a pilot that is not being examined",
    lambda user: ~Q(pilot_id__in=_examined_pilots(user)),
    lambda user, member: not is_examined.test(user, member.pilot),
)
signs_for_member = organisation_as("organisation", Role.SIGNATORY)
# Who was removed has no part to see any more; who declined still sees their own no.
_own_part = organisation_as("organisation", *APPLICANT_ROLES) & Rule(
    "not removed",
    lambda user: ~Q(state=MemberState.REMOVED),
    lambda user, member: member.state not in (MemberState.REMOVED,),
)
_of_seen_pilot = Rule(
    "of a pilot one sees",
    lambda user: Q(pilot_id__in=_seen_pilots(user)),
    lambda user, member: sees_pilot.test(user, member.pilot),
)
sees_member = _own_part | _of_seen_pilot
# What a member is asked, and answered: its own people's and the coordinator's. Whoever would have
# answered reads also that the invitation was withdrawn; officials read what was sent.
reads_answer = _coordinates | signs_for_member | _own_part


def _any_q(rules: list[Rule], user: Any) -> Q:
    found = NOBODY
    for rule in rules:
        found = found | rule.q(user)
    return found


def _seen_pilots(user: Any) -> Any:
    pilots = apps.get_model("pilots.pilot")._default_manager
    return pilots.filter(sees_pilot.q(user)).order_by().values("pk")


def _examined_pilots(user: Any) -> Any:
    pilots = apps.get_model("pilots.pilot")._default_manager
    return pilots.filter(is_examined.q(user)).order_by().values("pk")


def _given_up_pilots(user: Any) -> Any:
    pilots = apps.get_model("pilots.pilot")._default_manager
    return pilots.filter(is_given_up.q(user)).order_by().values("pk")

"""Two signatories remove each other at once, two answers come at once: one of each holds."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import AccessRequest, Membership, User
from sky_portal.accounts.services.access_request import ask_access, grant_access, refuse_access
from sky_portal.accounts.services.membership import grant_membership, remove_membership
from sky_portal.workflow import StepForbidden, StepRefused

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 8
REFUSED = (PermissionDenied, ValidationError, StepForbidden, StepRefused)


def together(*acts) -> list[str]:
    """Runs the acts in threads of their own that start at one instant; tells which ones held."""
    gate, held = threading.Barrier(len(acts)), []

    def run(name, act):
        gate.wait()
        try:
            act()
            held.append(name)
        except REFUSED:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(str(place), act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return held


def test_the_last_two_signatories_cannot_both_go(cast, providers):
    for number in range(ROUNDS):
        pair = [User.objects.create_user(f"s{number}{place}@x.example") for place in (0, 1)]
        iisalmi = providers["iisalmi"]
        roles = [
            grant_membership(iisalmi, user=user, role=Role.SIGNATORY, actor=cast["signatory"])
            for user in pair
        ]
        standing = Membership.objects.standing().filter(organisation=iisalmi, role=Role.SIGNATORY)
        standing.exclude(pk__in=[role.pk for role in roles]).update(removed_at="2021-01-01T00:00Z")
        held = together(
            lambda pair=pair, roles=roles: remove_membership(roles[1], actor=pair[0]),
            lambda pair=pair, roles=roles: remove_membership(roles[0], actor=pair[1]),
        )
        assert len(held) == 1
        assert standing.count() == 1


def test_yes_and_no_at_once_is_one_answer(cast, providers):
    for number in range(ROUNDS):
        person = User.objects.create_user(f"n{number}@x.example")
        asked = ask_access(providers["iisalmi"], role=Role.PREPARER, actor=person)
        held = together(
            lambda asked=asked: grant_access(asked, role=Role.PREPARER, actor=cast["signatory"]),
            lambda asked=asked: refuse_access(asked, actor=cast["registrar"]),
        )
        assert len(held) == 1
        state = AccessRequest.objects.get(pk=asked.pk).state
        assert Membership.objects.filter(user=person).exists() is (state == "granted")

"""Both faces of every rule about people agree, over the whole cast."""

import pytest

from sky_portal.accounts import rules
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import AccessRequest, Invitation, Membership, Organisation
from sky_portal.accounts.services.access_request import LinkHolder, ask_access
from sky_portal.accounts.services.invitation import invite

CASES = (
    (rules.manages_organisation, Organisation),
    (rules.manages_people, Membership),
    (rules.manages_people, Invitation),
    (rules.is_invited, Invitation),
    (rules.link_is_valid, Invitation),
    (rules.is_own, AccessRequest),
    (rules.decides_access, AccessRequest),
    (rules.sees_access_request, AccessRequest),
    (rules.is_registrar, AccessRequest),
    (rules.holds_link, AccessRequest),
)


@pytest.fixture
def things(cast, providers):
    invite(providers["iisalmi"], email="preparer@vasa.example", role=Role.PREPARER, actor=cast["signatory"])
    invite(providers["vaasa"], email="x@y.example", role=Role.PREPARER, actor=cast["outsider_signatory"])
    ask_access(providers["lapinlahti"], role=Role.PREPARER, actor=cast["preparer"])
    ask_access(providers["iisalmi"], role=Role.PREPARER, actor=cast["participant"])
    return [*cast.values(), LinkHolder("some token")]


@pytest.mark.parametrize(("rule", "model"), CASES, ids=lambda value: getattr(value, "name", None))
def test_faces_agree(things, rule, model):
    rows = list(model.objects.order_by("pk"))
    assert rows
    for person in things:
        listed = set(model.objects.filter(rule.q(person)).values_list("pk", flat=True))
        assert listed == {row.pk for row in rows if rule.test(person, row)}, person

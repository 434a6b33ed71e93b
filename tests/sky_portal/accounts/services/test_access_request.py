"""A closed door is opened by the registry's link, a signatory or a registrar; each decides once."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from sky_portal.accounts.cast import ensure_authorities
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import AccessRequest, Membership, Organisation, User
from sky_portal.accounts.services.access_request import (
    LinkHolder,
    ask_access,
    by_token,
    grant_access,
    refuse_access,
    withdraw_request,
)
from sky_portal.accounts.workflows import ACCESS_REQUEST
from sky_portal.audit.models import AuditEvent, AuditPayload
from sky_portal.cases.services import open_case
from sky_portal.workflow import StepForbidden, StepRefused


@pytest.fixture
def newcomer(cast):
    person = User.objects.create_user("newcomer@iisalmi.example", "x", name="Uusi Tulija", language="sv")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def test_whoever_has_left_is_not_written_to(cast, newcomer, providers, mails):
    User.objects.filter(pk=cast["signatory"].pk).update(is_active=False)
    ask_access(providers["iisalmi"], role=Role.PREPARER, actor=newcomer)
    assert mails(cast["signatory"].email) == []
    assert len(mails(providers["iisalmi"].registry_email)) == 1


@pytest.fixture
def asked(newcomer, providers):
    return ask_access(
        providers["iisalmi"], role=Role.PREPARER, message="Minä", continue_to="/fi/x/", actor=newcomer
    )


@pytest.fixture
def token(asked, mails, link_in):
    (mail,) = mails("kirjaamo@iisalmi.example")
    assert mail.confidential
    return link_in(mail).rstrip("/").rsplit("/", 1)[1]


def test_registry_and_signatories_are_told(asked, mails):
    assert len(mails("kirjaamo@iisalmi.example")) == len(mails("signatory@iisalmi.example")) == 1
    assert not mails("preparer@iisalmi.example")
    assert not mails("registrar@okm.example")


def test_the_registry_opens_by_its_link(asked, token, newcomer, mails, providers):
    assert by_token(token) == asked
    done = grant_access(asked, role=Role.SIGNATORY, actor=LinkHolder(token), clerk="Kirsi Kirjaaja")
    assert (done.decided_via, done.decided_by, done.granted_role) == ("registry", None, Role.SIGNATORY)
    assert newcomer.organisations_as(Role.SIGNATORY) == {providers["iisalmi"].pk}
    (answer,) = mails(newcomer.email)
    assert answer.language == "sv"
    event = AuditEvent.objects.get(case=asked.case, verb="grant_access")
    assert event.actor is None
    assert event.facts["via"] == "registry"
    assert AuditPayload.objects.get(event=event).data == {"clerk": "Kirsi Kirjaaja"}


def test_a_signatory_opens_it(cast, asked, newcomer):
    done = grant_access(asked, role=Role.PREPARER, actor=cast["signatory"])
    assert (done.decided_via, done.decided_by) == ("signatory", cast["signatory"])
    newcomer.forget_memberships()
    assert newcomer.has_role(Role.PREPARER)


def test_decided_once(cast, asked, token, newcomer):
    refuse_access(asked, actor=LinkHolder(token), clerk="Kirsi")
    with pytest.raises(StepRefused):
        grant_access(asked, role=Role.PREPARER, actor=cast["signatory"])
    with pytest.raises(StepRefused):
        grant_access(asked, role=Role.PREPARER, actor=LinkHolder(token))
    assert not Membership.objects.filter(user=newcomer).exists()


def test_who_may_not(cast, asked, newcomer, token):
    for actor in (newcomer, cast["preparer"], cast["participant"], cast["presenting_officer"]):
        with pytest.raises(StepForbidden):
            grant_access(asked, role=Role.SIGNATORY, actor=actor)
    with pytest.raises(StepForbidden):
        grant_access(asked, role=Role.SIGNATORY, actor=LinkHolder("another token"))
    with time_machine.travel(asked.expires_at + timedelta(seconds=1)), pytest.raises(StepForbidden):
        grant_access(asked, role=Role.SIGNATORY, actor=LinkHolder(token))


def test_nobody_opens_to_themself(cast, providers, mails):
    asked = ask_access(providers["iisalmi"], role=Role.LOCAL_CONTACT, actor=cast["signatory"])
    with pytest.raises(StepForbidden):
        grant_access(asked, role=Role.LOCAL_CONTACT, actor=cast["signatory"])


def test_without_registry_and_signatory_the_registrar_answers(cast, newcomer, mails):
    lonely = Organisation.objects.create(
        case=open_case("organisation"), kind="private", name_fi="Koulu", name_sv="Skolan"
    )
    asked = ask_access(lonely, role=Role.SIGNATORY, actor=newcomer)
    assert len(mails("registrar@okm.example")) == 1
    done = grant_access(asked, role=Role.SIGNATORY, actor=cast["registrar"])
    assert done.decided_via == "registrar"


def test_asked_twice_is_asked_once(asked, newcomer, providers, mails):
    assert ask_access(providers["iisalmi"], role=Role.SIGNATORY, actor=newcomer) == asked
    assert len(mails("kirjaamo@iisalmi.example")) == 1


def test_not_endlessly(newcomer, providers):
    for key in ("iisalmi", "lapinlahti", "siilinjarvi"):
        ask_access(providers[key], role=Role.PREPARER, actor=newcomer)
    with pytest.raises(ValidationError):
        ask_access(providers["sonkajarvi"], role=Role.PREPARER, actor=newcomer)
    for asked in AccessRequest.objects.order_by("pk"):
        withdraw_request(asked, actor=newcomer)
    ask_access(providers["sonkajarvi"], role=Role.PREPARER, actor=newcomer)
    ask_access(providers["vaasa"], role=Role.PREPARER, actor=newcomer)
    with pytest.raises(ValidationError):
        ask_access(providers["iisalmi"], role=Role.PREPARER, actor=newcomer)


def test_a_registry_is_not_flooded(providers, mails, cast):
    for number in range(22):
        person = User.objects.create_user(f"p{number}@x.example")
        ask_access(providers["iisalmi"], role=Role.PREPARER, actor=person)
    assert len(mails("kirjaamo@iisalmi.example")) == 20


def test_authorities_have_no_such_door(newcomer, providers):
    with pytest.raises(ValidationError):
        ask_access(ensure_authorities()["OKM"], role=Role.PREPARER, actor=newcomer)
    with pytest.raises(ValidationError):
        ask_access(providers["iisalmi"], role=Role.DECISION_MAKER, actor=newcomer)


def test_todo_of_those_who_may(cast, asked, newcomer):
    waiting = lambda user: [list(things) for _step, things in ACCESS_REQUEST.todos(user)]  # noqa: E731
    assert waiting(cast["signatory"]) == waiting(cast["registrar"]) == [[asked]]
    assert waiting(newcomer) == waiting(cast["participant"]) == waiting(cast["visitor"]) == [[]]

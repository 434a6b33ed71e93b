"""A part in a named person's care: who gives it, what it opens, what ends it."""

import pytest
from django.core.exceptions import PermissionDenied

from grants import parts
from grants.enums import ApplicationState
from grants.models import Application, PartAssignment
from grants.rules import writes_part
from grants.services import application as writing
from grants.services import submission, together
from pilots.services import leave_member, remove_member
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership
from sky_portal.audit.models import AuditEvent
from sky_portal.messaging.models import Message
from tests.grants import factories

pytestmark = pytest.mark.django_db
RULE = "grants.part_given"


def give(application, part, person, cast):
    return together.give(application, part=part, person=person, actor=cast["preparer"])


def save(application, actor, **values):
    sections = {question.key: question.section for question in application.sheet.question_set.questions}
    section = sections[next(iter(values))]
    return writing.save_section(application, section, actor=actor, values=values, base_versions={})


def lapinlahti(application):
    return application.pilot.members.get(organisation__name_fi="Lapinlahti")


def test_a_partner_s_person_writes_the_part_given_and_no_other(shared, keys, cast):
    partner = cast["participant"]
    with pytest.raises(PermissionDenied):
        save(shared, partner, purpose="Kouluun")
    give(shared, keys[0], partner, cast)
    assert save(shared, partner, purpose="Kouluun").all_saved
    saved = writing.save_answer(shared, key="purpose", value="Joka päivä", base_version=1, actor=partner)
    assert (saved.version, saved.changed_by) == (2, partner)
    with pytest.raises(PermissionDenied):
        save(shared, partner, preventive="Ryhmäytyminen")
    with pytest.raises(PermissionDenied):
        writing.save_answer(shared, key="preventive", value="x", base_version=0, actor=partner)
    with pytest.raises(PermissionDenied):
        writing.save_note(shared, text="x", actor=partner)


def test_a_local_contact_of_the_applicant_can_be_given_a_part(shared, keys, cast, providers):
    contact = factories.make_person(providers["iisalmi"], Role.LOCAL_CONTACT)
    give(shared, keys[0], contact, cast)
    assert save(shared, contact, purpose="Kouluun").all_saved


@pytest.mark.parametrize("ending", ["removed", "left", "role ended", "taken back"])
def test_what_ends_the_care_closes_the_part(ending, shared, keys, cast):
    partner = cast["participant"]
    give(shared, keys[0], partner, cast)
    if ending == "removed":
        remove_member(lapinlahti(shared), actor=cast["preparer"])
    elif ending == "left":
        leave_member(lapinlahti(shared), actor=partner)
    elif ending == "role ended":
        Membership.objects.filter(user=partner).update(removed_at=clock.now())
        partner.forget_memberships()
    else:
        assert together.take_back(shared, part=keys[0], person=partner, actor=cast["signatory"])
    with pytest.raises(PermissionDenied):
        save(shared, partner, purpose="Kouluun")
    still = together.given(shared).get(keys[0], [])
    assert [one.takes_part for one in still] == ([] if ending == "taken back" else [False])
    assert not together.given_to(partner).exists()


@pytest.mark.parametrize("who", ["participant", "outsider", "presenting_officer", "call_administrator"])
def test_only_the_applicant_s_writers_divide_the_work(who, shared, keys, cast):
    with pytest.raises(PermissionDenied):
        together.give(shared, part=keys[0], person=cast["participant"], actor=cast[who])
    give(shared, keys[0], cast["participant"], cast)
    with pytest.raises(PermissionDenied):
        together.take_back(shared, part=keys[0], person=cast["participant"], actor=cast[who])
    assert PartAssignment.objects.count() == 1


@pytest.mark.parametrize("who", ["outsider", "presenting_officer"])
def test_strangers_are_given_nothing(who, shared, keys, cast):
    with pytest.raises(together.NotTakingPart):
        give(shared, keys[0], cast[who], cast)
    assert not PartAssignment.objects.exists()


def test_an_invited_municipality_s_people_are_given_nothing_yet(draft, cast, providers):
    from pilots.services import invite_member

    invite_member(draft.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
    with pytest.raises(together.NotTakingPart):
        give(draft, parts.BUDGET, cast["participant"], cast)


def test_the_person_is_written_to_once_in_their_language(shared, keys, cast):
    partner = cast["participant"]
    partner.language = "sv"
    partner.save()
    for _ in range(2):
        give(shared, keys[0], partner, cast)
    message = Message.objects.get(rule=RULE)
    assert (message.recipient, message.language, message.case) == (partner, "sv", None)
    assert f"/sv/applications/{shared.case_id}/sections/{keys[0]}/" in message.text
    assert "Aino Karppinen" in message.text
    # Taken back and given anew it is news again.
    together.take_back(shared, part=keys[0], person=partner, actor=cast["preparer"])
    give(shared, keys[0], partner, cast)
    assert Message.objects.filter(rule=RULE).count() == 2


def test_who_takes_a_part_is_not_written_to(shared, keys, cast):
    give(shared, keys[0], cast["preparer"], cast)
    assert not Message.objects.filter(rule=RULE).exists()


def test_parts_are_the_sections_the_budget_and_the_attachments(shared, keys, cast):
    assert list(parts.titles(shared)) == [*keys, parts.BUDGET, parts.ATTACHMENTS]
    for part in ("contact", "nothing"):
        with pytest.raises(together.NoSuchPart):
            give(shared, part, cast["participant"], cast)


def test_without_money_there_is_no_budget_to_give(shared):
    shared.call.shares_money = False
    assert parts.BUDGET not in parts.titles(shared)


def test_the_trail_names_the_part_and_nobody_by_name(shared, keys, cast):
    give(shared, keys[0], cast["participant"], cast)
    event = AuditEvent.objects.get(verb="give_part")
    assert event.facts == {"part": keys[0], "person": cast["participant"].pk}
    together.take_back(shared, part=keys[0], person=cast["participant"], actor=cast["preparer"])
    assert not together.take_back(shared, part=keys[0], person=cast["participant"], actor=cast["preparer"])
    assert AuditEvent.objects.filter(verb="take_back_part").count() == 1


@pytest.mark.parametrize("state", [ApplicationState.IN_REVIEW, ApplicationState.DECIDED])
def test_what_is_examined_is_written_by_nobody(state, ready, cast):
    first = ready.sheet.sections[0].key
    give(ready, first, cast["signatory"], cast)
    submission.submit(ready, actor=cast["signatory"])
    Application.objects.filter(pk=ready.pk).update(state=state)
    with pytest.raises(PermissionDenied):
        save(ready, cast["signatory"], purpose="Kouluun")
    with pytest.raises(PermissionDenied):
        give(ready, first, cast["preparer"], cast)


def test_the_rule_s_two_faces_agree_for_everybody(shared, keys, cast):
    give(shared, keys[0], cast["participant"], cast)
    give(shared, keys[1], cast["signatory"], cast)
    for part in (*keys, parts.BUDGET):
        for user in cast.values():
            listed = Application.objects.filter(writes_part(part).q(user)).filter(pk=shared.pk).exists()
            assert listed == writes_part(part).test(user, shared), f"{user}: {part}"
    writers = {who for who, user in cast.items() if writes_part(keys[0]).test(user, shared)}
    assert writers == {"preparer", "signatory", "participant"}


def test_those_who_can_be_given_a_part_stand_in_order_once(shared, cast, providers):
    # A second role in the same organisation makes nobody appear twice.
    since = (factories.OPEN).date()
    Membership.objects.create(
        user=cast["preparer"], organisation=providers["iisalmi"], role=Role.LOCAL_CONTACT, starts_on=since
    )
    people = together.taking_part(shared)
    assert [one.user for one in people][:2] == [cast["preparer"], cast["signatory"]]
    assert cast["participant"] in [one.user for one in people[2:]]
    assert len({one.user.pk for one in people}) == len(people)

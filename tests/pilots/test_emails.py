"""Who is invited hears of it, in their own language, once for each time of asking."""

import pytest

from pilots.services import decline_member, invite_member
from sky_portal.messaging.models import Message


def sent() -> list[Message]:
    return list(Message.objects.filter(rule="pilots.invited").order_by("created_at", "pk"))


def test_the_invited_signatory_gets_the_way_to_the_answer(pilot, register, cast):
    member = invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])
    [mail] = sent()
    assert mail.recipient == cast["participant"]
    assert f"/{cast['participant'].language}/members/{member.pk}/answer/" in mail.text
    assert pilot.name in mail.subject
    assert "Iisalmi" in mail.text
    assert mail.case == pilot.case


def test_who_declined_hears_of_being_asked_again(pilot, register, cast):
    member = invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])
    decline_member(member, actor=cast["participant"])
    invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])
    assert len(sent()) == 2


@pytest.mark.parametrize(("registry", "addresses"), [("kirjaamo@sonkajarvi.example", 1), ("", 0)])
def test_without_a_signatory_the_registry_is_written_to(pilot, register, cast, registry, addresses):
    organisation = register["sonkajarvi"]
    organisation.memberships.all().delete()
    organisation.registry_email = registry
    organisation.save()
    invite_member(pilot, organisation=organisation, actor=cast["preparer"])
    asked = list(Message.objects.filter(rule="pilots.registry_asked"))
    assert sent() == []
    assert [mail.address for mail in asked] == [registry][:addresses]
    assert all("/registry/" in mail.text for mail in asked)

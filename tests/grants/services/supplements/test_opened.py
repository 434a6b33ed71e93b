"""While a supplement is asked for, only its parts are written, by whoever would write them."""

import pytest
from django.core.exceptions import PermissionDenied

from grants import parts
from grants.rules import writes_own_costs, writes_part
from grants.services import application as applications
from grants.services import attachments, supplements, together
from grants.services.budget import applied
from grants.services.budget_parts import scope_of
from pilots.models import Member
from pilots.rules import leads_pilot, reads_answer
from pilots.services import invite_member
from pilots.workflows import MEMBER
from sky_portal import clock
from sky_portal.accounts.enums import Role
from tests.grants import asked, factories
from tests.grants.files import attach, upload

SECTION = "aims"


def save_contact(application, cast):
    said = {"name": "Veera Uusi", "email": "veera@iisalmi.example", "phone": "", "language": "sv"}
    applications.save_contact(application, actor=cast["preparer"], **said)


def save_answer(application, cast):
    version = application.sheet.answers.get(key="preventive").version
    applications.save_answer(
        application, key="preventive", value="Uusi", base_version=version, actor=cast["preparer"]
    )


def save_section(application, cast):
    applications.save_section(application, SECTION, actor=cast["preparer"], values={}, base_versions={})


def save_budget(application, cast):
    factories.save_budget(application, factories.line(application, "30 000"), actor=cast["preparer"])


def add_file(application, cast):
    attachments.add(application, upload=upload(), asked=None, actor=cast["preparer"])


def mark_file(application, cast):
    attachments.mark(application.attachments.get(), secret=True, actor=cast["preparer"])


def remove_file(application, cast):
    attachments.remove(application.attachments.get(), actor=cast["preparer"])


def comment_on(part):
    return lambda application, cast: together.add_comment(
        application, part=part, text="Muista", actor=cast["preparer"]
    )


def give(part):
    return lambda application, cast: together.give(
        application, part=part, person=cast["signatory"], actor=cast["preparer"]
    )


WRITING = [
    ("contact", parts.CONTACT, save_contact),
    ("answer", SECTION, save_answer),
    ("section", SECTION, save_section),
    ("budget", parts.BUDGET, save_budget),
    ("file added", parts.ATTACHMENTS, add_file),
    ("file marked", parts.ATTACHMENTS, mark_file),
    ("file removed", parts.ATTACHMENTS, remove_file),
    ("comment on a section", SECTION, comment_on(SECTION)),
    ("comment on the budget", parts.BUDGET, comment_on(parts.BUDGET)),
    ("division of work", parts.BUDGET, give(parts.BUDGET)),
]
EVERY = {SECTION, parts.BUDGET, parts.ATTACHMENTS, parts.CONTACT}


@pytest.fixture
def with_file(ready, cast):
    attach(ready, name="sopimus.png", actor=cast["preparer"])
    application = asked.make_examined(ready, cast)
    with clock.standing_at(asked.ASKED_AT):
        yield application


@pytest.mark.parametrize(("part", "write"), [one[1:] for one in WRITING], ids=[one[0] for one in WRITING])
def test_a_part_is_written_when_it_opens_and_only_then(with_file, cast, part, write):
    others = asked.ask(with_file, cast, *(EVERY - {part}))
    with pytest.raises(PermissionDenied):
        write(with_file, cast)
    supplements.close(others, actor=cast["presenting_officer"])
    with pytest.raises(PermissionDenied):
        write(with_file, cast)
    with_file.refresh_from_db()
    asked.ask(with_file, cast, part)
    write(with_file, cast)


def test_what_belongs_to_the_whole_application_stays_closed(with_file, cast):
    asked.ask(with_file, cast, *EVERY)
    with pytest.raises(PermissionDenied):
        applications.save_note(with_file, text="Tutkikaa", actor=cast["preparer"])
    with pytest.raises(PermissionDenied):
        applications.ask_signatory(with_file, actor=cast["preparer"])


def test_the_language_of_the_case_stays_as_it_was_sent(with_file, cast):
    asked.ask(with_file, cast, parts.CONTACT)
    save_contact(with_file, cast)
    with_file.refresh_from_db()
    assert (with_file.contact_name, with_file.language, with_file.case.language) == ("Veera Uusi", "fi", "fi")


def test_a_member_writes_its_own_costs_in_an_opened_budget_alone(ready, cast, providers):
    [member] = factories.join(ready, providers["siilinjarvi"], actor=cast["preparer"])
    partner = factories.make_person(providers["siilinjarvi"], Role.PREPARER)
    application = asked.make_examined(ready, cast)
    with clock.standing_at(asked.ASKED_AT):
        request = asked.ask(application, cast, parts.CONTACT)
        assert not scope_of(partner, application)
        assert not writes_own_costs.test(partner, application)
        supplements.close(request, actor=cast["presenting_officer"])
        application.refresh_from_db()
        asked.ask(application, cast, parts.BUDGET)
        assert scope_of(partner, application).members == {member.pk}
        own = factories.line(application, "700", member=member, basis="Sijaiset")
        factories.save_budget(application, own, actor=partner)
    assert [line.amount_cents for line in applied(application).lines.all()] == [28_500_00, 700_00]


def test_who_was_given_an_opened_part_writes_it(ready, cast, providers):
    factories.join(ready, providers["siilinjarvi"], actor=cast["preparer"])
    colleague = factories.make_person(providers["siilinjarvi"], Role.PREPARER)
    together.give(ready, part=SECTION, person=colleague, actor=cast["preparer"])
    application = asked.make_examined(ready, cast)
    with clock.standing_at(asked.ASKED_AT):
        rule = writes_part(SECTION)
        request = asked.ask(application, cast, parts.BUDGET)
        assert not rule.test(colleague, application)
        assert not together.given_to(colleague).exists()
        supplements.close(request, actor=cast["presenting_officer"])
        application.refresh_from_db()
        asked.ask(application, cast, SECTION)
        assert rule.test(colleague, application)
        assert [one.part for one in together.given_to(colleague)] == [SECTION]


def test_members_stay_as_they_were_sent_but_who_leaves_may_leave(ready, cast, providers):
    [member] = factories.join(ready, providers["siilinjarvi"], actor=cast["preparer"])
    application = asked.make_examined(ready, cast)
    with clock.standing_at(asked.ASKED_AT):
        asked.ask(application, cast, *EVERY)
        with pytest.raises(PermissionDenied):
            invite_member(application.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
        member = Member.objects.get(pk=member.pk)
        assert not MEMBER.may("remove_member", cast["preparer"], member)
        assert not leads_pilot.test(cast["preparer"], member.pilot)
        assert MEMBER.may("leave_member", member.answered_by, member)
        assert reads_answer.test(cast["preparer"], member)

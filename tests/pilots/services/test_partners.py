"""Looking for partners: public, by the organisation's own people, one notice at a time."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from pilots import rules
from pilots.models import PartnerNotice
from pilots.services import look_for_partners, stop_looking
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from tests.agreement import both_faces_agree

AT = clock.helsinki(2021, 3, 1, 9)


@pytest.fixture
def look(programme, register, cast):
    """Iisalmi's preparer publishes a notice."""

    def publish(**changes):
        given = {
            "organisation": register["iisalmi"],
            "text": "Haemme pilottiin kahta kuntaa.\n\nTuntumaa on.",
            "contact_name": "Aino Karppinen",
            "contact_email": "aino.karppinen@iisalmi.example",
            "actor": cast["preparer"],
        } | changes
        with clock.standing_at(AT):
            return look_for_partners(programme, **given)

    return publish


def events(organisation):
    found = AuditEvent.objects.filter(case=organisation.case).order_by("seq")
    return [(event.verb, event.actor) for event in found]


def test_a_notice_is_kept_and_told_in_the_organisation_s_case(look, register, cast):
    notice = look()
    assert notice.opened_at == AT
    assert notice.opened_by == cast["preparer"]
    assert list(PartnerNotice.objects.open()) == [notice]
    assert events(register["iisalmi"])[-1] == ("look_for_partners", cast["preparer"])
    # Who is to be contacted stands in the notice alone, not in the trail that nobody can erase.
    event = AuditEvent.objects.filter(verb="look_for_partners").get()
    assert "aino" not in str(event.facts).lower()


def test_one_is_open_at_a_time_and_then_another(look):
    first = look()
    with pytest.raises(ValidationError, match=r"avoin|open"):
        look()
    stop_looking(first, actor=first.opened_by)
    second = look(text="Yksi kunta puuttuu.")
    assert list(PartnerNotice.objects.open()) == [second]


def test_another_programme_has_a_notice_of_its_own(look, programme, register, cast):
    look()
    programme.pk, programme.key = None, "sky-2021-b"
    programme.save()
    look()
    assert PartnerNotice.objects.open().count() == 2


def test_stopping_twice_does_no_harm(look, register, cast):
    notice = look()
    with clock.standing_at(AT):
        stopped = stop_looking(notice, actor=cast["signatory"])
    again = stop_looking(notice, actor=cast["preparer"])
    assert again.closed_at == stopped.closed_at == AT
    assert [verb for verb, _who in events(register["iisalmi"])].count("stop_looking") == 1


@pytest.mark.parametrize("who", ["participant", "outsider", "presenting_officer", "call_administrator"])
def test_others_neither_publish_nor_stop(look, cast, who):
    with pytest.raises(PermissionDenied):
        look(actor=cast[who])
    notice = look()
    with pytest.raises(PermissionDenied):
        stop_looking(notice, actor=cast[who])


@pytest.mark.parametrize(
    "changes",
    [
        {"text": ""},
        {"text": " \n\x00 "},
        {"text": "x" * 601},
        {"contact_name": "\u202e "},
        {"contact_email": "not an address"},
        {"contact_email": "a@b.example\nBcc: c@d.example"},
    ],
)
def test_words_that_say_nothing_are_refused(look, changes):
    with pytest.raises(ValidationError):
        look(**changes)
    assert not PartnerNotice.objects.exists()


def test_characters_that_nobody_sees_are_left_out(look):
    notice = look(text="a\x00b\u202ec\r\n\r\nd" + "e" * 590, contact_name="Aino\nKarppinen")
    assert notice.text.startswith("a bc\n\nde")
    assert notice.contact_name == "Aino Karppinen"


def test_both_faces_agree(look, cast):
    notice = look()
    for rule in (rules.sees_notice, rules.writes_notice):
        both_faces_agree(rule, cast.values(), PartnerNotice.objects.all())
    stop_looking(notice, actor=cast["preparer"])
    both_faces_agree(rules.sees_notice, cast.values(), PartnerNotice.objects.all())
    seen = {key for key, user in cast.items() if PartnerNotice.objects.visible_to(user).exists()}
    assert seen == {"preparer", "signatory"}

"""Officials declare by keyboard, on a phone, without JavaScript; a superior decides; axe finds nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from grants.enums import ConflictState
from grants.models import Application, ConflictDeclaration
from grants.services import conflicts
from sky_portal import clock
from tests.browser.people import Person
from tests.grants import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AFTER = factories.LAST_INSTANT + timedelta(days=1)


@pytest.fixture
def sent(open_call, demo_time, cast, providers):
    """Two applications have been sent, and the call has closed."""
    with clock.standing_at(factories.OPEN):
        for name in ("Ensimmäinen", "Toinen"):
            factories.make_sent(
                open_call,
                organisation=providers["iisalmi"],
                actor=cast["preparer"],
                signatory=cast["signatory"],
                name=name,
            )
    demo_time(AFTER)
    return list(Application.objects.order_by("pk"))


def in_language(address, language):
    return address.replace("/fi/", f"/{language}/", 1)


def stood():
    return dict(ConflictDeclaration.objects.values_list("application_id", "state"))


@pytest.mark.parametrize(
    ("language", "free", "save", "options"),
    [
        ("fi", "En ole esteellinen", "Tallenna ilmoitus", {}),
        ("sv", "Jag är inte jävig", "Spara anmälan", {"java_script_enabled": False, "width": 360}),
    ],
    ids=["fi", "sv without JavaScript on a phone"],
)
def test_opening_asks_and_opens_by_keyboard(new_page, sign_in, sent, cast, language, free, save, options):
    page = new_page(**options)
    sign_in(page, cast["assessor"])
    person = Person(page, keyboard=True)
    wanted = in_language(reverse("grants:submission", args=[sent[0].case_id]), language)
    person.open(wanted)
    assert "/declare/" in page.url
    person.tick(page.get_by_label(free, exact=True))
    person.press("button", save)
    page.wait_for_url(f"**{wanted}")
    assert stood() == {sent[0].pk: ConflictState.FREE}


def test_many_are_declared_from_the_own_tasks(new_page, sign_in, sent, cast):
    page = new_page()
    sign_in(page, cast["assessor"])
    person = Person(page, keyboard=True)
    person.open(reverse("home"))
    person.press("link", "Ilmoita esteellisyytesi")
    reason = page.locator(f"#id_reason_{sent[0].pk}")
    assert not reason.is_visible()
    person.tick(page.locator(f"[name=word_{sent[0].pk}][value=free]"))
    for _further in ("conflicted", "disputed"):
        page.keyboard.press("ArrowDown")
    person.write(reason, "Tunnen yhteyshenkilön.")
    person.tick(page.locator("[name=rest]"))
    person.press("button", "Tallenna ilmoitukset")
    page.get_by_text("2 ilmoitusta tallennettiin").wait_for()
    assert stood() == {sent[0].pk: ConflictState.DISPUTED, sent[1].pk: ConflictState.FREE}


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(new_page, sign_in, axe, sent, cast, width, scheme):
    with clock.standing_at(AFTER):
        doubt = conflicts.declare(
            sent[0], state=ConflictState.DISPUTED, reason="Tunnen hänet.", actor=cast["assessor"]
        )
    page = new_page(width=width, color_scheme=scheme)
    seen_by = {
        "assessor": (
            reverse("grants:declare", args=[sent[1].case_id]),
            reverse("grants:declare_call", args=[sent[1].call.slug]),
            reverse("grants:own_conflicts"),
        ),
        "decision_maker": (
            reverse("grants:conflicts"),
            reverse("grants:conflict", args=[doubt.pk]),
            reverse("grants:claim_conflict"),
        ),
    }
    for who, addresses in seen_by.items():
        sign_in(page, cast[who])
        for address in addresses:
            page.goto(address)
            assert axe(page) == [], address
            wider = page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
            assert not wider, address

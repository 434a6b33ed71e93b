"""The task list, the list of applications, the receipt page; who sees them."""

import pytest
from django.urls import reverse

from grants import documents
from grants.services import application as writing
from grants.services import submission as sending
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from tests.grants import factories

CLOSED = clock.helsinki(2021, 4, 1, 9)
PAGES = ("application", "budget", "contact", "check")
OTHERS = ("participant", "outsider", "outsider_signatory", "presenting_officer", "evaluator", "reader")


def address(name, application):
    return reverse(f"grants:{name}", args=[application.case_id])


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("page", PAGES)
def test_a_draft_is_not_there_for_others(page, who, draft, sign_in):
    assert sign_in(who).get(address(page, draft)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_opening_a_page_changes_nothing(page, draft, preparer):
    before = AuditEvent.objects.count()
    assert preparer.get(address(page, draft)).status_code == 200
    assert AuditEvent.objects.count() == before


def test_the_task_list_tells_what_is_done(preparer, draft):
    states = {task.title: task.done for task in preparer.get(address("application", draft)).context["tasks"]}
    assert states["Talousarvio"] is False
    assert states["Yhteyshenkilö"] is True


def test_the_task_list_of_a_ready_one_leads_to_sending(preparer, ready):
    page = preparer.get(address("application", ready))
    tasks = page.context["tasks"]
    assert [task.done for task in tasks][1:-1] == [True] * (len(tasks) - 2)
    assert "16 pv 5 h" in page.content.decode()
    assert "Luonnos ei ole hakemus" in page.content.decode()


def test_what_was_sent_and_the_working_copy_are_told_apart(preparer, arrived, cast):
    page = preparer.get(address("application", arrived))
    assert page.context["changed_since"] is False
    assert "OKM/1/520/2021" in page.content.decode()
    writing.save_contact(
        arrived,
        name="Toinen",
        email="toinen@iisalmi.example",
        phone="",
        language="fi",
        actor=cast["preparer"],
    )
    page = preparer.get(address("application", arrived))
    assert page.context["changed_since"] is True
    assert "Työversiosi eroaa lähetetystä" in page.content.decode()


def test_after_closing_the_draft_is_kept_and_called_what_it_is(preparer, ready):
    with clock.standing_at(CLOSED):
        words = preparer.get(address("application", ready)).content.decode()
    assert "Tätä luonnosta ei lähetetty, joten se ei ole hakemus" in words


def test_the_receipt_page_says_what_happens_next(signatory, arrived):
    words = signatory.get(address("sent", arrived)).content.decode()
    assert "OKM/1/520/2021" in words
    assert arrived.current_submission.sha256 in words
    assert "Päätökset" in words


def test_the_receipt_is_there_to_be_downloaded(signatory, arrived):
    submission = arrived.current_submission
    receipt = sending.acknowledge(submission, documents.render_receipt(submission))
    words = signatory.get(address("sent", arrived)).content.decode()
    assert reverse("documents:download", args=[receipt.pk]) in words


def test_a_draft_has_no_receipt_page(signatory, ready):
    assert signatory.get(address("sent", ready)).status_code == 404


def test_applications_lists_one_s_own(preparer, arrived, call, cast, providers):
    factories.start(call, organisation=providers["vaasa"], actor=cast["outsider"], name="Vasas")
    words = preparer.get(reverse("grants:applications")).content.decode()
    assert "Jokainen koulupäivä" in words
    assert "Vasas" not in words


def test_three_applications_cost_as_much_as_one(preparer, draft, call, cast, providers, costs):
    one = costs(preparer, reverse("grants:applications"))
    for name in ("Toinen", "Kolmas"):
        factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"], name=name)
    assert costs(preparer, reverse("grants:applications")) == one


@pytest.mark.parametrize("page", PAGES)
def test_three_members_cost_as_much_as_one(page, preparer, draft, cast, providers, costs):
    factories.join(draft, providers["lapinlahti"], actor=cast["preparer"])
    one = costs(preparer, address(page, draft))
    factories.join(draft, providers["siilinjarvi"], providers["sonkajarvi"], actor=cast["preparer"])
    assert costs(preparer, address(page, draft)) == one


def test_after_closing_a_draft_is_not_offered_as_ready(sign_in, ready):
    with clock.standing_at(CLOSED):
        words = sign_in("preparer").get(address("application", ready)).content.decode()
    assert "Valmis lähetettäväksi" not in words
    assert "Haku on päättynyt" in words

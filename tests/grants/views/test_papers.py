"""The page of PDFs: asking for a draft, seeing it come, finding what was sent."""

import pytest
from django.urls import reverse

from grants.services import submission as submissions
from sky_portal.documents.models import Document
from sky_portal.jobs.models import Job
from sky_portal.jobs.services import drain
from tests.grants import factories

pytestmark = pytest.mark.django_db


def address(name, application):
    return reverse(f"grants:{name}", args=[application.case_id])


def test_a_draft_is_asked_for_comes_and_is_downloaded(preparer, draft):
    page = address("papers", draft)
    assert "Tee luonnos" in preparer.get(page).content.decode()
    assert preparer.post(address("make_draft", draft)).url == page
    assert 'data-job-state="active"' in preparer.get(page).content.decode()
    drain()
    words = preparer.get(page).content.decode()
    made = Document.objects.get(kind="draft")
    download = reverse("documents:download", args=[made.pk])
    assert download in words
    assert "vastaa nykyistä työversiota" in words
    assert b"".join(preparer.get(download).streaming_content).startswith(b"%PDF-")


def test_asked_again_without_a_change_it_says_that_it_is_there(preparer, draft):
    preparer.post(address("make_draft", draft))
    drain()
    words = preparer.post(address("make_draft", draft), follow=True).content.decode()
    assert "Luonnos on jo tehty" in words
    assert Job.objects.filter(kind="grants.draft_pdf").count() == 1


def test_a_failed_draft_can_be_tried_again(preparer, draft):
    preparer.post(address("make_draft", draft))
    Job.objects.filter(kind="grants.draft_pdf").update(state="failed")
    assert 'data-job-state="failed"' in preparer.get(address("papers", draft)).content.decode()


def test_reading_the_page_makes_nothing(preparer, draft):
    assert preparer.get(address("make_draft", draft)).status_code == 405
    preparer.get(address("papers", draft))
    assert not Job.objects.filter(kind="grants.draft_pdf").exists()


def test_what_was_sent_is_found_by_its_sender_and_by_officials(signatory, ready, officer, cast):
    submissions.submit(ready, actor=cast["signatory"])
    assert (
        "tehdään vastaanottoilmoituksen jälkeen" in signatory.get(address("papers", ready)).content.decode()
    )
    drain()
    download = reverse("documents:download", args=[Document.objects.get(kind="application").pk])
    assert download in signatory.get(address("papers", ready)).content.decode()
    factories.declare_free(ready, cast["presenting_officer"])
    assert download in officer.get(address("submission", ready)).content.decode()
    assert address("papers", ready) in signatory.get(address("sent", ready)).content.decode()


def test_an_official_does_not_open_a_draft(preparer, officer, ready, cast):
    submissions.submit(ready, actor=cast["signatory"])
    preparer.post(address("make_draft", ready))
    drain()
    download = reverse("documents:download", args=[Document.objects.get(kind="draft").pk])
    assert officer.get(download).status_code == 404
    assert officer.get(address("papers", ready)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_no_more_for_three_drafts(preparer, draft, costs, count):
    page, asking = address("papers", draft), address("make_draft", draft)
    for language in ("fi", "sv", "en")[:count]:
        preparer.post(asking.replace("/fi/", f"/{language}/", 1))
    drain()
    assert Document.objects.filter(kind="draft").count() == count
    assert costs(preparer, page) <= 30

"""The thread through the house: from the first click to the receipt in both registries' hands."""

import pytest

from grants.models import Application
from grants.services import application as applications
from grants.services import budget as budgets
from grants.services import submission as submissions
from sky_portal import clock
from sky_portal.documents.access import may_read
from sky_portal.documents.models import Document
from sky_portal.jobs.services import drain
from sky_portal.messaging.models import Message
from tests.grants import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_municipality_sends_an_application_and_holds_a_receipt(call, cast, providers):
    preparer, signatory = cast["preparer"], cast["signatory"]

    application = applications.start(
        call, name="Jokainen koulupäivä", organisation=providers["iisalmi"], language="fi", actor=preparer
    )
    factories.join(
        application,
        *(providers[key] for key in ("lapinlahti", "siilinjarvi", "sonkajarvi")),
        actor=preparer,
    )
    factories.answer(application, actor=preparer)
    lines = [
        factories.line(application, "28 500"),
        factories.line(application, "68 400", year="2022", basis="Aluekoordinaattori 12 kk"),
    ]
    budget = factories.save_budget(application, *lines, actor=preparer)
    assert budgets.sums(budget).grant == 77_520_00
    assert submissions.missing(application) == []
    assert not Application.objects.visible_to(cast["presenting_officer"]).exists()

    with clock.standing_at(factories.LAST_INSTANT):
        submission = submissions.submit(application, actor=signatory)
    drain()

    application.refresh_from_db()
    assert application.current_submission == submission
    assert application.case.number == "OKM/1/520/2021"
    receipt = Document.objects.get(case=application.case, kind="receipt")
    assert receipt.key == str(submission.pk)
    addresses = {
        message.address
        for message in Message.objects.filter(rule="grants.application_received").order_by("address")
        if message.attachments == [str(receipt.pk)]
    }
    assert addresses == {preparer.email, signatory.email, "kirjaamo@iisalmi.example"}
    assert may_read(preparer, receipt)
    assert may_read(signatory, receipt)
    assert not may_read(cast["outsider"], receipt)
    listed = Application.objects.visible_to(cast["presenting_officer"]).sent().for_list()
    assert [row.current_submission.name for row in listed.order_by("pk")] == ["Jokainen koulupäivä"]

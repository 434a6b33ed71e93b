"""Drafts in print: made once a content, read by the applicant's side alone."""

import pytest
from django.core.exceptions import PermissionDenied

from grants.services import application as applications
from grants.services import papers
from grants.services import submission as submissions
from pilots.services import invite_member
from sky_portal.audit.models import AuditEvent
from sky_portal.documents.access import may_read
from sky_portal.documents.models import Document
from sky_portal.jobs.models import Job
from sky_portal.jobs.services import drain, run
from tests.grants import factories

pytestmark = pytest.mark.django_db


def ask(application, actor, language="fi"):
    return papers.ask_draft(application, language=language, actor=actor)


def change(application, actor, name="Toinen Henkilö"):
    values = {"name": name, "email": "toinen@iisalmi.example", "phone": ""}
    applications.save_contact(application, **values, language="fi", actor=actor)


def test_asked_twice_without_a_change_it_is_made_once(draft, cast):
    first = ask(draft, cast["preparer"])
    assert ask(draft, cast["signatory"]) == first
    assert run(first.pk)
    made = Document.objects.get(kind="draft")
    assert (made.made_by, made.language, made.secrecy) == (cast["preparer"], "fi", "public")
    assert made.name == "luonnos-2021-03-15-1002.pdf"
    assert ask(draft, cast["signatory"]) == made
    assert AuditEvent.objects.filter(verb="ask_draft").count() == 2


def test_a_change_or_another_language_makes_another(draft, cast):
    ask(draft, cast["preparer"])
    drain()
    ask(draft, cast["preparer"], "sv")
    change(draft, cast["preparer"])
    ask(draft, cast["preparer"])
    drain()
    assert sorted(one.language for one in papers.drafts(draft)) == ["fi", "fi", "sv"]


def test_changed_while_it_waited_it_is_what_it_says(draft, cast):
    draft.refresh_from_db()
    name = draft.contact_name
    waiting = ask(draft, cast["preparer"])
    change(draft, cast["preparer"])
    assert run(waiting.pk)
    assert papers.draft_job(draft) is None
    draft.refresh_from_db()
    made = ask(draft, cast["preparer"])
    assert isinstance(made, Document)
    # Changed back, the first content has no paper yet, though its work is done.
    change(draft, cast["preparer"], name)
    applications.save_contact(
        draft,
        name=name,
        email=cast["preparer"].email,
        phone="",
        language="fi",
        actor=cast["preparer"],
    )
    again = ask(draft, cast["preparer"])
    assert isinstance(again, Job)
    assert run(again.pk)
    assert Document.objects.filter(kind="draft").count() == 2


def test_members_who_have_not_answered_are_there_and_their_costs_apart(ready, cast, providers):
    member = invite_member(ready.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
    factories.save_budget(
        ready,
        factories.line(ready, "1 000"),
        factories.line(ready, "700", member=member),
        actor=cast["preparer"],
    )
    ready.refresh_from_db()
    content, outside = papers.content_of(submissions.gather(ready))
    assert [one["state"] for one in content["members"]] == ["leading", "invited"]
    assert [line["amount_cents"] for line in content["budget"]["lines"]] == [1_000_00]
    assert content["budget"]["sums"]["total_cents"] == 1_000_00
    assert [line["amount_cents"] for line in outside] == [700_00]


@pytest.mark.parametrize("who", ["outsider", "presenting_officer", "registrar", "evaluator"])
def test_nobody_else_asks_for_a_draft(ready, cast, who):
    submissions.submit(ready, actor=cast["signatory"])
    ready.refresh_from_db()
    with pytest.raises(PermissionDenied):
        ask(ready, cast[who])


def test_officials_read_what_was_sent_and_never_a_draft(ready, cast):
    submissions.submit(ready, actor=cast["signatory"])
    ready.refresh_from_db()
    ask(ready, cast["preparer"])
    drain()
    sent, draft = (Document.objects.get(kind=kind) for kind in ("application", "draft"))
    officer, preparer = cast["presenting_officer"], cast["preparer"]
    factories.declare_free(ready, officer)
    assert [may_read(officer, one) for one in (sent, draft)] == [True, False]
    assert [may_read(preparer, one) for one in (sent, draft)] == [True, True]


def test_the_paper_of_what_was_sent_comes_after_the_receipt_once(ready, cast):
    submission = submissions.submit(ready, actor=cast["signatory"])
    assert papers.paper_of(submission) is None
    drain()
    submissions.acknowledge(submission, b"again")
    drain()
    paper = Document.objects.get(kind="application")
    assert papers.paper_of(submission) == paper
    assert (paper.name, paper.language) == ("hakemus-OKM-1-520-2021-1.pdf", "fi")
    assert papers.paper_of(None) is None

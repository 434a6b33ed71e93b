"""Files viewed in place: only kinds that a browser shows, only to who may read, and nothing in them runs."""

import pytest
from django.urls import reverse

from grants.models import Application
from grants.services import submission as sending
from sky_portal.documents.models import Document, Screening
from tests.grants import factories
from tests.grants.files import attach, pdf
from tests.grants.views.conftest import EXAMINING
from tests.sky_portal.documents import builders


@pytest.fixture
def files(ready, cast):
    """A picture, a PDF and an office file that went along, by name."""
    contents = {"a.png": None, "b.pdf": pdf(), "c.docx": builders.docx()}
    found = {
        name: attach(ready, actor=cast["preparer"], name=name, content=content).document
        for name, content in contents.items()
    }
    sending.submit(ready, actor=cast["signatory"])
    factories.declare_free(ready, *(cast[who] for who in EXAMINING))
    return found


def address(document):
    return reverse("grants:case_file", args=[document.case_id, document.pk])


@pytest.mark.parametrize(
    ("name", "kind", "sandboxed"),
    [("a.png", "image/png", True), ("b.pdf", "application/pdf", False)],
    ids=["picture", "pdf"],
)
def test_it_is_shown_and_closed_in(officer, files, name, kind, sandboxed):
    answer = officer.get(address(files[name]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("inline;")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert ("sandbox" in policy) == sandboxed
    assert "script-src" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Cache-Control"] == "private, no-store"
    assert len(b"".join(answer.streaming_content)) == files[name].size
    assert officer.head(address(files[name])).status_code == 200


def test_an_office_file_is_only_downloaded(officer, files):
    assert officer.get(address(files["c.docx"])).status_code == 404
    page = officer.get(reverse("grants:submission", args=[files["c.docx"].case_id]))
    words = page.content.decode()
    assert address(files["c.docx"]) not in words
    assert reverse("documents:download", args=[files["c.docx"].pk]) in words
    assert address(files["a.png"]) in words
    assert "frame-src 'self'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("screening", [Screening.WAITING, Screening.REFUSED])
def test_quarantine_serves_nothing(officer, files, screening):
    Document.objects.filter(pk=files["a.png"].pk).update(screening=screening)
    assert officer.get(address(files["a.png"])).status_code == 404


def test_a_file_of_the_working_copy_is_not_there(officer, files, ready, cast):
    later = attach(ready, actor=cast["preparer"], name="d.png", content=builders.picture("PNG"))
    assert officer.get(address(later.document)).status_code == 404


def test_a_file_of_another_case_is_not_there(officer, files, another):
    other = another("Toinen")
    mixed = reverse("grants:case_file", args=[other.case_id, files["a.png"].pk])
    assert officer.get(mixed).status_code == 404


@pytest.mark.parametrize("who", ["preparer", "outsider", "finance", "evaluator"])
def test_who_reads_it(sign_in, files, who):
    answer = sign_in(who).get(address(files["a.png"]))
    answer.close()
    assert answer.status_code == (200 if who in {"finance", "evaluator"} else 404)


def test_a_conflict_closes_the_file_at_once(officer, files, cast):
    application = Application.objects.get(case=files["a.png"].case)
    declaration = application.conflicts.get(person=cast["presenting_officer"])
    declaration.state = "conflicted"
    declaration.save()
    assert officer.get(address(files["a.png"])).status_code == 404


def test_what_has_not_been_declared_on_does_not_open(officer, files, cast):
    application = Application.objects.get(case=files["a.png"].case)
    application.conflicts.filter(person=cast["presenting_officer"]).delete()
    assert officer.get(address(files["a.png"])).status_code == 302
    framed = officer.get(address(files["a.png"]), headers={"Sec-Fetch-Dest": "empty"})
    assert framed.status_code == 403

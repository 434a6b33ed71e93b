"""Serving: to those who may read the case, as an attachment, and nothing in quarantine."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sky_portal.documents import access
from sky_portal.documents.models import Document, Screening
from sky_portal.documents.services import store
from sky_portal.documents.views import POLICY, disposition

pytestmark = pytest.mark.usefixtures("readable_by_preparer")

CONTENT = b"%PDF-1.7 the very bytes"


@pytest.fixture
def document(case: Any) -> Document:
    return store(
        case,
        kind="receipt",
        name="Päätös Äänekoski.pdf",
        content=CONTENT,
        content_type="application/pdf",
        language="fi",
    )


def url(document: Document) -> str:
    return reverse("documents:download", args=[document.pk])


def test_it_comes_as_an_attachment_that_nothing_runs_in(document: Document, sign_in: Any) -> None:
    response = sign_in("preparer").get(url(document))
    assert b"".join(response.streaming_content) == CONTENT
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Content-Disposition"] == (
        "attachment; filename=\"Paatos Aanekoski.pdf\"; filename*=UTF-8''"
        "P%C3%A4%C3%A4t%C3%B6s%20%C3%84%C3%A4nekoski.pdf"
    )
    assert response["Content-Security-Policy"] == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_head_tells_the_same_without_the_bytes(document: Document, sign_in: Any) -> None:
    client = sign_in("preparer")
    head, get = client.head(url(document)), client.get(url(document))
    assert head.content == b""
    for header in ("Content-Length", "Content-Type", "Content-Disposition", "Content-Security-Policy"):
        assert head[header] == get[header]
    get.close()


@pytest.mark.parametrize("character", ["signatory", "outsider", "presenting_officer", "decision_maker"])
def test_others_do_not_learn_that_it_exists(
    document: Document, cast: Any, sign_in: Any, character: str
) -> None:
    assert character in cast
    assert sign_in(character).get(url(document)).status_code == 404


def test_visitors_are_asked_to_sign_in(document: Document, db: None) -> None:
    assert Client().get(url(document)).status_code == 302


def test_an_unknown_one_is_not_found(document: Document, sign_in: Any) -> None:
    assert sign_in("preparer").get(reverse("documents:download", args=[uuid.uuid4()])).status_code == 404


def test_nothing_is_posted_to_it(document: Document, sign_in: Any) -> None:
    assert sign_in("preparer").post(url(document)).status_code == 405


@pytest.mark.parametrize("screening", [Screening.WAITING, Screening.REFUSED])
def test_quarantine_is_for_all(document: Document, sign_in: Any, screening: str) -> None:
    Document.objects.filter(pk=document.pk).update(screening=screening)
    assert sign_in("preparer").get(url(document)).status_code == 404


@pytest.mark.parametrize("screening", [Screening.CLEAN, Screening.NOT_SCREENED])
def test_what_is_settled_is_served(document: Document, sign_in: Any, screening: str) -> None:
    Document.objects.filter(pk=document.pk).update(screening=screening)
    response = sign_in("preparer").get(url(document))
    assert response.status_code == 200
    response.close()


def test_a_rule_of_its_own_answers_alone(document: Document, sign_in: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(access._rules, "sample", lambda user, document: document.kind != "receipt")
    assert sign_in("preparer").get(url(document)).status_code == 404


@pytest.mark.usefixtures("case")
def test_a_damaged_file_is_not_given_out(document: Document, sign_in: Any, stored_files: Path) -> None:
    (stored_files / document.path).write_bytes(b"rotten")
    response = sign_in("preparer").get(url(document))
    assert response.status_code == 500
    assert "rotten" not in response.content.decode()
    assert "Päätös Äänekoski.pdf" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ('a"b\\c;d.pdf', "a_b_c_d.pdf"),
        ("\r\nX: y.pdf", "__X_ y.pdf"),
        ("学校", "file"),
        ("åäö.odt", "aao.odt"),
    ],
)
def test_no_name_breaks_the_header(name: str, plain: str) -> None:
    header = disposition(name)
    assert header.startswith(f'attachment; filename="{plain}"; ')
    assert "\r" not in header
    assert header.isascii()

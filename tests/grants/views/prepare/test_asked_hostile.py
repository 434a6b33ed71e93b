"""The forms of questions, programme and recipients, as a hostile hand or a broken client would send them."""

from http import HTTPStatus
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from tests.test_hostile_input import HOSTILE, quote

FORMS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "questions_new_section": ({}, ("base", "title_fi", "title_sv", "intro_fi")),
    "questions_add": (
        {"section": "aims", "kind": "number"},
        ("base", "label_fi", "help_fi", "required", "min", "max", "decimals", "condition", "rows_step"),
    ),
    "questions_section": ({"key": "aims"}, ("base", "title_fi")),
    "questions_question": (
        {"key": "solutions"},
        (
            *("base", "label_fi", "section", "condition", "rows_step"),
            *("options-count", "options-0-key", "options-0-label_fi", "options-1-key"),
        ),
    ),
    "questions_move": ({"what": "question", "key": "purpose"}, ("by",)),
    "programme": ({}, ("name_fi", "short_name", "starts_on", "register_year", "recipients_of", "hours")),
    "rules_add": ({"name": "team"}, ("chair", "low", "high")),
    "rules_combine": ({}, ("how",)),
    "commitments": ({}, ("commitments-count", "commitments-0-key", "commitments-0-label_fi", "rows_step")),
    "recipients": ({}, ("text",)),
    "authority": ({}, ("name_fi", "registry_email", "registry_hours", "postal_address_fi", "case_class")),
}
USUAL = {"label_fi": "Kysymys", "title_fi": "Osio", "options-count": "2", "commitments-count": "1"}
TABLE = ("type", "required", "options", "limit", "min", "max", "decimals", "key", "label_fi")


def send(browser: Any, address: str, pairs: dict[str, str]) -> Any:
    """One request whose changes are undone."""
    body = "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs.items())
    with transaction.atomic():
        answer = browser.post(address, body, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("name", sorted(FORMS))
def test_no_field_brings_the_portal_down(administrator, draft_call, name):
    arguments, fields = FORMS[name]
    address = reverse(f"grants:prepare_{name}", kwargs={"slug": draft_call.slug, **arguments})
    for place, value in enumerate(HOSTILE):
        # Every value in every field would take minutes: each field gets its share of them.
        field = fields[place % len(fields)]
        answer = send(administrator, address, USUAL | {field: value})
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, (field, value)
        everywhere = send(administrator, address, dict.fromkeys(fields, value)) if place % 4 == 0 else answer
        assert everywhere.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, value


def test_no_field_of_a_column_brings_the_portal_down(administrator, draft_call):
    place = {"slug": draft_call.slug, "section": "aims", "kind": "table"}
    address = reverse("grants:prepare_questions_add", kwargs=place)
    for number, value in enumerate(HOSTILE):
        field = TABLE[number % len(TABLE)]
        sent = {"label_fi": "Taulukko", "columns-count": "1", "columns-0-label_fi": "A"}
        for kind in ("number", "choice"):
            typed = {"columns-0-type": kind, f"columns-0-{field}": value}
            answer = send(administrator, address, sent | typed)
            assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, (field, value)

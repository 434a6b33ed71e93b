"""Every form of an application gets back what its writer sent after the session had ended."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from grants.models import Application
from sky_portal.accounts import kept
from tests.cast import PASSWORD

NOW = "2026-03-02T08:00:00+00:00"
LONG_AFTER = timedelta(minutes=31)
TEXT = "Pitkä teksti, jota kukaan ei halua kirjoittaa uudelleen."
Late = Callable[..., Any]


@pytest.fixture
def late(client: Client, cast: dict[str, Any], standing: None) -> Late:
    """Without scripts: opens a page, is away too long, sends, signs in, opens the page again."""

    def opened_again(page: str, fields: dict[str, Any], *, to: str = "", who: str = "preparer") -> Any:
        user = cast[who]
        with time_machine.travel(NOW, tick=False) as machine:
            client.force_login(user)
            html = client.get(page).content.decode()
            owner = re.search(rf'name="{kept.FIELD}" value="([^"]+)"', html)
            assert owner, "the form does not say whose it is"
            machine.shift(LONG_AFTER)
            answer = client.post(to or page, {**fields, kept.FIELD: owner[1]})
            assert answer.status_code == 302, "the session has not ended"
            sign_in = {"login": user.email, "password": PASSWORD}
            assert client.post(reverse("account_login"), sign_in).status_code == 302
            answer = client.get(page, headers={"Accept-Language": "fi"})
        assert answer.status_code == 200
        assert answer.context["unsaved"] is True
        assert "ei ole vielä tallennettu" in answer.content.decode()
        return answer

    return opened_again


def address(name: str, application: Application, *more: str) -> str:
    return reverse(f"grants:{name}", args=[application.case_id, *more])


def test_a_pasted_table_and_the_budget_around_it(late: Late, draft: Application, client: Client) -> None:
    page, to = address("budget", draft), address("budget_paste", draft)
    cells = {"lines-0-basis": TEXT, "lines-0-amount": "28 500"}
    answer = late(page, {**cells, "sheet-text": "Kunta\tKustannus\n", "sheet-look": "text"}, to=to)
    assert answer.context["form"].lines[0].values["basis"] == TEXT
    assert "Kunta\tKustannus" in answer.content.decode()
    with time_machine.travel(NOW, tick=False) as machine:
        machine.shift(LONG_AFTER)
        # Saved by the page's own button, it is not brought up again.
        assert client.post(page, {"save": "1"}).status_code == 302
        assert client.get(page).context["unsaved"] is False


def test_a_section(late: Late, draft: Application) -> None:
    key = draft.sheet.sections[0].key
    answer = late(address("section", draft, key), {"purpose": TEXT, "version-purpose": "0"})
    assert answer.context["form"]["purpose"].value() == TEXT
    assert TEXT in answer.content.decode()
    assert not draft.sheet.answers.exists()


def test_the_budget(late: Late, draft: Application) -> None:
    cells = {"lines-0-basis": TEXT, "lines-0-amount": "28 500", "other-3-granter": "Säätiö"}
    answer = late(address("budget", draft), {**cells, "save": "1"})
    form = answer.context["form"]
    assert form.lines[0].values["basis"] == TEXT
    assert form.lines[0].values["amount"] == "28 500"
    assert form.other[0].values["granter"] == "Säätiö"
    assert TEXT in answer.content.decode()
    assert not draft.budgets.get().lines.exists()


def test_the_contact_person(late: Late, draft: Application) -> None:
    typed = {"name": "Aino Uusi", "email": "aino", "phone": "040", "language": "sv"}
    form = late(address("contact", draft), typed).context["form"]
    assert {name: form[name].value() for name in typed} == typed
    draft.refresh_from_db()
    assert draft.contact_name != "Aino Uusi"


def test_starting(late: Late, call: Any, providers: dict[str, Any]) -> None:
    typed = {"name": TEXT, "language": "fi", "token": "6f3ab7a0-9be7-4f3f-9b1c-0d3f3c6d5a11"}
    form = late(reverse("grants:start", args=[call.slug]), typed).context["form"]
    assert form["name"].value() == TEXT
    assert form["token"].value() == typed["token"]
    assert not Application.objects.exists()


def test_the_signatory_s_note_on_the_check_page(late: Late, ready: Application) -> None:
    page, to = address("check", ready), address("submit", ready)
    form = late(page, {"note": TEXT, "attestation": "on"}, to=to, who="signatory").context["form"]
    assert form["note"].value() == TEXT
    ready.refresh_from_db()
    assert ready.current_submission_id is None


def test_nothing_is_marked_when_nothing_was_kept(preparer: Client, draft: Application, call: Any) -> None:
    key = draft.sheet.sections[0].key
    pages = [address(name, draft) for name in ("budget", "contact", "check")]
    for page in (*pages, address("section", draft, key), reverse("grants:start", args=[call.slug])):
        assert preparer.get(page).context["unsaved"] is False

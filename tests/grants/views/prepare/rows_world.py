"""What is typed into the lists of a call, what is stored of it, and how the pages are asked."""

import re
from html import unescape

import pytest
from django.urls import reverse

from grants.enums import CallState
from grants.models import Call
from grants.services.call.rows import KINDS

HOSTILE = "</textarea><script>alert(1)</script>"


def texts(name, fi, sv="", en=""):
    return {f"{name}_fi": fi, f"{name}_sv": sv, f"{name}_en": en}


# What a person types into each form, and the cell of the list by which the row is known again.
TYPED = {
    "texts": texts("heading", "Uusi kohta", "Ny punkt") | texts("body", "## Alku\r\n\r\n- yksi"),
    "categories": texts("name", "Uusi kohta") | {"allows_pay": "on", "needs_decision": "on"},
    "criteria": texts("name", "Uusi kohta")
    | {"weight": "40", "lowest": "0", "highest": "5", "scale_5_fi": "Erinomainen", "scale_0_sv": "Svag"},
    "checklist": texts("name", "Uusi kohta") | texts("help", "Katso talousarviota."),
    "attachments": texts("name", "Uusi kohta") | {"required": "on"},
    "instalments": texts("condition", "Uusi kohta") | {"percent": "60", "dated": "2021-08-02"},
    "dates": texts("label", "Uusi kohta") | {"kind": "final_report", "dated": "2023-09-29"},
    "contacts": texts("title", "Uusi kohta") | {"name": "Maija Meri", "phone": "0295 330 004"},
    "milestones": texts("label", "Uusi kohta")
    | {"at-day": "12.5.2021", "at-time": "", "precision": "day", "on_horizon": "on"},
    "appropriations": {
        "dated": "2021-02-01",
        "budget_item": "29.10.20",
        "amount_cents": "6 800 000",
        "note": "Uusi kohta",
    },
}
STORED = {
    "texts": {"key": "uusi-kohta", "body": {"fi": "## Alku\n\n- yksi"}},
    "categories": {"allows_pay": True, "allows_operating": False, "needs_decision": True},
    "criteria": {
        "key": "uusi-kohta",
        "weight": 40,
        "scale": [{"score": 0, "text": {"sv": "Svag"}}, {"score": 5, "text": {"fi": "Erinomainen"}}],
    },
    "checklist": {"key": "uusi-kohta", "help": {"fi": "Katso talousarviota."}},
    "attachments": {"key": "uusi-kohta", "required": True},
    "instalments": {"percent": 60},
    "dates": {"kind": "final_report"},
    "contacts": {"name": "Maija Meri", "email": ""},
    "milestones": {"key": "uusi-kohta", "precision": "day"},
    "appropriations": {"amount_cents": 680_000_000},
}
PLACED = [part for part, kind in KINDS.items() if kind.place]
every_list = pytest.mark.parametrize("part", KINDS)
# What is a term of the call, and changes no more once it is published.
every_term = pytest.mark.parametrize("part", [part for part, kind in KINDS.items() if not kind.own])
every_placed = pytest.mark.parametrize("part", PLACED)


def address(what, call, part, pk=None):
    name = "grants:prepare_rows" if what == "list" else f"grants:prepare_row_{what}"
    return reverse(name, args=[call.slug, part, *([pk] if pk else [])])


def typed(part, number=0, **changes):
    """What is sent for one new row, different for each number."""
    found = {"base": EMPTY} | TYPED[part]
    if number:
        found = {key: value.replace("Uusi kohta", f"Kohta {number}") for key, value in found.items()}
        if "dated" in found:
            found["dated"] = f"2021-08-{number + 1:02d}"
        if "at-day" in found:
            found["at-day"] = f"{number}.5.2021"
    return found | changes


# The digest of a row that is not there yet.
EMPTY = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def as_shown(client, page, **changes):
    """What the browser would send of the edit page as it stands."""
    form = client.get(page).context["form"]
    html = str(form)
    sent = {}
    for tag in re.findall(r"<input[^>]*>", html):
        kind, name, value = (re.search(rf'\b{what}="([^"]*)"', tag) for what in ("type", "name", "value"))
        if kind and kind[1] in ("checkbox", "radio") and " checked" not in tag:
            continue
        sent[name[1]] = unescape(value[1]) if value else ("on" if kind[1] == "checkbox" else "")
    for name, value in re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.DOTALL):
        sent[name] = unescape(value).removeprefix("\n")
    return sent | changes


def publish_as_it_is(call):
    """Publishes a call without regard to what it lacks."""
    Call.objects.filter(pk=call.pk).update(state=CallState.PUBLISHED)


def digest_of(client, call, part, row):
    return client.get(address("edit", call, part, row.pk)).context["form"].stored_digest

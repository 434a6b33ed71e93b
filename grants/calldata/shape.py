"""What a call's data consists of: docs/calls.md describes the same to people."""

from typing import Any

from grants.calldata.readers import (
    Wrong,
    anything,
    day,
    email,
    instant,
    listed,
    mapped,
    maybe,
    one_of,
    text,
    texts,
    truth,
    whole,
    word,
)
from grants.enums import CostType, DateKind
from grants.models.call import default_invitation_hours
from grants.models.terms import HIGHEST_SCORE
from sky_portal.money import MAX_CENTS

PRECISIONS = ("minute", "day", "month")
MOST_PLACES = 9999
MOST_ASSESSORS = 9
HOURS = listed(whole(1, 24 * 365))
EUROS = whole(1, MAX_CENTS // 100)
SCORE = whole(0, HIGHEST_SCORE)


def threshold(value: Any) -> dict[str, int]:
    """A threshold of absences: {"hours": 50} or {"percent": 10}."""
    if not isinstance(value, dict) or len(value) != 1:
        raise Wrong("hours or percent is needed")
    return mapped({"hours": whole(1, 2000)} if "hours" in value else {"percent": whole(1, 100)})(value)


PROGRAMME = mapped(
    {
        "key": word(60),
        "name": texts(),
        "short_name": text(20),
        "starts_on": day,
        "ends_on": day,
        "register_year": whole(1990, 2100),
        "eligibility": listed(anything),
        "recipients_of": maybe(word(60)),
        "commitments": listed(mapped({"key": word(40), "text": texts()})),
        "absence_thresholds": listed(threshold),
        "counts_aland": truth,
    },
    optional={"counts_aland": False, "recipients_of": None, "commitments": []},
)
TEXT = mapped({"key": word(40), "heading": texts(), "body": texts()})
CATEGORY = mapped(
    {
        "number": whole(1, 99),
        "name": texts(),
        "description": texts(),
        "types": listed(one_of(*CostType.values), least=1),
        "needs_decision": truth,
    },
    optional={"types": list(CostType.values), "needs_decision": False},
)
APPROPRIATION = mapped(
    {"dated": day, "budget_item": text(30), "amount_euros": EUROS, "note": text(200, empty=True)},
    optional={"note": ""},
)
CRITERION = mapped(
    {
        "key": word(40),
        "name": texts(),
        "help": texts(empty=True),
        "weight": whole(1, 100),
        "lowest": SCORE,
        "highest": SCORE,
        "scale": listed(mapped({"score": SCORE, "text": texts()})),
    },
    optional={"help": {}, "lowest": 0, "highest": 5, "scale": []},
)
ATTACHMENT = mapped(
    {"key": word(40), "name": texts(), "help": texts(empty=True), "required": truth},
    optional={"help": {}, "required": False},
)
CHECKLIST_ITEM = mapped({"key": word(40), "name": texts(), "help": texts(empty=True)}, optional={"help": {}})
INSTALMENT = mapped(
    {"percent": whole(1, 100), "dated": maybe(day), "condition": texts()}, optional={"dated": None}
)
DATE = mapped({"kind": one_of(*DateKind.values), "dated": day, "label": texts()})
CONTACT = mapped(
    {"name": text(120), "title": texts(), "email": email, "phone": text(30, empty=True)},
    optional={"email": "", "phone": ""},
)
MILESTONE = mapped(
    {
        "key": word(40),
        "at": instant,
        "precision": one_of(*PRECISIONS),
        "label": texts(),
        "when": texts(empty=True),
        "applicant_does": texts(empty=True),
        "on_horizon": truth,
    },
    optional={"precision": "day", "when": {}, "applicant_does": {}, "on_horizon": True},
)
# What a call that shares out money says besides; one without money leaves it out.
MONEY = {
    "amount_euros": EUROS,
    "own_share_percent": whole(0, 100),
    "use_from": day,
    "use_until": day,
    "cost_categories": listed(CATEGORY, least=1),
}
NO_MONEY: dict[str, Any] = {
    "amount_euros": None,
    "own_share_percent": 0,
    "use_from": None,
    "use_until": None,
    "cost_categories": [],
}
CALL = mapped(
    {
        "slug": word(60),
        "authority": text(20),
        "reference": text(40, empty=True),
        "case_class": text(20),
        "name": texts(),
        "kicker": texts(),
        "summary": texts(),
        "opens": instant,
        "closes": instant,
        "shares_money": truth,
        "places": maybe(whole(1, MOST_PLACES)),
        **MONEY,
        "pay_cap_euros": maybe(EUROS),
        "appropriations": listed(APPROPRIATION),
        "instalments": listed(INSTALMENT),
        "reminder_hours": HOURS,
        "invitation_reminder_hours": HOURS,
        "attestation": texts(),
        "programme": PROGRAMME,
        "texts": listed(TEXT, least=1),
        "criteria": listed(CRITERION),
        "assessors_wanted": whole(0, MOST_ASSESSORS),
        "consensus_wanted": truth,
        "checklist": listed(CHECKLIST_ITEM),
        "attachments": listed(ATTACHMENT),
        "dates": listed(DATE),
        "contacts": listed(CONTACT, least=1),
        "milestones": listed(MILESTONE),
        "questions": mapped({"key": word(60), "version": whole(1, 9999), "content": anything}),
    },
    optional={
        **NO_MONEY,
        "pay_cap_euros": None,
        "reference": "",
        "shares_money": True,
        "places": None,
        "appropriations": [],
        "instalments": [],
        "criteria": [],
        "assessors_wanted": 2,
        "consensus_wanted": False,
        "checklist": [],
        "attachments": [],
        "dates": [],
        "invitation_reminder_hours": default_invitation_hours(),
    },
)

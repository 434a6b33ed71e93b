"""What is sent, as canonical JSON: everything that the authority needs, as it was at sending.

The content has two parts. `application` is what the applicant says: two sendings of the same
are one. `sent` is who sent it when under which number. The hash is over both.
"""

from typing import Any

from grants.models import Application, Budget
from grants.services.budget import sums
from pilots.eligibility import Verdict
from pilots.models import Member
from pilots.teams import asks_for_team
from sky_portal.questions.rendering import canonical
from sky_portal.texts import pick

SCHEMA_VERSION = 1


def describe(
    application: Application,
    budget: Budget,
    members: list[Member],
    verdict: Verdict,
    attachments: list[dict[str, Any]],
) -> dict[str, Any]:
    """What the applicant says, with the question texts as they were and the register's figures."""
    call, language = application.call, application.language
    content = {
        "call": _call(application),
        "applicant": _organisation(application.applicant),
        "pilot": {"name": application.pilot.name, "membership_version": application.pilot.membership_version},
        "language": language,
        "contact": {
            "name": application.contact_name,
            "email": application.contact_email,
            "phone": application.contact_phone,
        },
        "members": [_member(application, member) for member in members],
        "verdict": verdict.as_json(),
        "eligibility_note": application.eligibility_note,
        "answers": canonical(application.sheet),
        "budget": _budget(budget, {member.pk for member in members}),
        "attachments": attachments,
        "attestation": pick(call.attestation, language).text,
        **_team(application),
    }
    return content | _said_along(application, content)


def describe_draft(
    application: Application, budget: Budget, members: list[Member], outside: list[Member], **parts: Any
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The working copy as it would be sent, with every member; and the lines of those `outside`."""
    content = describe(application, budget, members, **parts)
    content["members"] += [_member(application, member) for member in outside]
    strangers = {member.pk for member in outside}
    return content, [_line(line) for line in budget.lines.all() if line.member_id in strangers]


def has_secrets(content: dict[str, Any]) -> bool:
    """Whether the applicant has marked an answer or an attachment as having something secret."""
    asked = (question for section in content["answers"]["sections"] for question in section["questions"])
    answers = (question for question in asked if question["value"] is not None)
    return any(one.get("secret") for one in (*answers, *content["attachments"]))


def _said_along(application: Application, content: dict[str, Any]) -> dict[str, Any]:
    """What the signatory says along: only where it says something, as older applications do not."""
    said: dict[str, Any] = {}
    if application.e_service:
        said["service"] = {"email": application.service_email}
    if application.secrecy_grounds and has_secrets(content):
        said["secrecy_grounds"] = application.secrecy_grounds
    return said


def _team(application: Application) -> dict[str, Any]:
    """The team that was named, where the call asks for one: other applications have no such key."""
    if not asks_for_team(application.call.programme):
        return {}
    persons = [
        {"name": one.name, "profession": one.profession, "email": one.email, "is_chair": one.is_chair}
        for one in application.pilot.team.order_by("organisation_id", "-is_chair", "place", "pk")
    ]
    return {"team": persons}


def _call(application: Application) -> dict[str, Any]:
    call = application.call
    return {
        # Only where it holds, so that what was sent to other calls reads as it always did.
        **({} if call.shares_money else {"shares_money": False}),
        "slug": call.slug,
        "name": call.name,
        "reference": call.reference,
        "authority": call.authority.code,
        "closes_at": call.closes_at.isoformat(),
        "question_set": str(application.sheet.question_set),
    }


def _organisation(organisation: Any) -> dict[str, Any]:
    return {
        "id": organisation.pk,
        "kind": organisation.kind,
        "name": {"fi": organisation.name_fi, "sv": organisation.name_sv},
        "business_id": organisation.business_id,
        "registry_email": organisation.registry_email,
    }


def _member(application: Application, member: Member) -> dict[str, Any]:
    rows = member.organisation.register_rows.all()
    year = application.call.programme.register_year
    row = next((row for row in rows if row.register_year == year), None)
    return {
        "id": member.pk,
        "organisation": _organisation(member.organisation),
        "coordinates": member.organisation_id == application.pilot.coordinator_id,
        "state": member.state,
        "answered_at": member.answered_at.isoformat() if member.answered_at else None,
        "register": row
        and {
            "year": row.register_year,
            "code": row.code,
            "region_code": row.region_code,
            "region": {"fi": row.region_name_fi, "sv": row.region_name_sv},
            "language_status": row.language_status,
            "school_age": row.school_age,
        },
    }


def _budget(budget: Budget, members: set[int]) -> dict[str, Any]:
    """The costs of the members that go along."""
    call, summed = budget.application.call, sums(budget, of=members)
    return {
        "version": budget.version,
        "own_share_percent": call.own_share_percent,
        "categories": {str(c.pk): {"number": c.number, "name": c.name} for c in call.cost_categories.all()},
        "lines": [_line(line) for line in budget.lines.all() if line.member_id in members],
        "other": [
            {"granter": row.granter, "amount_cents": row.amount_cents} for row in budget.other_funding.all()
        ],
        "sums": {
            "total_cents": summed.total,
            "own_share_cents": summed.own_share,
            "other_cents": summed.other,
            "grant_cents": summed.grant,
            "by_member": {str(key): value for key, value in summed.by_member.items()},
            "by_category": {str(key): value for key, value in summed.by_category.items()},
            "by_type": summed.by_type,
            "by_year": {str(key): value for key, value in summed.by_year.items()},
        },
    }


def _line(line: Any) -> dict[str, Any]:
    months = line.person_months
    return {
        "member": line.member_id,
        "category": line.category_id,
        "cost_type": line.cost_type,
        "year": line.year,
        "basis": line.basis,
        "person_months": None if months is None else str(months.normalize()),
        "amount_cents": line.amount_cents,
        # Only where one is named, so that what was sent before reads as it always did.
        **({"decision": line.decision} if line.decision else {}),
    }

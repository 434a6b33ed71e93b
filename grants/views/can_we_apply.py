"""Can we apply? Asked by anybody, without an account, on a phone: the address keeps the choice."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from grants.models import Call
from grants.views import chosen
from grants.views.public.conditions import condition
from grants.views.public.phase import Phase, phase_of, public_calls
from pilots.candidates import (
    Candidate,
    candidates_of,
    in_name_order,
    is_named,
    judge,
    leader_matters,
    search,
)
from pilots.eligibility.hints import hints
from pilots.models import PartnerNotice
from pilots.teams import asks_for_team
from sky_portal.audience import PUBLIC, audience
from sky_portal.ui import tilemap
from sky_portal.ui.caching import for_crowds
from sky_portal.ui.formats import number

LONGEST_WORDS = 80
SHOWN = 12
REGIONS_SHOWN = 3


@audience(PUBLIC)
@require_safe
def can_we_apply(request: HttpRequest, slug: str) -> HttpResponse:
    """The verdict on the chosen with its reasons, who they are, and what to do next."""
    return (_searched if request.GET.get("q", "").strip() else _page)(request, slug)


@audience(PUBLIC)
@require_safe
@for_crowds
def choices(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who can be chosen, for the field that completes names: key, names, where."""
    call = get_object_or_404(public_calls(request.user), slug=slug)
    found = in_name_order(candidates_of(call.programme).values())
    rows = [(one.key, one.name, one.other_name, one.region or one.kind_name) for one in found]
    return JsonResponse({"choices": rows})


# One chosen is asked for by many, and there are only so many; more are made anew each time.
@for_crowds(parameters={"m": "[0-9]{3}|o[0-9]{1,9}"})
def _page(request: HttpRequest, slug: str) -> HttpResponse:
    call, candidates = _call(request, slug)
    asked = chosen.read(request.GET, candidates)
    # One choice, one address: what caches keep cannot be multiplied by writing it differently.
    if asked.query != request.META["QUERY_STRING"]:
        return _to(slug, asked)
    return _shown(request, call, candidates, asked)


@cache_control(private=True, no_cache=True)
def _searched(request: HttpRequest, slug: str) -> HttpResponse:
    """A search without scripts: a name written out is added at once, else one chooses of the found."""
    call, candidates = _call(request, slug)
    asked = chosen.read(request.GET, candidates)
    if {"add", "remove", "lead"} & set(request.GET):
        return _to(slug, asked)
    words = request.GET["q"].strip()[:LONGEST_WORDS]
    found = search(candidates.values(), words)
    named = [one for one in found if is_named(one, words)]
    if len(named) == 1:
        return _to(slug, asked.with_(named[0].key))
    return _shown(request, call, candidates, asked, words=words, found=found)


def _call(request: HttpRequest, slug: str) -> tuple[Call, dict[str, Candidate]]:
    calls = public_calls(request.user).select_related("programme__recipients_of")
    call = get_object_or_404(calls.prefetch_related("milestones"), slug=slug)
    return call, candidates_of(call.programme)


def _to(slug: str, asked: chosen.Chosen) -> HttpResponse:
    address = reverse("grants:can_we_apply", args=[slug])
    return redirect(f"{address}?{asked.query}" if asked.query else address)


def _shown(
    request: HttpRequest,
    call: Call,
    candidates: dict[str, Candidate],
    asked: chosen.Chosen,
    *,
    words: str = "",
    found: Iterable[Candidate] = (),
) -> HttpResponse:
    members = [candidates[key] for key in asked.keys]
    phase = phase_of(call)
    matches = [one for one in found if one.key not in asked.keys]
    context = {
        "call": call,
        "phase": phase.value,
        "condition": condition(call.programme.conditions),
        "team": asks_for_team(call.programme),
        "asked": asked,
        "most": chosen.MOST,
        "words": words,
        "found": matches[:SHOWN],
        "more": len(matches) > SHOWN,
        "found_chosen": any(one.key in asked.keys for one in found),
        "neighbours": _neighbours(members, candidates),
        **_judged(call, members),
        **_members(members, candidates),
        **_partners(call, phase, members, candidates),
    }
    return render(request, "grants/public/can_we_apply.html", context)


def _judged(call: Call, members: list[Candidate]) -> dict[str, Any]:
    """The verdict; who has received an earlier grant may be put first where the rules ask for it."""
    thought = judge(members, call.programme)
    matters = leader_matters(call.programme)
    reasons = [reason for reason in thought.verdict.reasons if reason.code != "team"]
    missing = hints(thought.verdict)
    return {
        "verdict": thought.verdict,
        "reasons": reasons,
        "hints": missing,
        "leader": members[0] if members and matters else None,
        "could_lead": [one for one in thought.recipients if one is not members[0]] if missing else [],
        "told": _told(len(members), thought.verdict.eligible, missing),
    }


def _told(count: int, eligible: bool, missing: list[str]) -> str:
    """The answer in a line, for those who hear the page."""
    if not count:
        return _("Nobody has been chosen.")
    text = ngettext("%(count)s chosen.", "%(count)s chosen.", count) % {"count": number(count)}
    verdict = _("You fulfil the condition.") if eligible else _("The condition is not fulfilled yet.")
    return " ".join([text, verdict, *missing])


def _members(members: list[Candidate], candidates: dict[str, Candidate]) -> dict[str, Any]:
    regions = {one.region_code: one.region for one in candidates.values() if one.region_code}
    counts = Counter(one.region_code for one in members if one.region_code)
    title, unit = _("In which regions they lie"), _("Municipalities")
    return {
        "members": in_name_order(members),
        "pupils": sum(one.school_age or 0 for one in members),
        "map": tilemap.draw(counts, regions, title=title, unit=unit) if counts else None,
    }


def _neighbours(
    members: list[Candidate], candidates: dict[str, Candidate]
) -> list[tuple[str, list[Candidate]]]:
    """The other municipalities of the regions where the first chosen lie."""
    codes = list(dict.fromkeys(one.region_code for one in members if one.region_code))[:REGIONS_SHOWN]
    others = in_name_order(
        one for one in candidates.values() if one.region_code in codes and one not in members
    )
    regions = [[one for one in others if one.region_code == code] for code in codes]
    return [(region[0].region, region) for region in regions if region]


def _partners(
    call: Call, phase: Phase, members: list[Candidate], candidates: dict[str, Candidate]
) -> dict[str, Any]:
    """Who has said that it looks for partners, those of the same regions first; nobody after the close."""
    if phase is Phase.CLOSED:
        return {"near": [], "far": []}
    notices = PartnerNotice.objects.open().filter(programme=call.programme).select_related("organisation")
    by_organisation = {one.organisation_id: one for one in candidates.values()}
    regions = {one.region_code for one in members if one.region_code}
    taken = {one.organisation_id for one in members}
    near: list[dict[str, Any]] = []
    far: list[dict[str, Any]] = []
    for notice in notices.order_by("-opened_at", "-pk"):
        candidate = by_organisation.get(notice.organisation_id)
        row = {
            "notice": notice,
            "region": candidate.region if candidate else "",
            "key": candidate.key if candidate and notice.organisation_id not in taken else "",
        }
        (near if candidate and candidate.region_code in regions else far).append(row)
    return {"near": near, "far": far}

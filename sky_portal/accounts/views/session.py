"""The session's state for the page's script, its prolonging, and what was kept at its end."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from sky_portal.accounts import idle, kept
from sky_portal.audience import PUBLIC, SIGNED_IN, audience


@audience(PUBLIC)
@never_cache
@require_GET
def session(request: HttpRequest) -> HttpResponse:
    """Whether somebody is signed in, how long still, and a token that fits the page's forms."""
    return JsonResponse(_state(request))


@audience(PUBLIC)
@never_cache
@require_POST
def keep_alive(request: HttpRequest) -> HttpResponse:
    """The person says "stay signed in"; a session that has ended stays ended."""
    if request.user.is_authenticated:
        idle.touch(request, at_once=True)
    return JsonResponse(_state(request))


def _state(request: HttpRequest) -> dict[str, object]:
    if not request.user.is_authenticated:
        return {"signed_in": False, "left": 0, "owner": "", "token": ""}
    return {
        "signed_in": True,
        "left": idle.seconds_left(request),
        "owner": idle.owner_mark(request.user),
        "token": get_token(request),
    }


@audience(SIGNED_IN)
@never_cache
@require_safe
def kept_page(request: HttpRequest) -> HttpResponse:
    """What the session's end would have lost: to be saved, opened in its form, or left."""
    return render(request, "accounts/kept.html", {"kept": kept.kept(request)})


@audience(SIGNED_IN)
@require_POST
def drop_kept(request: HttpRequest) -> HttpResponse:
    """The person does not need it any more."""
    kept.drop(request)
    return redirect("home")

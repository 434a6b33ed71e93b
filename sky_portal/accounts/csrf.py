"""A form whose token no longer fits: signed in again in another tab, or the cookie is gone.

Everything typed is offered for sending again, with a fresh token and by the person's own click,
but only when the browser itself says that the form came from this very site: a foreign page
must not be able to launder its request through this one.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from sky_portal.accounts import kept


def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers 403 in the person's language, with everything typed still there where that is safe."""
    data = kept.worth_keeping(request.POST) if is_from_here(request) and is_theirs(request) else None
    if data:
        sent = kept.Kept(request.get_full_path(), "", data, bool(request.FILES))
        context = {
            "fields": sent.fields,
            "texts": sent.texts,
            "action": sent.action,
            "had_files": sent.had_files,
        }
        response = render(request, "accounts/csrf.html", context, status=403)
    else:
        response = render(request, "403_csrf.html", status=403)
    add_never_cache_headers(response)
    return response


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser vouches that the form was sent from a page of this site."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return site == "same-origin"
    return origin == f"{request.scheme}://{request.get_host()}"


def is_theirs(request: HttpRequest) -> bool:
    """Whether the form is not another person's, who was signed in in this browser before."""
    owner, _page = kept.owner_of(request)
    return not owner or not request.user.is_authenticated or owner == str(request.user.pk)

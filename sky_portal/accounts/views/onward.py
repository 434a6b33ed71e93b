"""The way on after a detour: an address of this site, or none."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_on(request: HttpRequest, default: str = "") -> str:
    """`next` of the query or the form, when it leads to this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_local(request, wanted) else default


def is_local(request: HttpRequest, address: str) -> bool:
    """Whether the address is a path of this site and nothing else."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )

"""One's own messages, a case's, and the demo's outbox. A mail's link only opens a page."""

import uuid as uuids

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sky_portal.accounts.rules import is_official
from sky_portal.audience import DEMO, SIGNED_IN, audience
from sky_portal.messaging import services
from sky_portal.messaging.delivery import attached
from sky_portal.messaging.models import Message

PAGE = 50


@audience(SIGNED_IN)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The person's own messages, the newest first."""
    own = Message.objects.visible_to(request.user).select_related("case")
    page = Paginator(own, PAGE).get_page(request.GET.get("page"))
    unread = Message.objects.unread(request.user).count()
    return render(request, "messaging/inbox.html", {"page": page, "unread": unread})


@audience(SIGNED_IN)
@require_safe
def detail(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One message: its recipient's, or of a case that the reader may read."""
    message = _visible_or_404(request, uuid)
    context = {
        "message": message,
        "documents": attached(message),
        "is_own": message.recipient_id == request.user.pk,
        "may_send_again": message.can_be_sent_again and is_official.test(request.user, message),
    }
    return render(request, "messaging/detail.html", context)


@audience(SIGNED_IN)
@require_POST
def read(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Marks one of the person's messages as read."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=uuid)
    services.mark_read(message, actor=request.user)
    return redirect("messaging:inbox")


@audience(SIGNED_IN)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Marks all of the person's messages as read."""
    count = services.mark_all_read(actor=request.user)
    text = ngettext("%d message marked as read.", "%d messages marked as read.", count)
    messages.success(request, text % count)
    return redirect("messaging:inbox")


@audience(SIGNED_IN)
@require_POST
def send_again(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """An official repeats a sending that failed or whose outcome is unknown."""
    message = _visible_or_404(request, uuid)
    if not is_official.test(request.user, message):
        raise PermissionDenied
    try:
        services.send_again(message, actor=request.user)
    except services.NotRepeatable as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("The message is being sent again."))
    return redirect("messaging:detail", uuid=message.pk)


@audience(DEMO)
@require_safe
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """All mail of the demo, with what production shows to nobody."""
    # PostgreSQL knows no NUL, and no address has one.
    wanted = request.GET.get("to", "").replace("\x00", "").strip().lower()
    found = Message.objects.filter(address__contains=wanted) if wanted else Message.objects.all()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "wanted": wanted, "stays_here": stays_here()}
    return render(request, "messaging/outbox.html", context)


@audience(DEMO)
@require_safe
@never_cache
def outbox_message(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One mail of the demo as its recipient would read it."""
    message = get_object_or_404(Message, pk=uuid)
    context = {"message": message, "documents": attached(message), "stays_here": stays_here()}
    return render(request, "messaging/outbox_message.html", context)


@audience(DEMO)
@require_safe
@never_cache
@csp({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "sandbox": ["allow-popups"]})  # type: ignore[arg-type]
def outbox_html(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """A mail's HTML as a mail programme shows it: styles inside, nothing that runs or loads."""
    message = get_object_or_404(Message.objects.exclude(html=""), pk=uuid)
    return HttpResponse(message.html)


def stays_here() -> bool:
    """Whether mail stays in the portal instead of going to a mail server."""
    return settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def _visible_or_404(request: HttpRequest, uuid: uuids.UUID) -> Message:
    message = get_object_or_404(Message.objects.select_related("case", "recipient"), pk=uuid)
    if not message.is_visible_to(request.user):
        raise Http404
    return message

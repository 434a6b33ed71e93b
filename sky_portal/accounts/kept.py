"""A text sent after the session's end is kept for its writer until they have signed in again.

It lies in the new, still anonymous session: at most a megabyte, for half an hour, and only when
the form says by a signed field (`{% kept_owner %}`), or the ended session itself, whose it is.
Somebody else who signs in gets nothing, and it is dropped. Files and passwords are not kept.
"""

import time
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, QueryDict

FIELD = "kept_owner"
SESSION = "kept"
SALT = "sky_portal.accounts.kept"
MAX_BYTES = 1024 * 1024
LIFE = 30 * 60
# Values up to this long are codes of choices, not texts.
SHORT = 3
# A form left open longer than this is not believed any more.
FORM_LIFE = 24 * 3600
# So often within LIFE a person's texts are kept: a signed field sent over and over fills no database.
OFTEN = 30
NEVER = {FIELD, "csrfmiddlewaretoken"}


@dataclass(frozen=True)
class Kept:
    """What somebody sent: to which address, from which page, which fields."""

    action: str
    page: str
    data: QueryDict
    had_files: bool = False

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Names and values in the order in which they were sent."""
        return [(name, value) for name, values in self.data.lists() for value in values]

    @property
    def texts(self) -> list[str]:
        """What a person has written, to be read and copied."""
        return [value for _name, value in self.fields if len(value.strip()) > SHORT]


def sign(request: HttpRequest) -> str:
    """The value of the hidden field: whose form, on which page."""
    return signing.dumps([str(request.user.pk), request.get_full_path()], salt=SALT, compress=True)


def owner_of(request: HttpRequest) -> tuple[str, str]:
    """Whose form was sent and from which page, ("", "") when it does not say so credibly."""
    try:
        owner, page = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=FORM_LIFE)
    except (signing.BadSignature, ValueError):
        return "", ""
    return owner, page


def worth_keeping(data: QueryDict) -> QueryDict | None:
    """The fields without tokens; None when there is a password in them or too much of them."""
    if any("password" in name for name in data):
        return None
    clean = data.copy()
    for name in NEVER:
        clean.pop(name, None)
    return clean if len(clean.urlencode()) <= MAX_BYTES else None


def keep(request: HttpRequest) -> bool:
    """Keeps what an ended session's person has just sent; False when nothing is kept."""
    signed, page = owner_of(request)
    ended = getattr(request, "ended_owner", "")
    owner = signed or ended
    data = worth_keeping(request.POST)
    if not owner or (signed and ended and signed != ended) or not data or _too_often(owner):
        return False
    request.session[SESSION] = {
        "owner": owner,
        "action": request.get_full_path(),
        "page": page or request.get_full_path(),
        "data": data.urlencode(),
        "files": bool(request.FILES),
        "until": int(time.time()) + LIFE,
    }
    return True


def _too_often(owner: str) -> bool:
    """Counts one more text of this person's; whether there were too many lately."""
    key = f"kept:{owner}"
    if cache.add(key, 1, LIFE):
        return False
    try:
        return cache.incr(key) > OFTEN
    except ValueError:
        # It ran out between the two questions.
        return False


def kept(request: HttpRequest) -> Kept | None:
    """What is kept for the person who is signed in."""
    found = request.session.get(SESSION)
    if not found or found["owner"] != str(request.user.pk) or found["until"] < time.time():
        return None
    return Kept(found["action"], found["page"], QueryDict(found["data"]), found["files"])


def settle(request: HttpRequest, user: Any) -> bool:
    """At sign-in: whether something is kept for this person; another's is dropped."""
    found = request.session.get(SESSION)
    if found and (found["owner"] != str(user.pk) or found["until"] < time.time()):
        drop(request)
        found = None
    return bool(found)


def kept_data(request: HttpRequest) -> QueryDict | None:
    """For a form's view: the kept fields of this very page, to be bound and shown as not yet saved."""
    if request.method != "GET" or SESSION not in request.session:
        return None
    found = kept(request)
    here = request.get_full_path()
    return found.data if found and here in (found.page, found.action) else None


def drop(request: HttpRequest) -> None:
    """Forgets what was kept."""
    request.session.pop(SESSION, None)


def drop_when_sent(request: HttpRequest, status: int) -> None:
    """Forgets it once its fields have been sent again and the form was taken."""
    found = request.session.get(SESSION)
    # A button of the page may have sent them elsewhere: what the page saves now is the same text.
    here = found and request.get_full_path() in (found["action"], found["page"])
    if here and request.user.is_authenticated:
        taken = status in (204, 302, 303)
        if taken:
            drop(request)

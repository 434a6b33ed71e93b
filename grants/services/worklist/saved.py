"""Saved views of the worklist: one's own lists under names."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from grants.models import Call, SavedView
from sky_portal.names import plain_line

MOST = 50


def views_of(user: Any, call: Call) -> QuerySet[SavedView]:
    """The person's own saved views of a call's worklist, by name."""
    return SavedView.objects.filter(owner=user, call=call).order_by("name", "pk")


def save_view(call: Call, *, name: str, query: str, actor: Any) -> SavedView:
    """Keeps the list under a name; a view of that name is written over.

    Raises ValidationError for a name that is empty or too long, and for one view too many.
    """
    word = plain_line(name)
    known = SavedView.objects.filter(owner=actor, call=call)
    with transaction.atomic():
        view = known.filter(name=word).first()
        if view is None and known.count() >= MOST:
            full = _("You have %(count)s saved views: delete one.") % {"count": MOST}
            raise ValidationError({"name": full})
        view = view or SavedView(owner=actor, call=call, name=word)
        view.query = query
        view.full_clean()
        view.save()
    return view


def rename_view(view: SavedView, *, name: str, actor: Any) -> SavedView:
    """Gives one's own view another name; raises ValidationError when it is taken or empty."""
    _own(view, actor)
    view.name = plain_line(name)
    view.clean_fields()
    taken = ValidationError({"name": _("You have a view of that name.")})
    if views_of(actor, view.call).filter(name=view.name).exclude(pk=view.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            view.save(update_fields=["name"])
    except IntegrityError:
        raise taken from None
    return view


def delete_view(view: SavedView, *, actor: Any) -> None:
    """Forgets one's own view; asked again nothing happens."""
    _own(view, actor)
    SavedView.objects.filter(pk=view.pk).delete()


def _own(view: SavedView, actor: Any) -> None:
    if view.owner_id != actor.pk:
        raise SavedView.DoesNotExist

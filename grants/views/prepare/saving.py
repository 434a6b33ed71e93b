"""Saving a part of a call: what can come in between, said in words, with everything typed kept."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from grants.services.call.basics import ChangedMeanwhile
from sky_portal.workflow import StepRefused

INVALID, CONFLICT = 422, 409


def attempt(form: Any, save: Callable[[], Any], *, refusal: str = "") -> int:
    """Runs the verb when the form is valid; 0 when it was saved, else the status of the page.

    A call that has been published meanwhile, what somebody else has saved and a constraint that
    does not hold become errors of the form. `refusal` says why a verb that is not about a draft
    takes nothing in the call's state.
    """
    if not form.is_valid():
        return CONFLICT if getattr(form, "is_stale", False) else INVALID
    try:
        save()
    except StepRefused:
        form.add_error(None, refusal or refused())
        return CONFLICT
    except ChangedMeanwhile as changed:
        form.refuse_stale(changed.stored)
        return CONFLICT
    except ValidationError as wrong:
        _tell(form, wrong)
        return INVALID
    return 0


def refused() -> str:
    """Why a published call takes no change."""
    return _("The call has been published: this changes no more. Nothing was saved; what you wrote is below.")


def _tell(form: Any, wrong: ValidationError) -> None:
    by_field = wrong.message_dict if hasattr(wrong, "error_dict") else {"": wrong.messages}
    for name, texts in by_field.items():
        form.add_error(name if name in form.fields else None, texts)

"""The task list while a supplement is asked for: the opened parts, and all else as it was sent."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from grants import parts
from grants.services.application import signatories
from grants.services.supplements import Supplement
from grants.views.tasklist import Task, tasks
from sky_portal.audit.services import canonical


@dataclass(frozen=True)
class Lists:
    """What is to be done, and what is only read."""

    opened: list[Task]
    closed: list[Task]


def lists(made: Supplement) -> Lists:
    """The parts as on the task list of a draft; the last of the opened ones is the sending."""
    by_url = {task.url: task for task in tasks(made.parcel)}
    opened, closed = [], []
    changed = changed_parts(made)
    for part in parts.openable(made.application.call):
        task = by_url[parts.address(made.application, part)]
        if part in made.opened:
            opened.append(_opened(task, part in changed))
        else:
            closed.append(replace(task, state=_("As it was sent"), tone="plain", lacks=(), about=""))
    return Lists([*opened, _send(made, bool(changed))], closed)


def changed_parts(made: Supplement) -> set[str]:
    """The opened parts that say something else than what was sent."""
    before, after = made.last.content["application"], made.content
    return {part for part in made.opened if _of(part, before) != _of(part, after)}


def _of(part: str, content: dict[str, Any]) -> bytes:
    found: Any = [one for one in content["answers"]["sections"] if one["key"] == part]
    if part == parts.BUDGET:
        found = {name: value for name, value in content["budget"].items() if name != "version"}
    elif part == parts.ATTACHMENTS:
        found = sorted(
            (one["asked"] or "", one["sha256"], one["name"], one["secret"]) for one in content[part]
        )
    elif part == parts.CONTACT:
        found = content["contact"]
    return canonical(found)


def _opened(task: Task, is_changed: bool) -> Task:
    if task.lacks:
        return replace(task, done=False)
    state, tone = (_("Changed"), "ok") if is_changed else (_("Not changed yet"), "do")
    return replace(task, state=state, tone=tone, done=is_changed)


def _send(made: Supplement, is_changed: bool) -> Task:
    names = ", ".join(str(user) for user in signatories(made.application))
    about = _("Sent by: %(names)s") % {"names": names} if names else _("The applicant has no signatory yet.")
    url = reverse("grants:supplement", args=[made.application.case_id])
    ready = is_changed and not made.missing()
    state, tone = (_("Ready to be sent"), "do") if ready else (_("Not yet"), "plain")
    return Task(_("Check and send the supplement"), url, about, state, tone)

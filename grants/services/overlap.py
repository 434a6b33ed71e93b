"""The same organisation in two applications to one call, as they were sent: officials see no drafts."""

from typing import Any, NamedTuple

from grants.models import Application, Submission
from grants.rules import reads_sent


class SentOverlap(NamedTuple):
    """A member of this submission that is in another application too; names as in what was sent."""

    member: dict[str, str]
    other: Application
    coordinator: dict[str, str]


def overlaps_as_sent(submission: Submission, *, user: Any) -> list[SentOverlap]:
    """Where the members of a submission are in what other pilots have sent, in one query.

    What a conflict of interest closes to the person is not among them.
    """
    names = _members(submission)
    others = (
        Application.objects.standing()
        .filter(reads_sent.q(user))
        .filter(call_id=submission.application.call_id, pilot__members__organisation__in=list(names))
        .exclude(pk=submission.application_id)
        .select_related("case", "current_submission")
        .order_by("pk")
        .distinct()
    )
    return [
        SentOverlap(names[pk], other, other.current_submission.content["application"]["applicant"]["name"])
        for other in others
        if other.current_submission
        for pk in sorted(set(names) & set(_members(other.current_submission)))
    ]


def _members(submission: Submission) -> dict[int, dict[str, str]]:
    members = submission.content["application"]["members"]
    return {member["organisation"]["id"]: member["organisation"]["name"] for member in members}

"""The answer to a supplement request: what was sent last, with the opened parts as they are written now.

Nothing else of the working copy goes along, whatever was written in it after the sending
(docs/decisions/0024-supplements-as-merged-submissions.md).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from grants import parts
from grants.models import Application, Attachment, Budget, Submission, SupplementRequest
from grants.services import attachments, snapshot
from grants.services.budget import freeze
from grants.services.completeness import RELATED, Missing, Parcel
from grants.services.differences import Differences, differences
from grants.services.submission import content_of, said
from grants.services.supplements.reading import opened_parts
from pilots.models import Member
from sky_portal.audit.services import canonical
from sky_portal.questions.rendering import canonical_with

Json = dict[str, Any]


class SentParcel(Parcel):
    """The application with the members that were sent: who has joined or left since is as it was then."""

    @cached_property
    def partners(self) -> list[Member]:
        """All of them."""
        return self.members

    @cached_property
    def unanswered(self) -> list[Member]:
        """Nobody: only who is certain is sent."""
        return []


@dataclass(frozen=True)
class Supplement:
    """A request with what would be sent as its answer now."""

    request: SupplementRequest
    parcel: SentParcel
    opened: frozenset[str]

    @property
    def application(self) -> Application:
        """The application that is supplemented."""
        return self.parcel.application

    @property
    def last(self) -> Submission:
        """What was sent last."""
        assert self.application.current_submission is not None
        return self.application.current_submission

    @cached_property
    def content(self) -> Json:
        """What the applicant would say: the last content with the opened parts anew."""
        base: Json = self.last.content["application"]
        fresh: Json = json.loads(canonical(content_of(self.parcel)))
        merged = dict(base) | {"answers": self._answers(base["answers"])}
        for part, key in ((parts.BUDGET, "budget"), (parts.ATTACHMENTS, "attachments")):
            if part in self.opened:
                merged[key] = fresh[key]
        if parts.CONTACT in self.opened:
            merged["contact"] = fresh["contact"]
        return merged

    @property
    def has_secrets(self) -> bool:
        """Whether anything in it is marked secret: grounds are asked for."""
        return snapshot.has_secrets(self.content)

    def with_grounds(self, grounds: str | None) -> Json:
        """The content with the grounds of secrecy; None leaves them as they were sent."""
        content = dict(self.content)
        kept = content.pop("secrecy_grounds", "") if grounds is None else grounds.strip()
        content.pop("secrecy_grounds", None)
        return content | ({"secrecy_grounds": kept} if kept and self.has_secrets else {})

    @cached_property
    def differences(self) -> Differences:
        """What it says otherwise than what was sent last."""
        return differences(self.last.content["application"], self.content)

    def changes(self, content: Json) -> bool:
        """Whether the content says something else than what was sent last."""
        return said(content) != said(self.last.content["application"])

    def missing(self) -> list[Missing]:
        """What the opened parts lack before they can be sent."""
        return [one for one in self.parcel.missing() if one.section in self.opened]

    def frozen_budget(self) -> Budget:
        """The budget that goes along: the one that was sent, or the working copy's where it is open."""
        if parts.BUDGET not in self.opened:
            return self.last.budget
        return freeze(self.parcel.budget, of={member.pk for member in self.parcel.partners})

    def files(self) -> list[Attachment]:
        """The files that go along."""
        if parts.ATTACHMENTS in self.opened:
            return self.parcel.attachments
        sent = self.last.sent_attachments.select_related("attachment__document", "attachment__asked")
        return [one.attachment for one in sent.order_by("pk")]

    def keep_files(self, submission: Submission) -> None:
        """Notes what went along."""
        attachments.keep_sent(submission, self.files())

    def _answers(self, base: Json) -> Json:
        """The sections in their order: opened ones anew, the others as they were sent."""
        sent = {one["key"]: one for one in base["sections"]}
        elsewhere: Mapping[str, Any] = {
            question["key"]: question["value"]
            for key, section in sent.items()
            if key not in self.opened
            for question in section["questions"]
        }
        sheet = self.application.sheet
        anew = json.loads(canonical(canonical_with(sheet, elsewhere)))
        fresh = {one["key"]: one for one in anew["sections"]}
        order = [section.key for section in sheet.sections]
        chosen = [(fresh if key in self.opened else sent).get(key) for key in order]
        return base | {"sections": [section for section in chosen if section]}


def prepare(application: Application, request: SupplementRequest) -> Supplement:
    """The answer as it would be sent now; the application is read anew, with the members as sent."""
    row = Application.objects.select_related(*RELATED, "current_submission__budget").get(pk=application.pk)
    assert row.current_submission is not None
    sent = [member["id"] for member in row.current_submission.content["application"]["members"]]
    members = (
        Member.objects.filter(pk__in=sent)
        .select_related("organisation")
        .prefetch_related("organisation__register_rows")
        .order_by("pk")
    )
    return Supplement(request, SentParcel(row, list(members)), frozenset(opened_parts(request)))

"""Attachments in words: for the page that takes them, the check, the task list and the official."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grants.models import Application, Attachment, AttachmentAsked, Submission
from grants.parts import ATTACHMENTS
from grants.services import attachments as service
from grants.services.completeness import Parcel
from sky_portal.documents.models import Document, Screening
from sky_portal.texts import pick

# What the virus check has said, in words and a tone; only what is served has a link.
STATES: dict[str, tuple[Any, str]] = {
    Screening.NOT_SCREENED: (gettext_lazy("Not checked for viruses"), "plain"),
    Screening.WAITING: (gettext_lazy("Being checked for viruses"), "do"),
    Screening.CLEAN: (gettext_lazy("Checked: no viruses"), "ok"),
    Screening.REFUSED: (gettext_lazy("Refused by the virus check"), "no"),
}
OWN = ""


@dataclass(frozen=True)
class Place:
    """What the call asks for, or the applicant's own files, with the files that are there."""

    key: str
    asked: AttachmentAsked | None
    files: list["Shown"]
    lacking: bool = False

    @property
    def spot(self) -> str:
        """Its name in ids on the page: no key of a call can be the other's."""
        return spot_of(self.asked)


@dataclass(frozen=True)
class Shown:
    """A file on a page."""

    file: Attachment
    state: Any
    tone: str

    @property
    def is_served(self) -> bool:
        """Whether it can be opened now."""
        return self.file.document.is_served

    @property
    def refused(self) -> bool:
        """Whether it goes nowhere."""
        return self.file.document.screening == Screening.REFUSED


def spot_of(asked: AttachmentAsked | None) -> str:
    """The name of a place in ids on the page."""
    return f"asked-{asked.key}" if asked else "own"


def shown(file: Attachment) -> Shown:
    """A file with its state in words."""
    return Shown(file, *STATES[file.document.screening])


def places(application: Application, files: Iterable[Attachment]) -> list[Place]:
    """What the call asks for in its order, then the applicant's own; each with its files."""
    files = list(files)
    asked = list(application.call.attachments_asked.all())
    lacking = {one.pk for one in service.lacking(application.call, files)}
    found = [
        Place(one.key, one, [shown(file) for file in files if file.asked_id == one.pk], one.pk in lacking)
        for one in asked
    ]
    return [*found, Place(OWN, None, [shown(file) for file in files if file.asked_id is None])]


@dataclass(frozen=True)
class SentFile:
    """A file that went along, as the submission tells it, with what the virus check says now."""

    told: dict[str, Any]
    document: Document
    state: Any
    tone: str

    @property
    def is_refused(self) -> bool:
        """Whether nobody can open it, now or later."""
        return self.document.screening == Screening.REFUSED


def sent_files(submission: Submission) -> list[SentFile]:
    """The files of a submission, in its order."""
    told = submission.content["application"]["attachments"]
    found = Document.objects.in_bulk([UUID(one["document"]) for one in told]) if told else {}
    documents = [found[UUID(one["document"])] for one in told]
    return [
        SentFile(one, document, *STATES[document.screening])
        for one, document in zip(told, documents, strict=True)
    ]


def sent_lacking(application: Application, files: Iterable[SentFile]) -> list[AttachmentAsked]:
    """What the call requires and was not sent, be it that the virus check refused it."""
    given = {one.told["asked"] for one in files if not one.is_refused}
    return [one for one in application.call.attachments_asked.all() if one.required and one.key not in given]


def attachments_task(parcel: Parcel) -> dict[str, Any]:
    """The line of the task list: what is missing is told, and bars nothing."""
    application, files = parcel.application, parcel.attachments
    going, lacks = service.going_along(files), service.lacking(application.call, files)
    about = ngettext("%(count)d file", "%(count)d files", len(going)) % {"count": len(going)} if going else ""
    state, tone = (_("Done"), "ok") if going else (_("If you wish"), "plain")
    if lacks:
        about = _("Missing: %(names)s") % {"names": ", ".join(pick(one.name).text for one in lacks)}
        state = ngettext("%(count)d missing", "%(count)d missing", len(lacks)) % {"count": len(lacks)}
        tone = "wait"
    return {
        "title": _("Attachments"),
        "url": reverse("grants:attachments", args=[application.case_id]),
        "about": about,
        "state": state,
        "tone": tone,
        "done": not lacks,
        "part": ATTACHMENTS,
    }

"""Files for applications, made on the spot: small, real and hostile ones."""

from functools import cache
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from grants.models import Application, Attachment, AttachmentAsked
from grants.services import attachments
from tests.sky_portal.documents import builders


@cache
def pdf() -> bytes:
    """One PDF: another second would make another file of it."""
    return builders.pdf()


def upload(name: str = "liite.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    """A file as a browser sends it; the default is a real PDF."""
    return SimpleUploadedFile(name, pdf() if content is None else content)


def png(colour: str = "navy") -> bytes:
    """A small picture; another colour is another file."""
    out = BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def attach(
    application: Application,
    *,
    actor: Any,
    name: str = "liite.png",
    content: bytes | None = None,
    asked: AttachmentAsked | None = None,
) -> Attachment:
    """A file added to the working copy."""
    file = upload(name, png() if content is None else content)
    return attachments.add(application, upload=file, asked=asked, actor=actor).attachment


def require(application: Application, key: str = "agreement_draft") -> AttachmentAsked:
    """Makes one of the attachments that the call asks for a required one."""
    asked = application.call.attachments_asked.get(key=key)
    asked.required = True
    asked.save()
    return asked

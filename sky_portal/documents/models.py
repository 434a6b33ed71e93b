"""Files: stored once, never changed, served only through a view that checks access."""

import uuid
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sky_portal import clock
from sky_portal.enums import Language


class Secrecy(models.TextChoices):
    """The mark its giver put on a document; the authority decides on it (JulkL 24 §)."""

    PUBLIC = "public", _("Public")
    PART_SECRET = "part_secret", _("Secret in part")
    SECRET = "secret", _("Secret")


class Screening(models.TextChoices):
    """What the virus scanner has said. WAITING is quarantine: not served to anybody."""

    NOT_NEEDED = "not_needed", _("Made by the portal")
    # Uploaded where no scanner is configured: served, and shown as what it is.
    NOT_SCREENED = "not_screened", _("Not checked for viruses")
    WAITING = "waiting", _("Being checked")
    CLEAN = "clean", _("Checked")
    REFUSED = "refused", _("Refused")


class Immutable(Exception):
    """Somebody tried to change or delete a stored document."""


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents; in bulk, too, only their screening changes."""

    def served(self) -> "DocumentQuerySet":
        """Those that are out of quarantine and not refused."""
        return self.exclude(screening__in=(Screening.WAITING, Screening.REFUSED))

    def update(self, **fields: Any) -> int:
        """Changes the screening; raises Immutable for anything else."""
        if set(fields) - {"screening"}:
            raise Immutable("a stored document never changes")
        return super().update(**fields)

    def delete(self) -> NoReturn:
        """Always raises Immutable."""
        raise Immutable("a stored document is never deleted")


class Document(models.Model):
    """An immutable file of a case. `key` makes a generated one happen once."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="documents")
    # What it is, in the words of the app that made it: "receipt", "attachment".
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - no key: as often as wished
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    language = models.CharField(max_length=2, choices=Language, default=Language.FI)
    secrecy = models.CharField(max_length=12, choices=Secrecy, default=Secrecy.PUBLIC)
    screening = models.CharField(max_length=12, choices=Screening, default=Screening.NOT_NEEDED)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("made_at",)
        constraints = (models.UniqueConstraint(fields=("case", "kind", "key"), name="document_once_a_key"),)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Inserts a new document, or saves its screening; raises Immutable for anything else."""
        if not self._state.adding:
            kwargs["update_fields"] = self._only_screening(kwargs.get("update_fields"))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Always raises Immutable."""
        raise Immutable("a stored document is never deleted")

    @property
    def is_served(self) -> bool:
        """Whether its bytes may leave the portal at all: neither in quarantine nor refused."""
        return self.screening not in {Screening.WAITING, Screening.REFUSED}

    def _only_screening(self, named: Any) -> list[str]:
        stored = Document.objects.get(pk=self.pk)
        changed = {
            field.attname
            for field in self._meta.concrete_fields
            if getattr(self, field.attname) != getattr(stored, field.attname)
        }
        if (changed | set(named or ())) - {"screening"}:
            raise Immutable("a stored document never changes")
        return ["screening"]

"""Files: stored once, never changed, served only through a view that checks access."""

import uuid

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
    WAITING = "waiting", _("Being checked")
    CLEAN = "clean", _("Checked")
    REFUSED = "refused", _("Refused")


class Document(models.Model):
    """An immutable file of a case. `key` makes a generated one happen once."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="documents")
    # What it is, in the words of the app that made it: "receipt", "attachment".
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=200, null=True)
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

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("made_at",)
        constraints = (models.UniqueConstraint(fields=("case", "kind", "key"), name="document_once_a_key"),)

    def __str__(self) -> str:
        return self.name

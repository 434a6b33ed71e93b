"""States and words of the money."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallState(models.TextChoices):
    """Stored states; coming, open and closed follow from the clock."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    DECIDED = "decided", _("Decided")
    ARCHIVED = "archived", _("Archived")


class ApplicationState(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Sent")
    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned for supplement")
    DECIDED = "decided", _("Decided")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class BudgetKind(models.TextChoices):
    """Whose budget it is: each is a table row of its own, never another meaning of one."""

    APPLIED = "applied", _("Applied")
    PROPOSED = "proposed", _("Proposed")
    GRANTED = "granted", _("Granted")
    CHANGED = "changed", _("Changed")


class BudgetState(models.TextChoices):
    """A frozen budget never changes."""

    OPEN = "open", _("Open")
    FROZEN = "frozen", _("Frozen")


class DateKind(models.TextChoices):
    """Days of a call that its decisions name."""

    SERVICE = "service", _("Decisions are served")
    INTERIM_REPORT = "interim_report", _("Interim report is due")
    FINAL_REPORT = "final_report", _("Final report is due")


class NewsState(models.TextChoices):
    """Stored states of news; whether its time has come follows from the clock."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CostType(models.TextChoices):
    """Pay or operating costs (seed 4: palkka- ja toimintakulut)."""

    PAY = "pay", _("Pay")
    OPERATING = "operating", _("Operating costs")


class ArrivalChannel(models.TextChoices):
    """How an application came that was not sent in the portal in time."""

    PORTAL = "portal", _("In the portal, after the closing")
    EMAIL = "email", _("By e-mail")
    PAPER = "paper", _("On paper")


class ArrivalState(models.TextChoices):
    """Where an arrival stands: it waits for a decision of its own."""

    RECORDED = "recorded", _("Recorded")
    DECIDED = "decided", _("Decided")

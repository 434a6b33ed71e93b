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


class ConflictState(models.TextChoices):
    """What stands of a person's tie to one application (HL 27–28 §)."""

    FREE = "free", _("No conflict of interest")
    CONFLICTED = "conflicted", _("Conflict of interest")
    # The person is in doubt, or somebody else has claimed it: nothing opens until a superior decides.
    DISPUTED = "disputed", _("Waits for a superior's decision")


class ReviewKind(models.TextChoices):
    """Whose assessment it is."""

    INDIVIDUAL = "individual", _("Assessor's")
    CONSENSUS = "consensus", _("Consensus")


class ReviewState(models.TextChoices):
    """Where an assessment stands."""

    ASSIGNED = "assigned", _("Not begun")
    IN_PROGRESS = "in_progress", _("Under way")
    DONE = "done", _("Done")
    # Ended without counting: a conflict of interest came up, or somebody else does it.
    CONFLICTED = "conflicted", _("Conflict of interest")
    REMOVED = "removed", _("Taken away")


class SupplementState(models.TextChoices):
    """Where a supplement request stands; whether it is overdue follows from the clock."""

    OPEN = "open", _("Waits for an answer")
    ANSWERED = "answered", _("Answered")
    # Decided on what there is: no answer came, or it is not needed any more.
    CLOSED = "closed", _("Closed without an answer")


class Side(models.TextChoices):
    """From whom a message of the case comes."""

    OFFICIAL = "official", _("Authority")
    APPLICANT = "applicant", _("Applicant")


class CaseMessageKind(models.TextChoices):
    """An addition is what the applicant adds to its application of its own accord."""

    MESSAGE = "message", _("Message")
    ADDITION = "addition", _("The applicant's own addition")


class PlanState(models.TextChoices):
    """Where a plan of sharing out stands."""

    DRAFT = "draft", _("Draft")
    PRESENTED = "presented", _("Presented")
    APPROVED = "approved", _("Approved")


class PlanMethod(models.TextChoices):
    """How the accepted sum of a row came about."""

    NONE = "none", _("Nothing proposed")
    LINES = "lines", _("By line")
    PERCENT = "percent", _("As a percentage")
    LUMP = "lump", _("As a lump sum")
    RULE = "rule", _("By a rule")


class CommitmentKind(models.TextChoices):
    """What an entry of the commitment ledger does to what is left."""

    RESERVE = "reserve", _("Reserved by a presented plan")
    COMMIT = "commit", _("Committed by a decision")
    RELEASE = "release", _("Released")


class CheckAnswer(models.TextChoices):
    """An official's mark on a point of the checklist."""

    OK = "ok", _("In order")
    NOT_OK = "not_ok", _("Not in order")
    NOT_NEEDED = "not_needed", _("Does not concern this application")

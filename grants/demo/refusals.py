"""What the verbs answer to an event of the story that no longer fits what others have done."""

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from grants.services import allocation, assigning, checklist, eligibility, reviews, supplements
from grants.services import application as applications
from grants.services import budget as budgets
from grants.services import submission as submissions
from sky_portal.workflow import StepRefused

REFUSALS: tuple[type[Exception], ...] = (
    ObjectDoesNotExist,
    PermissionDenied,
    ValidationError,
    StepRefused,
    applications.CallNotOpen,
    budgets.BudgetErrors,
    budgets.BudgetConflict,
    submissions.NotComplete,
    assigning.NotAssignable,
    checklist.MarkConflict,
    eligibility.SentAnew,
    reviews.ReviewConflict,
    supplements.Lacking,
    supplements.NotOpen,
    supplements.NothingChanged,
    allocation.AppropriationExceeded,
    allocation.NotReady,
    allocation.PlanConflict,
)

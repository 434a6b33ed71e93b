"""The money, by the domain's nouns."""

from grants.models.allocation import AllocationPlan, Commitment, PlanChange, PlanReading, PlanRow
from grants.models.application import Application, Submission
from grants.models.arrival import Arrival
from grants.models.attachment import Attachment, SentAttachment
from grants.models.budget import Budget, BudgetLine, OtherFunding
from grants.models.call import Call, CallContact, CallText, CostCategory, Milestone
from grants.models.conflict import ConflictDeclaration
from grants.models.correspondence import CaseMessage, CaseMessageFile
from grants.models.desk import SavedView, SubmissionStem
from grants.models.examination import (
    ChecklistItem,
    CheckMark,
    Deputy,
    OfficialNote,
    SupplementPart,
    SupplementRequest,
)
from grants.models.notices import CallAnswer, Extension, NewsItem
from grants.models.review import Review, ReviewScore
from grants.models.ruling import EligibilityRuling
from grants.models.terms import (
    Appropriation,
    AttachmentAsked,
    CallDate,
    Criterion,
    Instalment,
    PastRecipient,
)
from grants.models.together import PartAssignment, PartComment

__all__ = [
    "AllocationPlan",
    "Application",
    "Appropriation",
    "Arrival",
    "Attachment",
    "AttachmentAsked",
    "Budget",
    "BudgetLine",
    "Call",
    "CallAnswer",
    "CallContact",
    "CallDate",
    "CallText",
    "CaseMessage",
    "CaseMessageFile",
    "CheckMark",
    "ChecklistItem",
    "Commitment",
    "ConflictDeclaration",
    "CostCategory",
    "Criterion",
    "Deputy",
    "EligibilityRuling",
    "Extension",
    "Instalment",
    "Milestone",
    "NewsItem",
    "OfficialNote",
    "OtherFunding",
    "PartAssignment",
    "PartComment",
    "PastRecipient",
    "PlanChange",
    "PlanReading",
    "PlanRow",
    "Review",
    "ReviewScore",
    "SavedView",
    "SentAttachment",
    "Submission",
    "SubmissionStem",
    "SupplementPart",
    "SupplementRequest",
]

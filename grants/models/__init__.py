"""The money, by the domain's nouns."""

from grants.models.application import Application, Submission
from grants.models.arrival import Arrival
from grants.models.attachment import Attachment, SentAttachment
from grants.models.budget import Budget, BudgetLine, OtherFunding
from grants.models.call import Call, CallContact, CallText, CostCategory, Milestone
from grants.models.notices import CallAnswer, Extension, NewsItem
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
    "CostCategory",
    "Criterion",
    "EligibilityRuling",
    "Extension",
    "Instalment",
    "Milestone",
    "NewsItem",
    "OtherFunding",
    "PartAssignment",
    "PartComment",
    "PastRecipient",
    "SentAttachment",
    "Submission",
]

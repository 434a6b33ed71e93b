"""The money, by the domain's nouns."""

from grants.models.application import Application, Submission
from grants.models.budget import Budget, BudgetLine, OtherFunding
from grants.models.call import Call, CallContact, CallText, CostCategory, Milestone

__all__ = [
    "Application",
    "Budget",
    "BudgetLine",
    "Call",
    "CallContact",
    "CallText",
    "CostCategory",
    "Milestone",
    "OtherFunding",
    "Submission",
]

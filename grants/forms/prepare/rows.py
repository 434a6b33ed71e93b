"""The form of a row in each list of a call."""

from grants.forms.prepare.rows_base import DeleteForm, RowForm
from grants.forms.prepare.rows_criterion import CriterionForm
from grants.forms.prepare.rows_terms import (
    AppropriationForm,
    AttachmentForm,
    CategoryForm,
    ChecklistForm,
    ContactForm,
    DateForm,
    InstalmentForm,
)
from grants.forms.prepare.rows_texts import MilestoneForm, SectionForm

__all__ = ["FORMS", "DeleteForm", "RowForm"]

FORMS: dict[str, type[RowForm]] = {
    "texts": SectionForm,
    "categories": CategoryForm,
    "criteria": CriterionForm,
    "checklist": ChecklistForm,
    "attachments": AttachmentForm,
    "instalments": InstalmentForm,
    "dates": DateForm,
    "contacts": ContactForm,
    "milestones": MilestoneForm,
    "appropriations": AppropriationForm,
}

"""The verbs of questions: sets are put in use and replaced, sheets opened and answered."""

from sky_portal.questions.services.answering import (
    AnswerConflict,
    SectionResult,
    open_sheet,
    save_answer,
    save_section,
)
from sky_portal.questions.services.progress import Overview, Progress, missing, overview, progress
from sky_portal.questions.services.sets import new_version, put_in_use

__all__ = [
    "AnswerConflict",
    "Overview",
    "Progress",
    "SectionResult",
    "missing",
    "new_version",
    "open_sheet",
    "overview",
    "progress",
    "put_in_use",
    "save_answer",
    "save_section",
]

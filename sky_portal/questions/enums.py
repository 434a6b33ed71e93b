"""Types of questions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionType(models.TextChoices):
    """What kind of answer a question takes."""

    SHORT_TEXT = "short_text", _("short text")
    LONG_TEXT = "long_text", _("long text")
    NUMBER = "number", _("number")
    EURO = "euro", _("sum in euros")
    CHOICE = "choice", _("choice")
    SEVERAL = "several", _("several choices")
    DATE = "date", _("date")
    YES_NO = "yes_no", _("yes or no")
    TABLE = "table", _("table")
    LIKERT = "likert", _("scale")
    MATRIX = "matrix", _("matrix")


TEXT_TYPES = frozenset({QuestionType.SHORT_TEXT, QuestionType.LONG_TEXT})
# One of the options is the answer, or several are.
OPTION_TYPES = frozenset({QuestionType.CHOICE, QuestionType.SEVERAL, QuestionType.LIKERT})
CELL_TYPES = frozenset(
    {
        QuestionType.SHORT_TEXT,
        QuestionType.NUMBER,
        QuestionType.EURO,
        QuestionType.DATE,
        QuestionType.CHOICE,
    }
)
# What a condition can look at: answers that are one of a known few.
CONDITION_TYPES = frozenset(
    {QuestionType.CHOICE, QuestionType.SEVERAL, QuestionType.LIKERT, QuestionType.YES_NO}
)

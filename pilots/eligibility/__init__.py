"""Who may take part: named rules of a programme, a verdict and its reasons."""

from pilots.eligibility.facts import facts_of, register_recipients, register_teams, verdict_of
from pilots.eligibility.members import MemberFacts, Team
from pilots.eligibility.reasons import Reason
from pilots.eligibility.rules import RULES, check_rules
from pilots.eligibility.verdict import Verdict, assess

__all__ = [
    "RULES",
    "MemberFacts",
    "Reason",
    "Team",
    "Verdict",
    "assess",
    "check_rules",
    "facts_of",
    "register_recipients",
    "register_teams",
    "verdict_of",
]

"""Roles and kinds of organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in an organisation (DESIGN: three kinds of people)."""

    PREPARER = "preparer", _("Preparer")
    SIGNATORY = "signatory", _("Signatory")
    LOCAL_CONTACT = "local_contact", _("Local contact")
    REGIONAL_COORDINATOR = "regional_coordinator", _("Regional coordinator")
    PRESENTING_OFFICER = "presenting_officer", _("Presenting officer")
    ASSESSOR = "assessor", _("Assessor")
    DECISION_MAKER = "decision_maker", _("Decision-maker")
    FINANCE = "finance", _("Finance")
    REGISTRAR = "registrar", _("Registrar")
    CALL_ADMINISTRATOR = "call_administrator", _("Call administrator")
    EVALUATOR = "evaluator", _("Evaluator")
    READER = "reader", _("Reader")


APPLICANT_ROLES = (Role.PREPARER, Role.SIGNATORY, Role.LOCAL_CONTACT, Role.REGIONAL_COORDINATOR)
OFFICIAL_ROLES = (
    Role.PRESENTING_OFFICER,
    Role.ASSESSOR,
    Role.DECISION_MAKER,
    Role.FINANCE,
    Role.REGISTRAR,
    Role.CALL_ADMINISTRATOR,
)
# Whoever reads others' applications shows a second factor.
SECOND_FACTOR_ROLES = (*OFFICIAL_ROLES, Role.EVALUATOR, Role.READER)


class OrganisationKind(models.TextChoices):
    """Kinds of education providers, and the authorities (FACTS 1: who may apply)."""

    MUNICIPALITY = "municipality", _("Municipality")
    JOINT_AUTHORITY = "joint_authority", _("Joint municipal authority")
    PRIVATE = "private", _("Private provider")
    STATE = "state", _("State provider")
    TRAINING_SCHOOL = "training_school", _("University training school")
    AUTHORITY = "authority", _("Granting authority")
    AGENCY = "agency", _("Agency")
    EVALUATION_CENTRE = "evaluation_centre", _("Evaluation centre")


PROVIDER_KINDS = (
    OrganisationKind.MUNICIPALITY,
    OrganisationKind.JOINT_AUTHORITY,
    OrganisationKind.PRIVATE,
    OrganisationKind.STATE,
    OrganisationKind.TRAINING_SCHOOL,
)

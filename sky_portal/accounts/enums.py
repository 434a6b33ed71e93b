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

# Authorities and the bodies around them: their people are managed by the call administrator.
OFFICE_KINDS = (OrganisationKind.AUTHORITY, OrganisationKind.AGENCY, OrganisationKind.EVALUATION_CENTRE)
GRANTABLE_ROLES: dict[str, tuple[Role, ...]] = {
    **dict.fromkeys(PROVIDER_KINDS, APPLICANT_ROLES),
    OrganisationKind.AUTHORITY: (*OFFICIAL_ROLES, Role.READER),
    OrganisationKind.AGENCY: (Role.READER,),
    OrganisationKind.EVALUATION_CENTRE: (Role.EVALUATOR,),
}
# The role without which nobody can open an organisation's door any more.
KEEPER_ROLES: dict[str, Role] = {
    **dict.fromkeys(PROVIDER_KINDS, Role.SIGNATORY),
    OrganisationKind.AUTHORITY: Role.CALL_ADMINISTRATOR,
}


class InvitationState(models.TextChoices):
    """Expired follows from the clock and is not stored."""

    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class AccessRequestState(models.TextChoices):
    """Where a request for access stands."""

    OPEN = "open", _("Waiting for an answer")
    GRANTED = "granted", _("Access granted")
    REFUSED = "refused", _("Access refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class AccessDecider(models.TextChoices):
    """Who opened or kept shut the door."""

    REGISTRY = "registry", _("The organisation's registry")
    SIGNATORY = "signatory", _("A signatory")
    REGISTRAR = "registrar", _("The authority's registrar")


class MembershipSource(models.TextChoices):
    """Where a membership comes from: a mandate's follows the mandate register."""

    GRANTED = "granted", _("Granted in the portal")
    MANDATE = "mandate", _("Mandate register")

"""People's things for the small world: an invitation, and a request for access."""

from sky_portal.accounts.cast import ensure_providers
from sky_portal.accounts.enums import Role
from sky_portal.accounts.rules import manages_organisation
from sky_portal.accounts.services.access_request import ask_access
from sky_portal.accounts.services.invitation import invite
from sky_portal.cases.examples import Cast, Example, example


@example
def people(cast: Cast) -> list[Example]:
    """Iisalmi, its invitation to somebody new, and the outsider's wish to act for it."""
    iisalmi = ensure_providers()["iisalmi"]
    invited = invite(iisalmi, email="new@iisalmi.example", role=Role.PREPARER, actor=cast["signatory"])
    asked = ask_access(iisalmi, role=Role.PREPARER, actor=cast["outsider"])
    return [
        Example("the applicant's organisation", iisalmi, {"manage people": manages_organisation}),
        Example("an invitation to the applicant's organisation", invited),
        Example("the outsider's request for access to the applicant's organisation", asked),
    ]

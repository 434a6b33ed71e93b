"""One function a message; texts in templates/accounts/emails/."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import AccessRequest, Invitation, Membership, User
from sky_portal.messaging.rendering import compose
from sky_portal.messaging.services import queue_mail

# allauth's mails by its own names: those with a link have a template each, changes share one.
LINK_MAILS = {
    "email_confirmation": "confirm_address",
    "email_confirmation_signup": "confirm_address",
    "password_reset_key": "reset_password",
    "account_already_exists": "already_exists",
    "unknown_account": "unknown_account",
}
CHANGES = {
    "password_changed": _("Your password was changed."),
    "password_set": _("A password was set for your account."),
    "password_reset": _("Your password was changed by a link sent to you."),
    "email_changed": _("Your main address was changed."),
    "email_confirm": _("Your address was confirmed."),
    "email_deleted": _("An address was removed from your account."),
    "totp_activated": _("The second factor was taken into use."),
    "totp_deactivated": _("The second factor was given up."),
    "recovery_codes_generated": _("New recovery codes were made."),
    "account_connected": _("An identity provider was connected to your account."),
    "account_disconnected": _("The connection to an identity provider was ended."),
}


def account_mail(name: str, email: str, language: str, context: dict[str, Any]) -> None:
    """One of allauth's own mails; raises KeyError on one that the portal has no words for."""
    template = LINK_MAILS.get(name, "changed")
    context = {key: _at_home(value) if key.endswith("_url") else value for key, value in context.items()}
    if template == "changed":
        context = {**context, "what": CHANGES[name]}
    mail = compose(f"account/email/{template}", context, language)
    queue_mail(
        mail,
        to=email,
        language=language,
        confidential=True,
    )


def _at_home(link: str) -> str:
    """A link of allauth's at the portal's own address, whatever host the request was sent to."""
    return settings.BASE_URL + urlunsplit(("", "", *urlsplit(link)[2:]))


def address(name: str, language: str, **kwargs: Any) -> str:
    """A page's whole address in a language, for a mail."""
    with override(language):
        return settings.BASE_URL + reverse(name, kwargs=kwargs)


def invitation(offer: Invitation, token: str) -> None:
    """To the invited: the link opens a page with a button."""
    link = address("accounts:invitation", offer.language, token=token)
    context = {"invitation": offer, "link": link}
    _send(
        "accounts/emails/invitation",
        offer.email,
        language=offer.language,
        context=context,
        case=offer.case,
        secret=True,
    )


def access_asked(request: AccessRequest, token: str) -> None:
    """To the registry with a link; to the signatories; to the registrars when there is neither."""
    organisation = request.organisation
    signatories = _holders(organisation=organisation, role=Role.SIGNATORY)
    if organisation.registry_email:
        link = address("accounts:access_link", organisation.language, token=token)
        context = {"request": request, "link": link}
        to, language = organisation.registry_email, organisation.language
        _send(
            "accounts/emails/access_registry",
            to,
            language=language,
            context=context,
            case=request.case,
            secret=True,
        )
    if organisation.registry_email or signatories:
        for person in signatories:
            _ask_person("accounts/emails/access_signatory", person, request)
        return
    for person in _holders(role=Role.REGISTRAR):
        _ask_person("accounts/emails/access_signatory", person, request)


def _ask_person(template: str, person: User, request: AccessRequest) -> None:
    link = address("accounts:access_answer", person.language, pk=request.pk)
    context = {"request": request, "link": link}
    _send(template, person, language=person.language, context=context, case=request.case)


def _holders(**of: Any) -> list[User]:
    held = (
        Membership.objects.current()
        .filter(user__is_active=True, **of)
        .select_related("user")
        .order_by("user_id")
    )
    return list({membership.user_id: membership.user for membership in held}.values())


def access_answered(request: AccessRequest, *, granted: bool) -> None:
    """To the asker: yes with the way on, or no."""
    person = request.user
    link = address("accounts:access_status", person.language, pk=request.pk)
    context = {"request": request, "granted": granted, "link": link}
    _send(
        "accounts/emails/access_answered",
        person,
        language=person.language,
        context=context,
        case=request.case,
    )


def _send(
    template: str, to: User | str, *, language: str, context: dict[str, Any], case: Any, secret: bool = False
) -> None:
    """`secret`: its link opens a door to whoever holds it, so nobody reads it in the outbox."""
    mail = compose(template, context, language)
    queue_mail(
        mail,
        to=to,
        language=language,
        case=case,
        confidential=secret,
    )

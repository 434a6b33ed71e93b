"""The money's things for the small world: calls, a draft and a sent application, their consortia."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from grants.enums import ArrivalChannel
from grants.models import Application, Attachment, Call
from grants.rules import edits_application
from grants.services import application as applications
from grants.services import attachments as attaching
from grants.services import budget as budgets
from grants.services import call as calls
from grants.services import submission as submissions
from grants.services import together
from grants.services import withdrawal as taking_back
from grants.services.arrivals import Told, record_arrival
from grants.services.budget import LineInput
from grants.services.news import create_news, publish_news
from pilots.models import Member, Municipality, PartnerNotice
from pilots.rules import leads_pilot, writes_notice
from pilots.services import confirm_member, invite_member, load_register, look_for_partners, stop_looking
from sky_portal import clock
from sky_portal.accounts.cast import ensure_providers
from sky_portal.cases.examples import Cast, Example, example
from sky_portal.texts import LANGUAGES

DATA = Path(__file__).parents[1] / "data" / "sky-2021.json"
REGISTER_YEAR = 2021
REGISTER = Path(__file__).resolve().parents[2] / "pilots" / "data" / f"municipalities-{REGISTER_YEAR}.csv"
QUESTION = {
    "key": "aim",
    "type": "short_text",
    "required": True,
    "label": dict.fromkeys(LANGUAGES, "Tavoite"),
}
SECTION = {"key": "only", "title": dict.fromkeys(LANGUAGES, "Osio"), "questions": [QUESTION]}


@example
def calls_and_applications(cast: Cast) -> list[Example]:
    """A draft call, an open one, and two applications of the same applicant to the open one."""
    call = _call("example", published=True)
    draft, sent = (make_application(call, name, cast) for name in ("Luonnos", "Lähetetty"))
    submissions.submit(sent, actor=cast["signatory"])
    sent.refresh_from_db()
    invited, confirmed = _member(draft), _member(sent)
    confirm_member(confirmed, accepted=call.programme.commitments, actor=cast["participant"])
    return [
        Example("a call that is a draft", _call("example-draft", published=False)),
        Example("an open call", call),
        Example("a draft application", draft, {"write": edits_application}),
        Example("an application that has been sent", sent, {"write": edits_application}),
        Example("the draft's pilot", draft.pilot, {"invite members": leads_pilot}),
        Example("the sent application's pilot", sent.pilot, {"invite members": leads_pilot}),
        Example("the participant's part in the draft's pilot, not yet confirmed", invited),
        Example("the participant's part in the sent application's pilot, confirmed", _fresh(confirmed)),
    ]


@example
def written_together(cast: Cast) -> list[Example]:
    """The participant was given a section of the sent application; the draft's is the applicant's own."""
    sent, draft = (Application.objects.get(pilot__name=name) for name in ("Lähetetty", "Luonnos"))
    shared = together.give(sent, part="only", person=cast["participant"], actor=cast["preparer"])
    own = together.give(draft, part="only", person=cast["signatory"], actor=cast["preparer"])
    said = together.add_comment(sent, part="only", text="Lyhennetään.", actor=cast["participant"])
    asked = together.add_comment(draft, part="only", text="Kuka kirjoittaa?", actor=cast["preparer"])
    return [
        Example("a part of the sent application, given to the participant", shared),
        Example("a part of the draft, given to the applicant's signatory", own),
        Example("a comment on the sent application", said),
        Example("a comment on the draft", asked),
    ]


@example
def taken_back(cast: Cast) -> list[Example]:
    """What the applicant has withdrawn, and a draft that it has given up."""
    call = Call.objects.get(slug="example")
    withdrawn, given_up = (make_application(call, name, cast) for name in ("Peruutettu", "Luovuttu"))
    submissions.submit(withdrawn, actor=cast["signatory"])
    taking_back.withdraw(withdrawn, actor=cast["signatory"])
    taking_back.give_up(given_up, actor=cast["preparer"])
    return [
        Example(
            "an application that has been withdrawn",
            Application.objects.get(pk=withdrawn.pk),
            {"write": edits_application},
        ),
        Example(
            "a draft that has been given up",
            Application.objects.get(pk=given_up.pk),
            {"write": edits_application},
        ),
    ]


@example
def partner_notices(cast: Cast) -> list[Example]:
    """The applicant looks for partners once more: the former notice has been taken away."""
    call, verbs = Call.objects.get(slug="example"), {"remove": writes_notice}
    former = stop_looking(_notice(call, cast), actor=cast["signatory"])
    return [
        Example("an open notice of looking for partners", _notice(call, cast), verbs),
        Example("a notice of looking for partners that was removed", former, verbs),
    ]


@example
def arrivals(cast: Cast) -> list[Example]:
    """The applicant's municipality has sent an application by e-mail too."""
    told = Told(
        channel=ArrivalChannel.EMAIL,
        arrived_at=clock.now(),
        sender="Iisalmi",
        provider=ensure_providers()["iisalmi"],
        pilot_name="Sähköpostitse",
        language="fi",
        reason="Portaaliin ei päästy.",
    )
    call = Call.objects.get(slug="example")
    return [
        Example(
            "an application that arrived by e-mail, recorded for the applicant",
            record_arrival(call, told=told, actor=cast["registrar"]),
        )
    ]


@example
def attachments(cast: Cast) -> list[Example]:
    """A file of the draft, one that went along with what was sent, and one that was added since."""
    drafted, sent = (
        Application.objects.get(pilot__name=name, call__slug="example") for name in ("Luonnos", "Lähetetty")
    )
    along = _attach(sent, "mukana.png", cast)
    submissions.submit(sent, actor=cast["signatory"])
    verbs = {"write attachments": attaching.writes_attachments}
    return [
        Example("a file of a draft", _attach(drafted, "luonnoksen.png", cast)),
        Example("a file that went along with what was sent", along),
        Example("a file added after the sending", _attach(sent, "myöhempi.png", cast)),
        Example("the draft, whose files are written", drafted, verbs),
    ]


@example
def news(cast: Cast) -> list[Example]:
    """News that is out, and news that is still being written."""
    author = cast["call_administrator"]
    texts: dict[str, Any] = {name: dict.fromkeys(LANGUAGES, name) for name in ("title", "lead", "body")}
    out = publish_news(create_news(**texts, slug="example-out", actor=author), actor=author)
    written = texts | {"title": dict.fromkeys(LANGUAGES, "another")}
    return [
        Example("news that has been published", out),
        Example("news that is being written", create_news(**written, slug="example-draft", actor=author)),
    ]


def ensure_register() -> None:
    """A register of one municipality where none has been loaded: a call needs one to be published."""
    if not Municipality.objects.filter(register_year=REGISTER_YEAR).exists():
        header, first = REGISTER.read_bytes().splitlines(keepends=True)[:2]
        load_register(header + first, year=REGISTER_YEAR)


def _call(slug: str, *, published: bool) -> Call:
    ensure_register()
    data: dict[str, Any] = json.loads(DATA.read_text())
    data |= {"slug": slug, "programme": data["programme"] | {"key": slug}}
    data["questions"] = {"key": slug, "version": 1, "content": {"sections": [SECTION]}}
    # Loaded and published before it opens, as a call is.
    with clock.standing_at(clock.helsinki(2021, 2, 8, 9)):
        call = calls.load(data).call
        return calls.publish(call) if published else call


def _notice(call: Call, cast: Cast) -> PartnerNotice:
    return look_for_partners(
        call.programme,
        organisation=ensure_providers()["iisalmi"],
        text="Haemme pilottiin kahta kuntaa.",
        contact_name=cast["preparer"].name,
        contact_email=cast["preparer"].email,
        actor=cast["preparer"],
    )


def make_application(call: Call, name: str, cast: Cast) -> Application:
    """An application that lacks nothing, with the participant's municipality invited."""
    actor, providers = cast["preparer"], ensure_providers()
    started = applications.start(
        call, name=name, organisation=providers["iisalmi"], language="fi", actor=actor
    )
    invite_member(started.pilot, organisation=providers["lapinlahti"], actor=actor)
    values = {"aim": "Koulupäivä jokaiselle"}
    applications.save_section(started, "only", actor=actor, values=values, base_versions={})
    base = budgets.applied(started).revision
    budgets.save_lines(started, lines=[_line(started)], other=[], base_revision=base, actor=actor)
    started.refresh_from_db()
    return started


def _attach(application: Application, name: str, cast: Cast) -> Attachment:
    """A small picture, another one for each name."""
    out = BytesIO()
    Image.new("RGB", (len(name), 1)).save(out, "PNG")
    file = ContentFile(out.getvalue(), name=name)
    return attaching.add(application, upload=file, asked=None, actor=cast["preparer"]).attachment


def _line(application: Application) -> LineInput:
    return LineInput(
        member=application.pilot.members.order_by("pk").first(),
        category=application.call.cost_categories.order_by("number").first(),
        cost_type="pay",
        year="2021",
        basis="Aluekoordinaattori 5 kk",
        amount="28 500",
    )


def _member(application: Application) -> Member:
    """The invited municipality's part: the coordinator's comes first."""
    return application.pilot.members.order_by("-pk")[0]


def _fresh(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)

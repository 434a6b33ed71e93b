"""An example of every address that needs one: the access test opens each as everybody.

A new URL with arguments gets a line here: its name, how its arguments are found in the world, and,
where not everybody of its audience may see that very thing, who does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from grants.enums import ConflictState
from grants.services.allocation import make_plan
from grants.services.answers import add_answer
from grants.services.arrivals import record_arrival
from grants.services.call.programme import rule_mark
from grants.services.conflicts import declare
from grants.services.news import create_news, publish_news
from grants.services.together import add_comment
from pilots.services import look_for_partners
from sky_portal import clock
from sky_portal.accounts import tokens
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import AccessRequest, Invitation, Membership, RegistryLink
from sky_portal.accounts.services.access_request import ask_access
from sky_portal.accounts.services.invitation import invite
from sky_portal.accounts.services.registry_link import make_link
from sky_portal.documents.models import Document
from sky_portal.jobs.models import Job
from sky_portal.messaging.models import Message
from sky_portal.messaging.services import queue
from tests.grants import factories
from tests.grants.files import attach

TOKEN = "an-example-of-a-token"
APPLICANT = frozenset({"preparer", "signatory"})
# Who examines has declared to be free; the conflicted assessor sees nothing of it.
EXAMINING = ("presenting_officer", "assessor", "decision_maker")
# Who sees a plan that is a draft.
SHARERS = frozenset({"presenting_officer", "call_administrator"})
OFFICIALS = frozenset({*EXAMINING, "finance", "registrar", "call_administrator", "evaluator", "reader"})


@dataclass
class World:
    """Iisalmi's application has been sent; there is one of everything else."""

    cast: dict[str, Any]
    providers: dict[str, Any]
    call: Any = None
    submission: Any = None
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def application(self) -> Any:
        return self.submission.application


def make_world(cast: dict[str, Any], providers: dict[str, Any]) -> World:
    """Builds the world by the portal's own verbs; the clock stands in the middle of the call."""
    world = World(cast, providers)
    iisalmi, signatory = providers["iisalmi"], cast["signatory"]
    world.call = factories.make_call()
    world.submission = factories.make_sent(
        world.call, organisation=iisalmi, actor=cast["preparer"], signatory=signatory
    )
    factories.declare_free(world.application, *(cast[key] for key in EXAMINING))
    conflict = declare(world.application, state=ConflictState.CONFLICTED, actor=cast["conflicted_assessor"])
    offer = invite(iisalmi, email=cast["outsider"].email, role=Role.PREPARER, actor=signatory)
    Invitation.objects.filter(pk=offer.pk).update(token_hash=tokens.digest(TOKEN))
    asked = ask_access(iisalmi, role=Role.PREPARER, actor=cast["participant"])
    AccessRequest.objects.filter(pk=asked.pk).update(token_hash=tokens.digest(TOKEN))
    link, _token = make_link(providers["siilinjarvi"])
    RegistryLink.objects.filter(pk=link.pk).update(token_hash=tokens.digest(TOKEN))
    message = queue(to=cast["preparer"], language="fi", subject="Huomio", text="Luettavaa", due="")
    document = _a_document(world)
    job = Job.objects.filter(case=world.application.case).order_by("created_at").first()
    world.made = {"offer": offer, "asked": asked, "message": message, "document": document, "job": job}
    world.made["conflict"] = conflict
    world.made["plan"] = make_plan(world.call, name="A", actor=cast["presenting_officer"])
    assert isinstance(message, Message)
    world.made["notice"] = look_for_partners(
        world.call.programme,
        organisation=iisalmi,
        text="Haemme pilottiin kahta kuntaa.",
        contact_name=cast["preparer"].name,
        contact_email=cast["preparer"].email,
        actor=cast["preparer"],
    )
    world.made["arrival"] = record_arrival(
        world.call,
        told=factories.arrival_told(provider=iisalmi, arrived_at=MOMENT, channel="email"),
        actor=cast["registrar"],
    )
    world.made["attachment"] = attach(world.application, actor=cast["preparer"])
    world.made |= _news_and_answer(world)
    first = world.application.sheet.sections[0].key
    said = add_comment(world.application, part=first, text="Lyhyemmin.", actor=cast["preparer"])
    world.made["comment"] = said
    return world


def _news_and_answer(world: World) -> dict[str, Any]:
    administrator = world.cast["call_administrator"]
    texts = {"fi": "Suomeksi", "sv": "På svenska"}
    item = create_news(title=texts, lead={}, body=texts, slug="an-example", actor=administrator)
    answer = add_answer(world.call, question=texts, answer=texts, actor=administrator)
    return {"news": publish_news(item, actor=administrator), "answer": answer}


def _a_document(world: World) -> Document:
    from sky_portal.documents.services import store

    case = world.application.case
    return store(case, kind="receipt", name="a.txt", content=b"x", content_type="text/plain", language="fi")


Arguments = Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class Example:
    """The arguments of a URL; `seen_by` names who of its audience sees this very thing (None: all)."""

    arguments: Arguments
    seen_by: frozenset[str] | None = None


def case(world: World) -> dict[str, Any]:
    """The application is named by the uuid of its case."""
    return {"case": world.application.case_id}


def _membership(world: World) -> dict[str, Any]:
    return {"pk": Membership.objects.get(user=world.cast["preparer"]).pk}


def made(name: str, argument: str = "pk") -> Arguments:
    """The key of one of the things that make_world has made."""
    return lambda world: {argument: world.made[name].pk}


def with_key(world: World) -> dict[str, Any]:
    """A criterion of the call on the application."""
    return {**case(world), "key": world.call.criteria.order_by("place")[0].key}


def with_plan(world: World) -> dict[str, Any]:
    """A plan of sharing out that is a draft."""
    return {"slug": world.call.slug, "number": world.made["plan"].pk}


def iisalmi(world: World) -> dict[str, Any]:
    """The cast's coordinating municipality."""
    return {"pk": world.providers["iisalmi"].pk}


def with_section(world: World) -> dict[str, Any]:
    """The first section of the questions."""
    return {**case(world), "key": world.application.sheet.sections[0].key}


def with_part(world: World) -> dict[str, Any]:
    """The first section as a part that people divide and comment on."""
    return {**case(world), "part": world.application.sheet.sections[0].key}


def _comment(world: World) -> dict[str, Any]:
    return {**case(world), **made("comment")(world)}


def with_question(world: World) -> dict[str, Any]:
    """The first question."""
    return {**case(world), "key": world.application.sheet.sections[0].questions[0].key}


def call(world: World) -> dict[str, Any]:
    """The published call."""
    return {"slug": world.call.slug}


def _pilot(world: World) -> dict[str, Any]:
    return {"case": world.application.pilot.case_id}


def _first_member(world: World) -> dict[str, Any]:
    return {"pk": world.application.pilot.members.order_by("pk").first().pk}


def _pilot_step(world: World) -> dict[str, Any]:
    return {"pk": world.application.pilot.members.order_by("pk").first().pk, "name": "confirm"}


def _arrival(world: World) -> dict[str, Any]:
    return {"case": world.made["arrival"].case_id}


def _attachment(world: World) -> dict[str, Any]:
    return {**case(world), **made("attachment")(world)}


def with_aims(world: World) -> dict[str, Any]:
    """The first section of the call's questions."""
    return {**call(world), "section": world.call.question_set.content["sections"][0]["key"]}


def _first_rule(world: World) -> dict[str, Any]:
    return {**call(world), "mark": rule_mark(world.call.programme.eligibility[0])}


def _asked(what: str, world: World) -> dict[str, Any]:
    first = world.call.question_set.content["sections"][0]
    return {**call(world), "key": (first if what == "section" else first["questions"][0])["key"]}


def _list(world: World) -> dict[str, Any]:
    return {**call(world), "part": "texts"}


def _row(world: World) -> dict[str, Any]:
    return {**_list(world), "pk": world.call.texts.order_by("place").first().pk}


def _answer(world: World) -> dict[str, Any]:
    return {**call(world), **made("answer")(world)}


def _news(world: World) -> dict[str, Any]:
    return {"case": world.made["news"].case_id}


EXAMPLES: dict[str, Example] = {
    "accounts:provider": Example(iisalmi),
    "accounts:people": Example(iisalmi, frozenset({"signatory"})),
    "accounts:invite": Example(iisalmi, frozenset({"signatory"})),
    "accounts:membership": Example(_membership, frozenset({"signatory"})),
    "accounts:remove_membership": Example(_membership, frozenset({"signatory"})),
    "accounts:withdraw_invitation": Example(made("offer"), frozenset({"signatory"})),
    "accounts:invitation": Example(lambda world: {"token": TOKEN}),
    "accounts:accept_invitation": Example(lambda world: {"token": TOKEN}),
    "accounts:invitation_account": Example(lambda world: {"token": TOKEN}),
    "accounts:access_ask": Example(iisalmi),
    "accounts:access_status": Example(made("asked"), frozenset({"participant"})),
    "accounts:withdraw_request": Example(made("asked"), frozenset({"participant"})),
    "accounts:access_answer": Example(
        made("asked"), frozenset({"signatory", "registrar", "call_administrator"})
    ),
    "accounts:access_link": Example(lambda world: {"token": TOKEN}),
    "accounts:registry_link": Example(lambda world: {"token": TOKEN}),
    "account_confirm_email": Example(lambda world: {"key": "no-such-key"}),
    "account_reset_password_from_key": Example(lambda world: {"uidb36": "1", "key": "no-such-key"}),
    "openid_connect_login": Example(lambda world: {"provider_id": "sso"}),
    "openid_connect_callback": Example(lambda world: {"provider_id": "sso"}),
    "documents:download": Example(made("document", "document_id")),
    "messaging:detail": Example(made("message", "uuid"), frozenset({"preparer"})),
    "messaging:read": Example(made("message", "uuid"), frozenset({"preparer"})),
    "messaging:send_again": Example(made("message", "uuid")),
    "messaging:outbox_message": Example(made("message", "uuid")),
    "messaging:outbox_html": Example(made("message", "uuid")),
    "jobs:detail": Example(made("job", "uuid")),
    "jobs:state": Example(made("job", "uuid")),
    "jobs:retry": Example(made("job", "uuid")),
    "pilots:members": Example(lambda world: {"case": world.application.pilot.case_id}),
    "pilots:invite": Example(lambda world: {"case": world.application.pilot.case_id}),
    "pilots:step": Example(_pilot_step),
    "pilots:answer": Example(_first_member, APPLICANT),
    "pilots:ending": Example(lambda world: {**_first_member(world), "name": "leave_member"}, frozenset()),
    # The call of this world asks for no team.
    "pilots:team": Example(_pilot, frozenset()),
    "pilots:add_team_person": Example(_pilot, frozenset()),
    "pilots:team_person": Example(lambda world: {"pk": 1}, frozenset()),
    "pilots:delete_team_person": Example(lambda world: {"pk": 1}, frozenset()),
    "pilots:move_team_person": Example(lambda world: {"pk": 1}, frozenset()),
    "grants:call": Example(call),
    "grants:call_calendar": Example(call),
    "grants:news_item": Example(lambda world: {"slug": world.made["news"].slug}),
    "grants:news_preview": Example(_news),
    "grants:news_edit": Example(_news),
    "grants:news_publish": Example(_news),
    "grants:news_withdraw": Example(_news),
    "grants:prepare_answers": Example(call),
    "grants:prepare_answer_add": Example(call),
    "grants:prepare_answer_edit": Example(_answer),
    "grants:prepare_answer_delete": Example(_answer),
    "grants:prepare_answer_move": Example(_answer),
    "grants:can_we_apply": Example(call),
    "grants:choices": Example(call),
    "grants:partners": Example(call),
    "grants:stop_looking": Example(lambda world: {**call(world), **made("notice")(world)}),
    "grants:start": Example(call),
    "grants:application": Example(case, APPLICANT),
    "grants:section": Example(with_section, APPLICANT),
    "grants:save_answer": Example(with_question, APPLICANT),
    "grants:budget": Example(case, APPLICANT),
    "grants:budget_paste": Example(case, APPLICANT),
    "grants:budget_import": Example(case, APPLICANT),
    "grants:budget_export": Example(case, APPLICANT),
    "grants:contact": Example(case, APPLICANT),
    "grants:attachments": Example(case, APPLICANT),
    "grants:remove_attachment": Example(_attachment, APPLICANT),
    "grants:mark_attachment": Example(_attachment, APPLICANT),
    "grants:check": Example(case, APPLICANT),
    "grants:ask_signatory": Example(case, APPLICANT),
    "grants:submit": Example(case, APPLICANT),
    "grants:sent": Example(case, APPLICANT),
    "grants:papers": Example(case, APPLICANT),
    "grants:make_draft": Example(case, APPLICANT),
    "grants:division": Example(case, APPLICANT),
    "grants:give_part": Example(case, APPLICANT),
    "grants:take_back_part": Example(case, APPLICANT),
    "grants:comments": Example(with_part, APPLICANT),
    "grants:settle_comment": Example(_comment, APPLICANT),
    "grants:take_up_comment": Example(_comment, APPLICANT),
    "grants:here": Example(with_part, APPLICANT),
    "grants:arrival": Example(_arrival),
    "grants:arrival_correct": Example(_arrival),
    "grants:arrival_documents": Example(_arrival),
    "grants:versions": Example(case, APPLICANT),
    "grants:version": Example(lambda world: {**case(world), "number": 1}, APPLICANT),
    "grants:compare": Example(case, APPLICANT),
    # This world's application was started from nothing.
    "grants:taken_over": Example(case, frozenset()),
    "grants:withdraw": Example(case, APPLICANT),
    "grants:give_up": Example(case, APPLICANT),
    "grants:take_up": Example(case, APPLICANT),
    "grants:received_versions": Example(case, OFFICIALS),
    "grants:received_compare": Example(case, OFFICIALS),
    "grants:submission": Example(case, OFFICIALS),
    "grants:trail": Example(case, OFFICIALS),
    # A plain text is only downloaded: it is nobody's to see in place.
    "grants:case_file": Example(
        lambda world: {**case(world), **made("document", "document_id")(world)}, frozenset()
    ),
    "grants:save_checklist": Example(case),
    "grants:save_mark": Example(with_key),
    "grants:add_note": Example(case),
    "grants:received_view": Example(lambda world: {"pk": 1}),
    "grants:end_deputy": Example(lambda world: {"pk": 1}),
    "grants:ranking": Example(call),
    "grants:review": Example(case),
    "grants:review_score": Example(with_key),
    "grants:review_reopen": Example(case),
    "grants:review_take_away": Example(lambda world: {**case(world), "pk": 1}),
    "grants:consensus": Example(case),
    "grants:consensus_begin": Example(case),
    "grants:consensus_score": Example(with_key),
    "grants:prepare_examination": Example(call),
    "grants:allocation_call": Example(call),
    "grants:allocation_compare": Example(call),
    "grants:allocation_plan": Example(with_plan, SHARERS),
    "grants:allocation_row": Example(lambda world: {**with_plan(world), **case(world)}, SHARERS),
    **{
        f"grants:allocation_{name}": Example(with_plan)
        for name in (
            *("rules", "undo", "redo", "read", "present", "take_back", "send_back", "approve"),
            *("export", "summary"),
        )
    },
    "grants:declare": Example(case, OFFICIALS),
    "grants:declare_call": Example(call),
    "grants:conflict": Example(made("conflict"), frozenset({"decision_maker", "call_administrator"})),
    "grants:ruling": Example(case),
    "grants:supplement": Example(case, APPLICANT),
    "grants:send_supplement": Example(case, APPLICANT),
    "grants:ask_supplement_signatory": Example(case, APPLICANT),
    "grants:messages": Example(case, APPLICANT),
    "grants:supplements": Example(case, OFFICIALS),
    # This world's call is open: nothing has been asked yet.
    "grants:extend_supplement": Example(lambda world: {**case(world), "pk": 1}, frozenset()),
    "grants:close_supplement": Example(lambda world: {**case(world), "pk": 1}, frozenset()),
    "grants:ask_supplements": Example(call),
    "grants:case_messages": Example(case, OFFICIALS),
    "grants:prepare_call": Example(call),
    "grants:prepare_copy": Example(call),
    "grants:prepare_basics": Example(call),
    "grants:prepare_money": Example(call),
    "grants:prepare_preview": Example(call),
    "grants:prepare_publish": Example(call),
    "grants:prepare_extend": Example(call),
    "grants:prepare_questions": Example(call),
    "grants:prepare_questions_new_section": Example(call),
    "grants:prepare_programme": Example(call),
    "grants:prepare_commitments": Example(call),
    "grants:prepare_rules": Example(call),
    "grants:prepare_rules_combine": Example(call),
    "grants:prepare_rules_add": Example(lambda world: {**call(world), "name": "pupils_over"}),
    "grants:prepare_rules_rule": Example(_first_rule),
    "grants:prepare_rules_remove": Example(_first_rule),
    "grants:prepare_recipients": Example(call),
    "grants:prepare_recipients_remove": Example(lambda world: {**call(world), "pk": 1}),
    "grants:prepare_authority": Example(call),
    "grants:prepare_questions_section": Example(lambda world: _asked("section", world)),
    "grants:prepare_questions_preview": Example(lambda world: _asked("section", world)),
    "grants:prepare_questions_kinds": Example(with_aims),
    "grants:prepare_questions_add": Example(lambda world: {**with_aims(world), "kind": "choice"}),
    "grants:prepare_questions_question": Example(lambda world: _asked("question", world)),
    "grants:prepare_questions_move": Example(lambda world: {**_asked("question", world), "what": "question"}),
    "grants:prepare_questions_delete": Example(lambda world: {**_asked("section", world), "what": "section"}),
    "grants:prepare_rows": Example(_list),
    "grants:prepare_row_add": Example(_list),
    "grants:prepare_row_edit": Example(_row),
    "grants:prepare_row_delete": Example(_row),
    "grants:prepare_row_move": Example(_row),
}

MOMENT = factories.OPEN
assert clock.helsinki(2021, 2, 15) < MOMENT

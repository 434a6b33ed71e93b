"""What the lists of a call are, as data: another list is another line."""

from dataclasses import dataclass

# Milestones that say again what the call itself says, and where it says it.
FOLLOWING = {"opens": "opens_at", "closes": "closes_at"}


@dataclass(frozen=True)
class RowKind:
    """One list of a call: which rows of it, what is edited of each, what their order comes from."""

    # The name of the rows on the call.
    related: str
    # What is edited of a row.
    fields: tuple[str, ...]
    # The field that numbers the rows; "" where they stand in the order of their days.
    place: str = ""
    # The text of which the key of a row is made; "" where rows have none.
    named_by: str = ""
    # The key of a row without any text.
    word: str = ""
    # Keys that the portal itself refers to: at most one row has each.
    roles: tuple[str, ...] = ()
    # Fields that no two rows have alike; the last is the one at fault.
    once: tuple[str, ...] = ()
    # Whether rows of some roles take their time from the call.
    follows_call: bool = False
    most: int = 50
    # Whether two rows may say just the same: two instalments, two sums.
    may_be_alike: bool = False
    # Whether it is the officials' own: it changes after publication, too.
    own: bool = False


KINDS = {
    # Under "costs" stand the cost categories; "how" says how one applies, in place of the portal's own words.
    "texts": RowKind(
        "texts", ("heading", "body"), place="place", named_by="heading", word="text", roles=("costs", "how")
    ),
    "categories": RowKind(
        "cost_categories",
        ("name", "description", "allows_pay", "allows_operating", "needs_decision"),
        place="number",
        most=30,
    ),
    "criteria": RowKind(
        "criteria",
        ("name", "help", "weight", "lowest", "highest", "scale"),
        place="place",
        named_by="name",
        word="criterion",
        most=30,
    ),
    # What officials look at in every application; applicants never see it.
    "checklist": RowKind(
        "checklist", ("name", "help"), place="place", named_by="name", word="point", most=40, own=True
    ),
    "attachments": RowKind(
        "attachments_asked",
        ("name", "help", "required"),
        place="place",
        named_by="name",
        word="attachment",
        most=30,
    ),
    "instalments": RowKind(
        "instalments", ("percent", "dated", "condition"), place="place", most=20, may_be_alike=True
    ),
    "dates": RowKind("dates", ("kind", "dated", "label"), once=("kind", "dated")),
    "contacts": RowKind("contacts", ("name", "title", "email", "phone"), place="place", most=20),
    # "opens" and "closes" have the call's own times; receipts quote "decisions".
    "milestones": RowKind(
        "milestones",
        ("label", "at", "precision", "when", "applicant_does", "on_horizon"),
        named_by="label",
        word="milestone",
        roles=("opens", "closes", "decisions"),
        follows_call=True,
    ),
    "appropriations": RowKind(
        "appropriations", ("dated", "budget_item", "amount_cents", "note"), may_be_alike=True
    ),
}

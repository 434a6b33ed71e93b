"""The pages of docs/ that are written from the tables and the rules: states.md and access.md."""

from collections.abc import Iterator
from typing import Any

from django.utils import translation

from sky_portal.cases.examples import Cast, Example, small_world
from sky_portal.workflow import REGISTRY, Step, Workflow

WRITTEN = "Written by `manage.py write_docs`; a test fails when it no longer says what the code does."
YES, NO = "●", " "


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    with translation.override("en"):
        return {"states.md": states_page(), "access.md": access_page()}


def states_page() -> str:
    """The diagram of every workflow, and what its steps ask."""
    parts = ["# States and steps", WRITTEN]
    for label in sorted(REGISTRY):
        flow = REGISTRY[label]
        name = str(flow.model._meta.verbose_name)
        parts += [f"## {name.capitalize()}", f"```mermaid\n{flow.diagram()}\n```", _steps_table(flow)]
    return "\n\n".join(parts) + "\n"


def access_page() -> str:
    """Who of the cast may do what to one thing of each kind, judged by the rules themselves."""
    with small_world() as (cast, examples):
        parts = ["# Who may do what", WRITTEN, _INTRODUCTION, _cast_table(cast)]
        for found in examples:
            parts += [f"## {found.title.capitalize()}", _access_table(found, cast)]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = (
    "One thing of each kind, in the middle of the call, and the cast of the demo and the tests. "
    f"{YES} means that the rule lets the person do it now; “see” is what the person's lists hold. "
    "What one may not see is answered with 404, what one may see but not do with 403."
)


def _steps_table(flow: Workflow) -> str:
    rows = [[_code(step.name), _from_to(step), step.rule.name] for step in flow.steps.values()]
    return _table(["step", "from → to", "who and when"], rows)


def _from_to(step: Step) -> str:
    return f"{', '.join(sorted(str(source) for source in step.sources))} → {step.target or 'the same'}"


def _cast_table(cast: Cast) -> str:
    people = [
        [_words(key), _roles(user), _words(_organisations(user))]
        for key, user in cast.items()
        if user.is_authenticated
    ]
    return _table(["", "role", "acts for"], people)


def _roles(user: Any) -> str:
    return ", ".join(str(m.get_role_display()) for m in user.current_memberships())


def _organisations(user: Any) -> str:
    return ", ".join(str(m.organisation) for m in user.current_memberships())


def _access_table(found: Example, cast: Cast) -> str:
    rows = [[verb, *(YES if may else NO for may in answers)] for verb, answers in _answers(found, cast)]
    return _table(["", *(_words(key) for key in cast)], rows)


def _answers(found: Example, cast: Cast) -> Iterator[tuple[str, list[bool]]]:
    thing, people = found.thing, cast.values()
    things = type(thing)._default_manager.all()
    if hasattr(things, "visible_to"):
        yield "see", [things.visible_to(user).filter(pk=thing.pk).exists() for user in people]
    for verb, rule in found.verbs.items():
        yield verb, [rule.test(user, thing) for user in people]
    flow = REGISTRY.get(thing._meta.label_lower)
    for step in flow.steps.values() if flow else ():
        if flow and flow.state(thing) in step.sources:
            yield _code(step.name), [step.rule.test(user, thing) for user in people]


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _code(name: str) -> str:
    return f"`{name}`"


def _words(key: str) -> str:
    return key.replace("_", " ")

"""`make bench`: prints a table and writes bench/results.json. Ratios are judged, not seconds.

python -m bench [SIZE …]      default: 60 1000 10000 applications
"""

import json
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from bench import world

world.prepare()

SIZES = [int(size) for size in sys.argv[1:]] or [60, 1000, 10_000]
RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    """Builds the data step by step, measures the pages at each size, then the last hour."""
    with world.database():
        world.run("manage.py", "migrate", "--no-input")
        world.run("manage.py", "collectstatic", "--no-input")
        import django

        django.setup()
        from bench import data
        from sky_portal import clock

        data.base()
        clock.set_offset(data.OPEN - clock.now())
        results: dict[str, Any] = {"pages": [], "deadline": {}}
        with (
            world.server("bench.floor:application") as floor,
            world.server("sky_portal.wsgi:application") as portal,
            world.server("sky_portal.wsgi:application", environment=world.NO_DEMO) as crowd,
        ):
            made = 0
            for size in SIZES:
                started = time.perf_counter()
                world.build(made, size)
                print(
                    f"{size} applications: made {size - made} in {time.perf_counter() - started:.0f} s",
                    flush=True,
                )
                made = size
                results["pages"] += [found.as_json() for found in pages_at(size, floor, portal)]
                results["pages"] += [found.as_json() for found in crowd_at(size, floor, crowd)]
        results["deadline"] = last_hour(made)
        RESULTS.write_text(json.dumps(results, indent=2) + "\n")


class Asked(NamedTuple):
    """A page: what it is called, where it is, who asks, how many queries it takes."""

    name: str
    path: str
    user: Any
    queries: int


def pages_at(size: int, floor_port: int, portal_port: int) -> list[Any]:
    """Every key page at this size, printed as it is measured."""
    from bench.pages import count_queries

    asked = [Asked(name, path, user, count_queries(user, path)) for name, user, path in key_pages()]
    return [_measured(page, size, floor_port, portal_port) for page in asked]


def crowd_at(size: int, floor_port: int, crowd_port: int) -> list[Any]:
    """What a visitor reads, kept for the crowd and made anew."""
    from django.test import override_settings

    from bench.pages import count_queries

    found = []
    for name, kept, anew in crowd_pages():
        for kind, address in (("kept", kept), ("made anew", anew)):
            with override_settings(DEMO=False):
                asked = Asked(f"{name}, {kind}", address, None, count_queries(None, address))
            found.append(_measured(asked, size, floor_port, crowd_port))
    return found


def _measured(page: Asked, size: int, floor_port: int, portal_port: int) -> Any:
    from bench.pages import measure
    from bench.people import Browser, session_of

    asking = Browser(portal_port, session_of(page.user) if page.user else "")
    ground = Browser(floor_port, session_of(officer()))
    result = measure(
        page.name, size, lambda: asking.get(page.path), lambda: ground.get("/floor/"), page.queries
    )
    print(
        f"{result.page:28}{size:>7}{result.median_ms:>9.1f} ms{result.p95_ms:>9.1f} ms p95"
        f"{result.ratio:>7.2f} × floor{result.queries:>5} queries",
        flush=True,
    )
    asking.close()
    ground.close()
    return result


def officer() -> Any:
    """The presenting officer of the cast."""
    from sky_portal.accounts.models import User

    return User.objects.filter(memberships__role="presenting_officer").order_by("pk")[0]


def key_pages() -> list[tuple[str, Any, str]]:
    """(name, who asks, path)."""
    from grants.models import Application
    from sky_portal.accounts.models import User

    sent = Application.objects.filter(current_submission__isnull=False).order_by("pk")[0]
    preparer = User.objects.get(email=f"preparer-{sent.applicant_id}@bench.example")
    case = f"/fi/applications/{sent.case_id}/"
    return [
        ("own applications", preparer, "/fi/applications/"),
        ("application, task list", preparer, case),
        ("budget", preparer, f"{case}budget/"),
        ("received, the whole list", officer(), "/fi/received/"),
        ("received, searched", officer(), "/fi/received/?q=iisalmi"),
        ("received, one read", officer(), f"/fi/received/{sent.case_id}/"),
    ]


def crowd_pages() -> list[tuple[str, str, str]]:
    """(name, path, path of the same that is never kept) of what visitors read.

    An unknown parameter is never kept; the check leads it back to its one address, but keeps no
    choice of several.
    """
    call = "/fi/calls/sky-2021/"
    check = f"{call}can-we-apply/"
    return [
        ("front page", "/fi/", "/fi/?anew=1"),
        ("call", call, f"{call}?anew=1"),
        ("can we apply", f"{check}?m=140", f"{check}?m=140&m=263&m=402&m=762"),
        ("can we apply, the names", f"{check}choices.json", f"{check}choices.json?anew=1"),
    ]


def last_hour(made: int) -> dict[str, Any]:
    """The crowd before the deadline, on two web workers."""
    from bench.deadline import ready_people, rush

    people = ready_people(made)
    with world.server("sky_portal.wsgi:application", workers=2) as port:
        found = rush(port, people)
    print(
        f"last hour: {found['people']} people, {found['requests_per_second']} requests/s, "
        f"median {found['median_ms']} ms, p95 {found['p95_ms']} ms; "
        f"{found['acknowledged_saves']} saves and {found['acknowledged_sends']} sendings acknowledged, "
        f"{len(found['lost'])} lost, refused {found['refused']}"
    )
    if found["lost"] or found["refused"]:
        raise SystemExit(f"acknowledged and not found, or refused: {found['lost'][:5]} {found['refused']}")
    return found


if __name__ == "__main__":
    main()

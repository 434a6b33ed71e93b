"""`make bench`: prints a table and writes bench/results.json. Ratios are judged, not seconds.

python -m bench [SIZE …] [--parts pages,writing,deadline,allocation] [--people 200]

Default: 60 1000 10000 applications, and all parts. What is left out keeps its old results.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any, NamedTuple

from bench import world

world.prepare()

PARTS = ("pages", "writing", "deadline", "allocation")
# What autosave and sending may cost beside the floor, of its throughput and of its time.
LEAST_THROUGHPUT, MOST_TIME = 0.5, 12.0
RESULTS = Path(__file__).with_name("results.json")


def wanted() -> argparse.Namespace:
    """What to measure, from the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("sizes", nargs="*", type=int, default=[60, 1000, 10_000])
    parser.add_argument("--parts", type=lambda text: text.split(","), default=list(PARTS))
    parser.add_argument("--people", type=int, default=200, help="how many write and send in the last minute")
    return parser.parse_args()


def main() -> None:
    """Builds the data step by step, measures the pages at each size, then the writing and the rush."""
    options = wanted()
    results: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with world.database():
        world.run("manage.py", "migrate", "--no-input")
        world.run("manage.py", "collectstatic", "--no-input")
        import django

        django.setup()
        from bench import data
        from sky_portal import clock

        data.base()
        clock.set_offset(data.OPEN - clock.now())
        made = 0
        if "pages" in options.parts:
            made = max(options.sizes)
            results["pages"] = pages_by_size(sorted(options.sizes))
        if "writing" in options.parts:
            results["writing"] = writing(made)
            # Who wrote and who sent there have their applications already.
            made += 2 * results["writing"][0]["sessions"] + 1
        if "deadline" in options.parts:
            results["deadline"] = last_minute(made, options.people)
        # Last: the clock goes past the closing, and twice as many officers are there as there were.
        if "allocation" in options.parts:
            results["allocation"] = sharing_out(made)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    judge({part: found for part, found in results.items() if part in options.parts})


def pages_by_size(sizes: list[int]) -> list[dict[str, Any]]:
    """The key pages and what a crowd reads, at each size."""
    found: list[dict[str, Any]] = []
    with (
        world.server("bench.floor:application") as floor,
        world.server("sky_portal.wsgi:application") as portal,
        world.server("sky_portal.wsgi:application", environment=world.NO_DEMO) as crowd,
    ):
        made = 0
        for size in sizes:
            started = time.perf_counter()
            world.build(made, size)
            print(
                f"{size} applications: made {size - made} in {time.perf_counter() - started:.0f} s",
                flush=True,
            )
            made = size
            found += [one.as_json() for one in pages_at(size, floor, portal)]
            found += [one.as_json() for one in crowd_at(size, floor, crowd)]
    return found


class Asked(NamedTuple):
    """A page: what it is called, where it is, who asks, how many queries it takes."""

    name: str
    path: str
    user: Any
    queries: int


def pages_at(size: int, floor_port: int, portal_port: int) -> list[Any]:
    """Every key page at this size, printed as it is measured."""
    from bench.pages import count_queries

    pages = key_pages()
    world.analyze()
    asked = [Asked(name, path, user, count_queries(user, path)) for name, user, path in pages]
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
    from bench import worklist
    from bench.pages import measure
    from bench.people import Browser, session_of

    asking = Browser(portal_port, session_of(page.user) if page.user else "")
    ground = Browser(floor_port, session_of(officer()))
    result = measure(
        page.name, size, worklist.asking(asking, page.path), lambda: ground.get("/floor/"), page.queries
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
    from bench import worklist
    from grants.models import Application
    from sky_portal.accounts.models import User

    sent = Application.objects.filter(current_submission__isnull=False).order_by("pk")[0]
    preparer = User.objects.get(email=f"preparer-{sent.applicant_id}@bench.example")
    case = f"/fi/applications/{sent.case_id}/"
    worklist.ready(officer(), sent)
    return [
        ("own applications", preparer, "/fi/applications/"),
        ("application, task list", preparer, case),
        ("budget", preparer, f"{case}budget/"),
        ("attachments", preparer, f"{case}attachments/"),
        ("versions", preparer, f"{case}versions/"),
        ("check and send", preparer, f"{case}check/"),
        *((name, officer(), path) for name, path in worklist.pages()),
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


def writing(made: int) -> list[dict[str, Any]]:
    """Autosave and sending beside the floor, on two web workers each."""
    from bench import writing as part

    with (
        world.server("bench.floor:application", workers=2) as floor,
        world.server("sky_portal.wsgi:application", workers=2) as portal,
    ):
        saved = part.autosave(portal, floor, made)
        sent = part.sending(portal, floor, made + saved.sessions)
    print(
        f"autosave, {saved.sessions} sessions at once: {saved.ours} requests/s, "
        f"{saved.ratio} of the floor's {saved.floor} (at least {LEAST_THROUGHPUT}), {saved.queries} queries, "
        f"{saved.requests} saved, {len(saved.lost)} lost"
    )
    print(
        f"sending: {sent.ours} ms, {sent.ratio} × the floor's {sent.floor} ms (at most {MOST_TIME}), "
        f"{sent.queries} queries, {sent.requests} sent, {len(sent.lost)} lost",
        flush=True,
    )
    return [saved.as_json(), sent.as_json()]


def last_minute(made: int, people: int) -> dict[str, Any]:
    """The crowd before the deadline, on two web workers."""
    from bench.deadline import ready_people, rush

    with world.server("sky_portal.wsgi:application", workers=2) as port:
        found = rush(ready_people(port, made, people))
    print(
        f"last minute: {found['people']} people and {found['late']} late, "
        f"{found['requests_per_second']} requests/s, "
        f"median {found['median_ms']} ms, p95 {found['p95_ms']} ms; "
        f"{found['acknowledged_saves']} answers, {found['acknowledged_budgets']} budgets and "
        f"{found['acknowledged_sends']} sendings acknowledged, {found['too_late']} told that they are too "
        f"late, {len(found['lost'])} lost, faults {found['faults']}"
    )
    return found


def sharing_out(made: int) -> dict[str, Any]:
    """The pages of a plan of 300 applications, and twenty officials who share out at once."""
    from bench import allocation as part
    from grants.models import Call
    from sky_portal import clock

    if made < part.SIZE:
        world.build(made, part.SIZE)
    call = Call.objects.get(slug="sky-2021")
    clock.set_offset(clock.offset() + part.after_closing(call) - clock.now())
    filled, empty = part.ready(officer())
    with (
        world.server("bench.floor:application", workers=2) as floor,
        world.server("sky_portal.wsgi:application", workers=2) as portal,
    ):
        asked = [("sharing out, the plan", part.address_of(filled))]
        asked += [("sharing out, one row", f"{part.address_of(filled)}{part.sent()[0].case_id}/")]
        asked += [("sharing out, compared", part.compared(filled, empty))]
        pages = pages_of(asked, part.SIZE, floor, portal)
        people = part.sharers(call.authority)
        found = part.at_once(portal, empty, people)
    print(
        f"sharing out: {found['officials']} officials, {found['sums_per_second']} sums/s, "
        f"median {found['median_ms']} ms; {found['saved']} saved, {found['refused']} refused, "
        f"{found['total_euros']} of {found['appropriation_euros']} euros, {len(found['lost'])} lost, "
        f"faults {found['faults']}",
        flush=True,
    )
    return {"pages": [one.as_json() for one in pages], **found}


def pages_of(asked: list[tuple[str, str]], size: int, floor_port: int, portal_port: int) -> list[Any]:
    """Pages of the presenting officer, each beside the floor."""
    from bench.pages import count_queries

    user = officer()
    pages = [Asked(name, path, user, count_queries(user, path)) for name, path in asked]
    return [_measured(page, size, floor_port, portal_port) for page in pages]


def judge(results: dict[str, Any]) -> None:
    """Fails when something acknowledged was lost, or a ratio is worse than it may be."""
    from bench import worklist

    faults = worklist.too_slow(results.get("pages", []))
    for one in results.get("writing", ()):
        faults += one["lost"][:5]
        slow = one["ratio"] < LEAST_THROUGHPUT if one["what"] == "autosave" else one["ratio"] > MOST_TIME
        if slow:
            faults.append(f"{one['what']}: {one['ratio']}")
    for part in ("deadline", "allocation"):
        found = results.get(part, {})
        faults += [*found.get("lost", ())[:5], *found.get("faults", ())]
    if results.get("allocation", {}).get("exceeded"):
        faults.append("more was shared out than there is")
    if results.get("allocation", {}).get("idle"):
        faults.append("a sum was refused although the money would have sufficed")
    if faults:
        raise SystemExit(f"acknowledged and not found, refused, or too slow: {faults}")


if __name__ == "__main__":
    main()

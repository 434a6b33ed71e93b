"""The generated pages of docs/ say what the code does."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from sky_portal.accounts.models import User
from sky_portal.cases.handbook import pages
from sky_portal.cases.models import Case
from sky_portal.workflow import REGISTRY

pytestmark = pytest.mark.django_db


def row(page: str, heading: str, verb: str) -> dict[str, str]:
    """One line of a table of access.md, by person."""
    lines = page.split(f"## {heading}\n")[1].split("\n## ", maxsplit=1)[0].strip().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    found = next(line for line in cells if line[0] == verb)
    return dict(zip(cells[0], found, strict=True))


@pytest.fixture(scope="module")
def written(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> dict[str, str]:
    with django_db_blocker.unblock():
        return pages()


@pytest.mark.parametrize("name", ["states.md", "access.md"])
def test_the_committed_pages_are_what_is_generated(written: dict[str, str], name: str) -> None:
    committed = Path(settings.BASE_DIR, "docs", name).read_text()
    assert committed == written[name], f"docs/{name} is out of date: run manage.py write_docs"


def test_every_workflow_has_its_diagram(written: dict[str, str]) -> None:
    assert written["states.md"].count("stateDiagram-v2") == len(REGISTRY)


def test_what_the_design_says_of_drafts_and_sent_applications(written: dict[str, str]) -> None:
    draft = row(written["access.md"], "A draft application", "see")
    assert {person for person, may in draft.items() if may == "●"} == {"preparer", "signatory"}
    sent = row(written["access.md"], "An application that has been sent", "see")
    assert not {"outsider", "outsider signatory", "visitor"} & {p for p, may in sent.items() if may == "●"}
    assert sent["presenting officer"] == sent["evaluator"] == sent["reader"] == "●"
    sending = row(written["access.md"], "A draft application", "`submit`")
    assert [person for person, may in sending.items() if may == "●"] == ["signatory"]


def test_writing_leaves_nothing_in_the_database(tmp_path: Path, settings) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    out = StringIO()
    call_command("write_docs", stdout=out)
    call_command("write_docs", stdout=out)
    assert out.getvalue().splitlines() == ["docs/states.md written", "docs/access.md written"]
    assert not User.objects.exists()
    assert not Case.objects.exists()

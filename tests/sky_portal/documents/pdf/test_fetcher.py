"""Nothing is loaded into a PDF but the project's own static files."""

import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from sky_portal.documents.pdf import PdfFailed, render_pdf
from sky_portal.documents.pdf.fetcher import Forbidden, StaticFetcher
from sky_portal.documents.pdf.letterhead import Letterhead

pytestmark = pytest.mark.usefixtures("sample_templates")

DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


class Listener:
    """A server on loopback that counts who calls."""

    def __init__(self) -> None:
        self.calls = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        while True:
            try:
                caller, _address = self.socket.accept()
            except OSError:
                return
            self.calls += 1
            caller.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/css\r\n\r\n")
            caller.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.socket.shutdown(socket.SHUT_RDWR)
    listener.socket.close()


def render(markup: str) -> bytes:
    context = {"letterhead": Letterhead(name="OKM", kind="Koe"), "markup": markup}
    return render_pdf("hostile.html", context, language="fi", title="Koe")


MARKUPS = {
    "picture": '<img alt="x" src="{url}/x.png">',
    "style sheet": '<link rel="stylesheet" href="{url}/x.css">',
    "import": '<style>@import url("{url}/x.css");</style>',
    "background": '<p style="background: url({url}/x.png)">x</p>',
    "font": '<style>@font-face {{ font-family: F; src: url("{url}/f.woff2") }}'
    "p {{ font-family: F }}</style><p>x</p>",
    "picture in svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title>'
    '<image href="{url}/x.png" width="9" height="9"/></svg>',
    "object": '<object data="{url}/x.svg">x</object>',
    "embed": '<embed src="{url}/x.svg">',
    "list mark": '<ul style="list-style-image: url({url}/x.png)"><li>x</li></ul>',
    "generated": '<style>p::before {{ content: url("{url}/x.png") }}</style><p>x</p>',
}


@pytest.mark.parametrize("markup", MARKUPS.values(), ids=MARKUPS.keys())
def test_the_network_is_not_asked(listener: Listener, markup: str) -> None:
    with pytest.raises(PdfFailed, match="may not load http"):
        render(markup.format(url=listener.url))
    assert listener.calls == 0


@pytest.mark.parametrize("markup", MARKUPS.values(), ids=MARKUPS.keys())
def test_local_files_are_not_read(tmp_path: Path, markup: str) -> None:
    with pytest.raises(PdfFailed, match="may not load file"):
        render(markup.format(url=tmp_path.as_uri()))


def test_data_addresses_are_refused() -> None:
    with pytest.raises(PdfFailed, match="may not load data"):
        render(f'<img alt="x" src="{DOT}">')


@pytest.mark.parametrize(
    "markup", ['<link rel="attachment" href="{}">', '<a rel="Attachment" href="{}">x</a>']
)
def test_nothing_is_attached(listener: Listener, tmp_path: Path, markup: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret of this machine")
    for url in (secret.as_uri(), f"{listener.url}/x.txt"):
        with pikepdf.open(io.BytesIO(render(markup.format(url)))) as pdf:
            assert not pdf.attachments
            assert not any("/EF" in thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary))
    assert listener.calls == 0


@pytest.mark.parametrize(
    "url",
    [
        "static:../manage.py",
        "static:css/../../manage.py",
        "static:/etc/passwd.css",
        "static:css/print-pdf.py",
        "static:css/none.css",
        "STATIC:css/print-pdf.css",
        "https://example.invalid/x.css",
        "ftp://example.invalid/x.css",
        "css/print-pdf.css",
    ],
)
def test_the_fetcher_knows_static_files_only(url: str) -> None:
    with pytest.raises(Forbidden):
        StaticFetcher().fetch(url)


def test_the_fetcher_gives_a_static_file() -> None:
    response = StaticFetcher().fetch("static:css/print-pdf.css")
    assert response.content_type == "text/css"
    assert b"@page" in response.read()

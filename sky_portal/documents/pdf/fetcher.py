"""What a rendering may load: the project's own static files, and nothing else."""

from pathlib import Path, PurePosixPath

from django.contrib.staticfiles import finders
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "static:"
TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png"}


class Forbidden(ValueError):
    """A rendering asked for something that is not a static file of the project."""


class StaticFetcher(URLFetcher):
    """Resolves `static:css/print-pdf.css` through the staticfiles finders; refuses all else.

    Nothing of the parent's is used: it would speak HTTP, read local files and decode `data:`.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        # What was asked for in vain: pictures within SVG swallow even fatal errors.
        self.refused: list[Forbidden] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The file's bytes; raises Forbidden."""
        try:
            path = static_path(url)
        except Forbidden as refusal:
            self.refused.append(refusal)
            raise
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})


def static_path(url: str) -> Path:
    """The file behind a `static:` address; raises Forbidden for any other and for a missing one."""
    name = url.removeprefix(SCHEME)
    plain = PurePosixPath(name)
    if not url.startswith(SCHEME) or plain.is_absolute() or ".." in plain.parts or plain.suffix not in TYPES:
        raise Forbidden(f"a PDF may not load {url[:200]}")
    found = finders.find(name)
    if not found:
        raise Forbidden(f"static file {name} is missing: build the assets")
    return Path(found)

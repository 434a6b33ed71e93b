"""Structured logs with a request id through web and Celery, without personal data or secrets."""

import logging
import logging.config
import re
import time
import uuid
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("sky_portal.requests")

SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
QUIET_PATHS = ("/live", "/ready", "/static/")
HIDDEN = "***"
# Names whose values never reach a log, wherever they stand.
SECRET_NAMES = re.compile(r"password|secret|token|authorization|cookie|csrf|otp|email", re.IGNORECASE)
SECRET_SHAPES = (
    # credentials in the address of a service
    (re.compile(r"(://)[^/@\s]+@"), rf"\1{HIDDEN}@"),
    # (no address is longer: without a bound a long word would be searched again from each letter)
    (re.compile(r"[^\s@'\"<>=(,;]{1,254}@[^\s@'\"<>),;]+\.\w+"), HIDDEN),
    # the Finnish personal identity code
    (re.compile(r"\b\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]\b"), HIDDEN),
    (re.compile(r"(\?)[^\s\"']+"), rf"\1{HIDDEN}"),
)
LONG_WORD = re.compile(r"[A-Za-z0-9_:=~.-]{16,}")


def current_request_id() -> str:
    """The id of the request or job that is being served; empty outside of one."""
    return structlog.contextvars.get_contextvars().get("request_id", "")


@contextmanager
def bound(**values: Any) -> Iterator[None]:
    """Adds the values to every log line written inside."""
    with structlog.contextvars.bound_contextvars(**values):
        yield


def mask_path(path: str) -> str:
    """The path of an address without its query and without the tokens in it; uuids stay."""
    return "/".join(HIDDEN if _is_token(part) else part for part in path.partition("?")[0].split("/"))


def mask_text(text: str) -> str:
    """A text without e-mail addresses, identity codes, credentials, queries and tokens in paths."""
    for shape, replacement in SECRET_SHAPES:
        text = shape.sub(replacement, text)
    return re.sub(r"(?<![\w.])/[^\s\"'<>,)]+", lambda found: mask_path(found.group()), text)


def _is_token(part: str) -> bool:
    """A signed value, or a long word of mixed kinds: no slug, number, file name or uuid."""
    if UUID.fullmatch(part) or not LONG_WORD.fullmatch(part):
        return False
    if ":" in part:
        return True
    kinds = (r"[a-z]", r"[A-Z]", r"\d")
    longest = max(part.split("-"), key=len)
    mixed = sum(bool(re.search(kind, longest)) for kind in kinds) > 1
    return mixed and len(longest) >= len(HIDDEN) * 5 and "." not in part


def mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor that takes secrets and personal data out of a line."""
    for name, value in event.items():
        if SECRET_NAMES.search(name):
            event[name] = HIDDEN
        elif isinstance(value, str) and name not in {"timestamp", "request_id", "level", "logger"}:
            event[name] = mask_text(value)
    return event


def _shared() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        structlog.processors.UnicodeDecoder(),
        mask,
    ]


def _renderer(form: str) -> Any:
    if form == "json":
        return structlog.processors.JSONRenderer(sort_keys=True)
    return structlog.dev.ConsoleRenderer(colors=False)


def configure(options: dict[str, Any]) -> None:
    """Sets up logging from settings.LOGGING: `format` is json or console, `level` the root's."""
    structlog.configure(
        # What the level leaves out is dropped before anything is made of it.
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    logging.config.dictConfig(_standard_logging(options))


def _standard_logging(options: dict[str, Any]) -> dict[str, Any]:
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _shared(),
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _renderer(options["format"]),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["out"], "level": options["level"]},
        "loggers": {
            # One line a request is ours; Django's own say the same again with the whole address.
            "django.server": {"level": "ERROR"},
            "django.request": {"level": "ERROR"},
            # A PDF in the making tells of every glyph and property it passes over.
            "fontTools": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            # "No hostname was supplied": the filesystem has none.
            "kombu.connection": {"level": "ERROR"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }


class RequestIdMiddleware:
    """Gives every request an id, answers with it, and writes one line about the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        offered = request.headers.get("X-Request-ID", "")
        request_id = offered if SANE_ID.fullmatch(offered) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        started = time.monotonic()
        with bound(request_id=request_id):
            response = self.get_response(request)
            self._tell(request, response, started)
        response["X-Request-ID"] = request_id
        return response

    def _tell(self, request: HttpRequest, response: HttpResponse, started: float) -> None:
        quiet = request.path.startswith(QUIET_PATHS) and response.status_code < 500  # noqa: PLR2004
        write = log.debug if quiet else log.info
        write(
            "request",
            method=request.method,
            path=_path_of(request),
            status=response.status_code,
            user=_user_id(request),
            milliseconds=round((time.monotonic() - started) * 1000),
        )


def _path_of(request: HttpRequest) -> str:
    """The masked path; what an address calls a token is one, however short."""
    path = mask_path(request.path)
    match = request.resolver_match
    for name, value in (match.kwargs if match else {}).items():
        if name in {"key", "uidb36", "token", "secret"} and value:
            path = path.replace(str(value), HIDDEN)
    return path


def _user_id(request: HttpRequest) -> int | None:
    """The user's id if the page has asked for it: logging must not open a session."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)

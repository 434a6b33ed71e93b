"""Looks into a PDF given on standard input and prints one word on what it found.

Run as a program of its own with a ceiling on memory and time: a few megabytes can unpack to
many gigabytes, and that must not take a web node down.
"""

import resource
import sys

MEMORY = 1024 * 1024 * 1024
SECONDS = 20

# Forms without scripts are fine; what runs, starts, plays or carries along is not.
ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/Movie", "/RichMediaExecute"}
ANNOTATIONS = {"/RichMedia", "/Screen", "/Movie", "/3D"}


def verdict(stream) -> str:
    """One of fine, damaged, encrypted, active, attached."""
    import pikepdf

    try:
        with pikepdf.open(stream, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return "encrypted"
            if not len(pdf.pages):
                return "damaged"
            return next(filter(None, map(_found_in, pdf.objects)), "fine")
    except pikepdf.PasswordError:
        return "encrypted"
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return "damaged"


def _found_in(thing) -> str:
    """What is wrong with one object, directly held ones included; "" when nothing is."""
    import pikepdf

    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    if isinstance(thing, pikepdf.Array):
        return next(filter(None, (_found_in(item) for item in thing if not item.is_indirect)), "")
    if not isinstance(thing, pikepdf.Dictionary):
        return ""
    return _found_in_dictionary(thing) or next(
        filter(None, (_found_in(value) for value in map(_value, thing.values()) if value is not None)), ""
    )


def _value(value):
    """A directly held container, or None: indirect ones come up by themselves."""
    import pikepdf

    container = isinstance(value, pikepdf.Dictionary | pikepdf.Array)
    return value if container and not value.is_indirect else None


def _found_in_dictionary(thing) -> str:
    if str(thing.get("/S", "")) in ACTIONS or "/JS" in thing or "/XFA" in thing or "/JavaScript" in thing:
        return "active"
    if str(thing.get("/Subtype", "")) in ANNOTATIONS:
        return "active"
    if str(thing.get("/Subtype", "")) == "/FileAttachment" or "/EmbeddedFiles" in thing or "/EF" in thing:
        return "attached"
    return ""


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.write(verdict(sys.stdin.buffer))

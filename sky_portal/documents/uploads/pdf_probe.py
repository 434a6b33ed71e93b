"""Looks into a PDF given on standard input and prints one word on what it found.

Run as a program of its own with a ceiling on memory and time: a few megabytes can unpack to
many gigabytes, and that must not take a web node down.
"""

import resource
import sys

MEMORY = 512 * 1024 * 1024
SECONDS = 20

# Forms without scripts are fine; what runs, starts, plays or carries along is not.
ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/Movie", "/RichMediaExecute"}
ANNOTATIONS = {"/RichMedia", "/Screen", "/Movie", "/3D"}


def verdict(stream) -> str:
    """One of fine, damaged, encrypted, active, attached, bomb."""
    import pikepdf

    try:
        with pikepdf.open(stream, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return "encrypted"
            if not len(pdf.pages):
                return "damaged"
            found = next(filter(None, map(_found_in, pdf.objects)), "")
            return found or _hidden(pdf.get_warnings()) or "fine"
    except pikepdf.PasswordError:
        return "encrypted"
    except MemoryError:
        return "bomb"
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return "damaged"


def _hidden(warnings) -> str:
    """Whether packed objects could not be read, so that anything might be in them.

    qpdf goes on without them; only the packing of objects and their table is unpacked here.
    """
    if any("bad_alloc" in warning for warning in warnings):
        return "bomb"
    unread = ("error decoding stream data", "unfilterable stream")
    return "damaged" if any(mark in warning for warning in warnings for mark in unread) else ""


def _found_in(thing) -> str:
    """What is wrong with one object, what it holds directly included; "" when nothing is."""
    import pikepdf

    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    own = _found_in_dictionary(thing) if isinstance(thing, pikepdf.Dictionary) else ""
    return own or next(filter(None, map(_found_in, _held(thing))), "")


def _held(thing) -> list:
    """Containers held directly: what is referred to comes up by itself."""
    import pikepdf

    containers = (pikepdf.Dictionary, pikepdf.Array)
    if not isinstance(thing, containers):
        return []
    values = thing.values() if isinstance(thing, pikepdf.Dictionary) else thing
    return [value for value in values if isinstance(value, containers) and not value.is_indirect]


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

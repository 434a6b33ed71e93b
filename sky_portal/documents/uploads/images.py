"""Pictures: their dimensions are read from the header, before anything is decoded."""

import struct
from typing import IO, Any

from PIL import Image, UnidentifiedImageError

from sky_portal.documents.uploads import kinds
from sky_portal.documents.uploads.kinds import Kind
from sky_portal.documents.uploads.refusals import refuse

MOST_PIXELS = 50_000_000
_MOST_SEGMENTS = 2_000
_MARK = 0xFF
# Start-of-frame markers of JPEG; C4, C8 and CC among them mean other things.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def check(stream: IO[bytes], kind: Kind) -> None:
    """Refuses a picture that is too large or broken."""
    width, height = (_png_size if kind == kinds.PNG else _jpeg_size)(stream)
    if not width or not height:
        refuse("damaged")
    if width * height > MOST_PIXELS:
        refuse("pixels", limit=MOST_PIXELS // 1_000_000)
    stream.seek(0)
    try:
        with Image.open(stream, formats=["PNG" if kind == kinds.PNG else "JPEG"]) as picture:
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        refuse("damaged")


def _png_size(stream: IO[bytes]) -> tuple[int, int]:
    stream.seek(8)
    _length, header, width, height = _unpack(">I4sII", stream)
    if header != b"IHDR":
        refuse("damaged")
    return width, height


def _jpeg_size(stream: IO[bytes]) -> tuple[int, int]:
    """Walks the segments to the frame's header."""
    stream.seek(2)
    for _segment in range(_MOST_SEGMENTS):
        mark, marker = _unpack(">BB", stream)
        while marker == _MARK:
            (marker,) = _unpack(">B", stream)
        if mark != _MARK:
            break
        (length,) = _unpack(">H", stream)
        if marker in _FRAMES:
            _precision, height, width = _unpack(">BHH", stream)
            return width, height
        stream.seek(max(length - 2, 0), 1)
    refuse("damaged")


def _unpack(layout: str, stream: IO[bytes]) -> tuple[Any, ...]:
    try:
        return struct.unpack(layout, stream.read(struct.calcsize(layout)))
    except struct.error:
        refuse("damaged")

"""A request that is far too large: its files are not kept, and its page can say so in words."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from sky_portal.documents.uploads.checks import MB

# All files of a case at once (sky_portal.documents.services), and the form around them.
MOST_BYTES_A_REQUEST = 105 * MB
_MARK = "files_were_skipped"


class LimitHandler(FileUploadHandler):
    """Comes before the handlers that store: of a body over the limit it lets no file through.

    The rest of the body is read and dropped piece by piece, so that the browser gets the answer
    instead of a broken line; neither memory nor disk is filled.
    """

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any) -> None:
        """Judges the body by what it says it weighs; the server reads no more than that."""
        if content_length > MOST_BYTES_A_REQUEST and self.request is not None:
            setattr(self.request, _MARK, True)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Drops a file of a body that is too large."""
        super().new_file(*args, **kwargs)
        if self.request is not None and were_skipped(self.request):
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hands the bytes on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The file is made by the handler that stores it."""


def were_skipped(request: HttpRequest) -> bool:
    """Whether the request was too large, so that its files have been dropped."""
    return getattr(request, _MARK, False)

"""Why an upload is refused: one sentence a reason, in the language of the person."""

from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(limit)s MB. Divide it, or save it in a smaller size."),
    "case_full": _("The files of this matter would together be larger than %(limit)s MB."),
    "case_many": _("This matter already has %(limit)s files, which is the most it can have."),
    "case_ever": _("So many files have been added here and taken away again that no more is taken."),
    "type": _("Files of this type are not accepted. Send a PDF, DOCX, XLSX, ODT, ODS, PNG or JPEG file."),
    "old_office": _("This is an old Office file. Save it as DOCX or XLSX, or as PDF, and send that."),
    "lying": _("The content of the file is not what its name says (%(extension)s). Check the file."),
    "two_faced": _("The file hides another file in it. Save it anew and send that."),
    "damaged": _("The file is damaged and cannot be opened. Save it anew and send that."),
    "encrypted": _("The file is protected by a password or by restrictions. Send it without them."),
    "bomb": _("The file unpacks to far more than its size. It is not accepted."),
    "nested": _("The file has packed archives in it. Send their files one by one."),
    "macros": _("The file has macros in it. Save it without macros, or as PDF, and send that."),
    "embedded": _("The file has other files or controls embedded in it. Send them one by one, or as PDF."),
    "active": _(
        "The PDF has a script, an action or a form programme in it. Print it to a new PDF and send that."
    ),
    "attached": _("The PDF has other files attached to it. Send them one by one."),
    "pixels": _("The picture is larger than %(limit)s million pixels. Save it in a smaller size."),
}


def refuse(code: str, **params: Any) -> NoReturn:
    """Raises ValidationError with the sentence of this reason; its code names the reason."""
    raise ValidationError(SENTENCES[code], code=code, params=params)

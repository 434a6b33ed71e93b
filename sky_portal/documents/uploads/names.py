"""Names of files as they are shown and sent: no path, nothing invisible, not too long."""

import re
import unicodedata

LONGEST = 120
# Names that Windows keeps for devices: a file of this name cannot be saved there.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def split_extension(name: str) -> tuple[str, str]:
    """The name without its last extension, and that extension in small letters (".pdf" or "")."""
    stem, dot, extension = name.rpartition(".")
    return (stem, f".{extension.lower()}") if dot and stem else (name, "")


def clean_name(raw: str) -> str:
    """The name without folders, control and invisible characters (so no text direction tricks),
    without what Windows forbids, at most LONGEST characters; never empty.
    """
    name = unicodedata.normalize("NFC", raw).replace("\\", "/").rpartition("/")[2]
    name = "".join(" " if character.isspace() else character for character in name)
    name = "".join(character for character in name if unicodedata.category(character)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "_", name)
    stem, extension = split_extension(" ".join(name.split()).strip(". "))
    extension = extension.rstrip(". ")[:10]
    stem = stem[: LONGEST - len(extension)].strip(". ")
    if not stem or _DEVICES.match(stem):
        stem = f"_{stem}"
    return stem + extension

"""Copies what the pages use from node_modules to static/vendor; repeatable, needs no network.

Run after `npm ci`: `python deploy/assets.py`. Comments that point to source maps are dropped:
the maps are not shipped, and hashed static files refuse a file that names a missing one.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"

COMPLETE = "accessible-autocomplete"
FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
    "bootstrap/LICENSE": "bootstrap/LICENSE",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    f"{COMPLETE}/dist/{COMPLETE}.min.js": f"autocomplete/{COMPLETE}.min.js",
    f"{COMPLETE}/dist/{COMPLETE}.min.css": f"autocomplete/{COMPLETE}.min.css",
    f"{COMPLETE}/LICENSE.txt": "autocomplete/LICENSE",
    "@fontsource/source-sans-3/LICENSE": "source-sans-3/LICENSE",
}
FACES = ("400-normal", "400-italic", "600-normal", "700-normal")
SUBSETS = ("latin", "latin-ext")
SOURCE_MAP = re.compile(rb"\s*(?:/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*$")


def wanted() -> dict[str, str]:
    """Every file to copy: its place in node_modules and in static/vendor."""
    fonts = {
        f"@fontsource/source-sans-3/files/source-sans-3-{subset}-{face}.woff2": (
            f"source-sans-3/source-sans-3-{subset}-{face}.woff2"
        )
        for subset in SUBSETS
        for face in FACES
    }
    return FILES | fonts


def copy(source: Path, target: Path) -> None:
    """Copies one file, without its pointer to a source map."""
    content = source.read_bytes()
    if source.suffix in {".css", ".js"}:
        content = SOURCE_MAP.sub(b"\n", content)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def main() -> int:
    """Builds static/vendor anew; 1 when node_modules lacks a file."""
    files = wanted()
    missing = [name for name in files if not (MODULES / name).is_file()]
    if missing:
        print(f"assets: node_modules lacks {', '.join(missing)}\nassets: run `npm ci` first", file=sys.stderr)
        return 1
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, target in files.items():
        copy(MODULES / name, VENDOR / target)
    print(f"assets: {len(files)} files in {VENDOR.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

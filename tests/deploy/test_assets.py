"""The files of the pages come from node_modules, the same every time."""

import pytest

from deploy import assets


@pytest.fixture
def folders(tmp_path, monkeypatch):
    modules, vendor = tmp_path / "node_modules", tmp_path / "static" / "vendor"
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    monkeypatch.setattr(assets, "MODULES", modules)
    monkeypatch.setattr(assets, "VENDOR", vendor)
    for name in assets.wanted():
        path = modules / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"content of " + name.encode() + b"\n/*# sourceMappingURL=x.map */")
    return modules, vendor


def test_every_file_is_copied_without_its_map(folders):
    _, vendor = folders
    assert assets.main() == 0
    copied = {path.relative_to(vendor).as_posix() for path in vendor.rglob("*.*") if path.is_file()}
    assert (
        set(assets.wanted().values()) - {name for name in assets.wanted().values() if "." not in name}
        <= copied
    )
    assert b"sourceMappingURL" not in (vendor / "bootstrap" / "bootstrap.min.css").read_bytes()
    assert (
        b"sourceMappingURL"
        in (vendor / "source-sans-3" / "source-sans-3-latin-400-normal.woff2").read_bytes()
    )


def test_a_second_run_leaves_nothing_old(folders):
    _, vendor = folders
    assets.main()
    (vendor / "old.js").write_text("x")
    before = (vendor / "htmx" / "htmx.min.js").read_bytes()
    assert assets.main() == 0
    assert not (vendor / "old.js").exists()
    assert (vendor / "htmx" / "htmx.min.js").read_bytes() == before


def test_what_is_missing_is_named_and_nothing_changes(folders, capsys):
    modules, vendor = folders
    assets.main()
    (modules / "htmx.org" / "dist" / "htmx.min.js").unlink()
    assert assets.main() == 1
    assert "htmx.org/dist/htmx.min.js" in capsys.readouterr().err
    assert (vendor / "htmx" / "htmx.min.js").exists()

"""Set-up installs what is missing, and an interrupted step is done again."""

import subprocess
import sys
from pathlib import Path

import pytest

from deploy import setup


@pytest.fixture
def stamps(tmp_path, monkeypatch):
    monkeypatch.setattr(setup, "STAMPS", tmp_path)
    return tmp_path


def test_a_step_is_done_once_for_one_mark(stamps):
    done = []
    for mark in ("a", "a", "b", "b"):
        setup.once("step", mark, lambda: True, lambda m=mark: done.append(m), "step")
    assert done == ["a", "b"]


def test_a_step_whose_product_is_gone_is_done_again(stamps):
    done = []
    for there in (True, False):
        setup.once("step", "a", lambda t=there: t, lambda: done.append(1), "step")
    assert len(done) == 2


def test_an_interrupted_step_leaves_no_stamp(stamps):
    setup.once("step", "a", lambda: True, lambda: None, "step")

    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        setup.once("step", "b", lambda: True, interrupted, "step")
    assert not (stamps / "step").exists()


def test_a_failed_command_is_shown_with_what_to_do(capsys):
    with pytest.raises(setup.SetupError):
        setup.run(
            sys.executable, "-c", "print('the reason'); raise SystemExit(3)", failed="It failed. Do this."
        )
    said = capsys.readouterr().err
    assert "It failed. Do this." in said
    assert "the reason" in said


def test_a_half_made_environment_does_not_count_as_one(tmp_path):
    assert setup.works(Path(sys.executable))
    assert not setup.works(tmp_path / "bin" / "python")
    half = tmp_path / "python"
    half.write_text("#!/bin/sh\nexit 1\n")
    half.chmod(0o755)
    assert not setup.works(half)


def test_without_root_and_sudo_the_command_to_run_is_named(monkeypatch, capsys):
    monkeypatch.setattr(setup, "missing_packages", lambda purpose: ["gettext", "libpango-1.0-0"])
    monkeypatch.setattr(setup.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(setup.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    with pytest.raises(setup.SetupError):
        setup.install_system("run")
    assert "sudo apt-get install -y --no-install-recommends gettext libpango-1.0-0" in capsys.readouterr().err


def test_set_up_needs_nothing_but_the_standard_library():
    code = "import sys; sys.path.insert(0, 'deploy'); import setup"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=setup.ROOT, check=False)
    assert done.returncode == 0


def test_a_stub_of_a_browser_is_no_browser(tmp_path, monkeypatch):
    stub = tmp_path / "chromium"
    stub.write_text("#!/bin/sh\nexec /snap/bin/chromium\n")
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SKY_CHROMIUM", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert setup.browser() is None

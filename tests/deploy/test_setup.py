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


@pytest.mark.parametrize(
    ("programs", "said"),
    [
        (("apt-get",), 'su -c "apt-get update && apt-get install'),
        (("apt-get", "sudo"), "sudo apt-get update && sudo apt-get install"),
    ],
)
def test_who_may_not_install_is_told_the_whole_command(monkeypatch, capsys, programs, said):
    monkeypatch.setattr(setup, "missing_packages", lambda purpose: ["gettext", "libpango-1.0-0"])
    monkeypatch.setattr(setup.os, "geteuid", lambda: 1000)
    # A sudo that asks for a password: false refuses, as `sudo -n` does then.
    monkeypatch.setattr(setup.shutil, "which", lambda name: "/bin/false" if name in programs else None)
    with pytest.raises(setup.SetupError):
        setup.install_system("run")
    told = capsys.readouterr().err
    assert said in told
    assert "--no-install-recommends gettext libpango-1.0-0" in told


def test_a_killed_pip_is_begun_anew_and_a_finished_one_kept(stamps, tmp_path, monkeypatch):
    venv, commands = tmp_path / "venv", []
    monkeypatch.setattr(setup, "VENV", venv)
    monkeypatch.setattr(setup, "works", lambda python: venv.is_dir())

    def fake_run(*command, **_):
        commands.append("venv" if "venv" in command else "pip")
        venv.mkdir(exist_ok=True)

    def killed(*command, **_):
        fake_run(*command)
        if commands[-1] == "pip":
            raise KeyboardInterrupt

    monkeypatch.setattr(setup, "run", killed)
    with pytest.raises(KeyboardInterrupt):
        setup.install_python("run")
    monkeypatch.setattr(setup, "run", fake_run)
    for _ in range(2):
        setup.install_python("run")
    assert commands == ["venv", "pip", "venv", "pip"]
    assert not (venv / "installing").exists()


def test_the_larger_set_of_packages_holds_the_smaller(stamps, tmp_path, monkeypatch):
    commands = []
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup, "works", lambda python: True)
    monkeypatch.setattr(setup, "run", lambda *command, **_: commands.append(command))
    setup.install_python("test")
    setup.install_python("run")
    assert [command[-1].name for command in commands] == ["requirements-dev.lock"]


@pytest.mark.parametrize("unwell", [None, "#!/bin/sh\nexit 1\n"])
def test_npm_comes_from_python_where_the_system_has_none_that_works(tmp_path, monkeypatch, unwell):
    commands = []
    system = tmp_path / "system-npm"
    if unwell:
        system.write_text(unwell)
        system.chmod(0o755)
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup.shutil, "which", lambda name: str(system) if unwell else None)
    monkeypatch.setattr(setup, "run", lambda *command, **_: commands.append(command))
    assert setup.npm() == str(tmp_path / "bin" / "npm")
    assert [command[-1] for command in commands] == [setup.NODE]
    assert "==" in setup.NODE


def test_a_security_update_of_python_is_no_reason_to_install_again(monkeypatch):
    before = setup.fingerprint()
    monkeypatch.setattr(setup.sys, "version", "3.11.2 (main, another day)")
    assert setup.fingerprint() == before
    monkeypatch.setattr(setup.sys, "version_info", type("V", (), {"major": 3, "minor": 99}))
    assert setup.fingerprint() != before


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

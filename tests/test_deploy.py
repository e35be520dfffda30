"""What an operator deploys is what the code says, and linters that know the formats agree."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from dotenv import dotenv_values

from bot.example_env import example_env
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
BIN = Path(sys.executable).parent


def test_example_env_is_made_from_the_settings() -> None:
    assert (DEPLOY / "example.env").read_text(encoding="utf-8") == example_env()


def test_example_env_uncommented_is_what_the_defaults_are(tmp_path: Path) -> None:
    lines = [
        line.removeprefix("#") if line.startswith("#") and not line.startswith("# ") else line
        for line in example_env().splitlines()
    ]
    file = tmp_path / ".env"
    file.write_text("\n".join(lines), encoding="utf-8")

    assert set(dotenv_values(file)) == {name.upper() for name in Settings.model_fields}
    assert Settings.load({}, file) == Settings.load({})


def test_the_dockerfile_passes_hadolint() -> None:
    done = subprocess.run([BIN / "hadolint", DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False)  # noqa: S603 - our own linter on our own file

    assert (done.returncode, done.stdout) == (0, "")


def test_the_dockerfile_copies_every_package_and_runs_as_nobody_in_particular() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")

    for package in ("bot", "adapters", "commands", "deploy/sandbox"):
        assert f"COPY --chown=root:root {package} /app/{package}" in text
    assert "USER 10001" in text
    assert "--require-hashes" in text


@pytest.mark.parametrize("name", ["compose.yaml", "compose.scaled.yaml"])
def test_the_compose_files_fit_the_compose_specification(name: str) -> None:
    command: list[str | Path] = [
        BIN / "check-jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        DEPLOY / name,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own linter on our own file

    assert done.returncode == 0, done.stdout


def test_containers_are_given_longer_to_stop_than_answers_to_finish() -> None:
    drain = Settings.load({}).drain_seconds
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    unit = service()

    assert int(compose["services"]["bot"]["stop_grace_period"].removesuffix("s")) > drain
    assert int(unit["Service"]["TimeoutStopSec"]) > drain


MANIFESTS = sorted(path for path in (DEPLOY / "kubernetes").glob("*.yaml") if path.name != "kustomization.yaml")


def test_kubernetes_accepts_the_manifests_and_none_is_left_out() -> None:
    done = subprocess.run(  # noqa: S603 - our own linter on our own files
        [BIN / "kubernetes-validate", "--strict", *MANIFESTS], capture_output=True, text=True, check=False
    )
    listed = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text(encoding="utf-8"))["resources"]

    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(listed) == [path.name for path in MANIFESTS]


@pytest.mark.parametrize("role", ["receiver", "worker"])
def test_what_runs_scaled_is_told_its_role_looked_after_and_may_finish(role: str) -> None:
    deployment, budget = yaml.safe_load_all((DEPLOY / "kubernetes" / f"{role}.yaml").read_text(encoding="utf-8"))
    pod = deployment["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    compose = yaml.safe_load((DEPLOY / "compose.scaled.yaml").read_text(encoding="utf-8"))["services"][role]

    assert container["args"] == compose["command"] == ["run", "--role", role]
    for probe, options in (("startupProbe", []), ("readinessProbe", []), ("livenessProbe", ["--alive"])):
        assert container[probe]["exec"]["command"] == ["python", "-m", "bot", "health", *options]
    assert {"name": "HEALTH_FILE", "value": "/tmp/galerne.health"} in container["env"]  # noqa: S108 - the container's own
    assert container["envFrom"] == [{"secretRef": {"name": "galerne"}}]
    drain = Settings.load({}).drain_seconds
    assert pod["terminationGracePeriodSeconds"] > drain
    assert int(compose["stop_grace_period"].removesuffix("s")) > drain
    assert budget["spec"]["selector"] == deployment["spec"]["selector"]
    assert deployment["spec"]["replicas"] > budget["spec"]["minAvailable"]
    assert compose["deploy"]["replicas"] == deployment["spec"]["replicas"]


def service() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # the documented way to keep the case of keys
    parser.read(DEPLOY / "galerne.service", encoding="utf-8")
    return parser


def test_the_unit_does_not_restart_on_wrong_settings() -> None:
    unit = service()["Service"]

    assert unit["RestartPreventExitStatus"] == "2"
    assert unit["ExecStart"].endswith("-m bot run")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "galerne.service").read_text(encoding="utf-8")
    copy = tmp_path / "galerne.service"
    copy.write_text(text.replace("/opt/galerne/.venv/bin/python", sys.executable), encoding="utf-8")

    done = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)  # noqa: S603, S607 - the system's own checker on our own file

    assert done.stderr == ""

"""The checked-in front-end files are those that package-lock.json pins, unchanged."""

import hashlib
import json
import re
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]
FOLDERS = ["static/vendor", "tests/journeys/vendor"]


def manifest(folder: str) -> tuple[dict[str, str], dict[str, str]]:
    """Versions by package, and SHA-256 by file, as a folder's SHA256SUMS tells them."""
    text = (TREE / folder / "SHA256SUMS").read_text()
    versions = dict(re.findall(r"^# (\S+) (\S+)$", text, re.M))
    sums = {name: digest for digest, name in re.findall(r"^([0-9a-f]{64})  (\S+)$", text, re.M)}
    return versions, sums


@pytest.mark.parametrize("folder", FOLDERS)
def test_files_are_as_they_were_published(folder: str) -> None:
    _, sums = manifest(folder)
    there = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (TREE / folder).iterdir()
        if path.name != "SHA256SUMS"
    }
    assert there == sums


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_package_brings_its_licence(folder: str) -> None:
    versions, sums = manifest(folder)
    licences = [name for name in sums if name.endswith("LICENSE.txt")]
    assert len(licences) == len(versions)


def test_versions_are_exact_and_the_same_everywhere() -> None:
    asked = json.loads((TREE / "package.json").read_text())
    lock = json.loads((TREE / "package-lock.json").read_text())
    locked = {
        path.removeprefix("node_modules/"): package["version"]
        for path, package in lock["packages"].items()
        if path
    }
    copied = {name: version for folder in FOLDERS for name, version in manifest(folder)[0].items()}
    assert asked["dependencies"] | asked["devDependencies"] == locked == copied


LOCKS = [f"requirements{of}.txt" for of in ("", "-s3", "-dev")]


@pytest.mark.parametrize("lock", ["package-lock.json", *LOCKS])
def test_no_lock_names_a_host(lock: str) -> None:
    assert "://" not in (TREE / lock).read_text()

"""Copy the front-end files that package-lock.json pins out of node_modules, with their licences.

Each folder gets a SHA256SUMS that `sha256sum --check` reads; its first lines say which versions
the files are. What is copied is checked in, so that running and testing need no npm.
"""

import hashlib
import json
import shutil
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent

# folder -> package -> {file in the package: its name here}
FILES: dict[str, dict[str, dict[str, str]]] = {
    "static/vendor": {
        "htmx.org": {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "htmx.LICENSE.txt"},
        "idiomorph": {
            "dist/idiomorph-ext.min.js": "idiomorph-ext.min.js",
            "LICENSE": "idiomorph.LICENSE.txt",
        },
    },
    "tests/journeys/vendor": {
        "axe-core": {
            "axe.min.js": "axe.min.js",
            "LICENSE": "axe-core.LICENSE.txt",
            "LICENSE-3RD-PARTY.txt": "axe-core.LICENSE-3RD-PARTY.txt",
        },
    },
}


def copy(folder: Path, packages: dict[str, dict[str, str]]) -> None:
    """Fill one folder anew and write its manifest."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    versions, sums = [], []
    for package, files in packages.items():
        source = TREE / "node_modules" / package
        version = json.loads((source / "package.json").read_text())["version"]
        versions.append(f"# {package} {version}")
        for path, name in files.items():
            content = (source / path).read_bytes()
            (folder / name).write_bytes(content)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}")
    (folder / "SHA256SUMS").write_text("\n".join([*versions, *sums]) + "\n")


if __name__ == "__main__":
    for name, packages in FILES.items():
        copy(TREE / name, packages)

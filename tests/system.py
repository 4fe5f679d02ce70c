"""Installs what the tests need beside Python packages, where this may: `python tests/system.py`, called by `make test`.

PostgreSQL and Chromium from Debian's packages, axe-core from npm into .venv. Where one cannot be installed, the tests
that need it are skipped and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

AXE = "axe-core@4.14.1"
VENV = Path(__file__).parents[1] / ".venv"


def main() -> None:
    """Install what is missing; never fail."""
    missing = []
    if not shutil.which("postgres") and not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        missing.append("postgresql")
    if not shutil.which("chromium"):
        missing.append("chromium")
    if missing and (os.geteuid() != 0 or not shutil.which("apt-get")):
        print(f"not installed: {' '.join(missing)} (Debian: apt-get install {' '.join(missing)})")
    elif missing and run("apt-get", "--quiet=2", "update"):
        run("apt-get", "--quiet=2", "install", "--yes", "--no-install-recommends", *missing)
    if not (VENV / "node_modules/axe-core").exists():
        if shutil.which("npm"):
            run("npm", "install", "--silent", "--no-save", "--no-package-lock", "--prefix", str(VENV), AXE)
        else:
            print(f"not installed: {AXE} (there is no npm)")


def run(*command: str) -> bool:
    """Whether the command did its work; what it has to say is printed where it did not."""
    print(*command, flush=True)
    done = subprocess.run(
        command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, capture_output=True, text=True
    )
    if done.returncode:
        print(f"it failed, so that what needs it is not tested: {done.stderr[-500:] or done.stdout[-500:]}")
    return done.returncode == 0


if __name__ == "__main__":
    main()

"""Plants each known mistake into a copy of the backend, and sees whether the model finds it.

Run by `./linka soak planted-bugs`; it takes some ten minutes.
"""

from __future__ import annotations

import argparse
import json
import sys

from tests.support.small_town.planted import BUGS, look_for


def main() -> int:
    """Look for all of them; how many were not found is the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, help="as long as it takes; there for all soaks")
    parser.add_argument("--at-once", type=int, default=1, help="one; it is there for all soaks")
    parser.add_argument("--seed", type=int, help="none; it is there for all soaks")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    missed = 0
    rows = []
    for name in BUGS:
        run = look_for(name)
        missed += not run.found
        rows.append({"bug": name, "found": run.found, "said": run.said})
        if not asked.json:
            print(f"{'found ' if run.found else 'MISSED'}  {name}: {run.said}", flush=True)
    if asked.json:
        print(json.dumps(rows, ensure_ascii=False))
    return missed


if __name__ == "__main__":
    sys.exit(main())

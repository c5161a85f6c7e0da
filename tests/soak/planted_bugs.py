"""Plants each known mistake into a copy of the backend, and sees whether the model finds it.

First nothing is planted: what is found then would be found of every plant, and prove nothing.

Run by `./linka soak planted-bugs`; it takes half an hour or so.
"""

from __future__ import annotations

import argparse
import json
import sys

from tests.support.small_town.planted import BUGS, MACHINES, look_for


def main() -> int:
    """Look for all of them; how many were not found, or found in vain, is the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, help="as long as it takes; there for all soaks")
    parser.add_argument("--at-once", type=int, default=1, help="one; it is there for all soaks")
    parser.add_argument("--seed", type=int, help="none; it is there for all soaks")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    wrong = 0
    rows = []
    for name, by in [*((None, one) for one in MACHINES), *((one, "") for one in BUGS)]:
        run = look_for(name, by)
        wrong += run.found is (name is None)
        rows.append({"bug": name or f"none, by {by}", "found": run.found, "said": run.said})
        if not asked.json:
            word = ("MISSED", "found ") if name else ("none  ", "FALSE ")
            print(f"{word[run.found]}  {rows[-1]['bug']}: {run.said}", flush=True)
    if asked.json:
        print(json.dumps(rows, ensure_ascii=False))
    return wrong


if __name__ == "__main__":
    sys.exit(main())

"""Outside tools judge the demo city as it is served: pa11y its pages, schemathesis its API.

``--only WORD,WORD`` judges the screens whose name has one of the words, ``--all`` every screen;
otherwise those of the fixed addresses, the workbenches and the entries. ``--tool`` runs one alone.
"""

import sys
import time
from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from tests.screens import city  # noqa: E402

SEED = 809
#: Drawn at random for each operation, beside the boundary cases.
EXAMPLES = 5
#: The department in whose name the API is called: it provides, asks and receives.
CALLER = "SCJG"


def _arguments() -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--tool", choices=["pa11y", "schemathesis"])
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    return parser.parse_args()


def _pages(arguments: Namespace, now: datetime) -> bool:
    from tests.outside import accessibility
    from tests.screens import addresses

    accessibility.install()
    listed = addresses.screens(now) if arguments.all else addresses.standing()
    words = arguments.only.split(",")
    listed = [screen for screen in listed if any(word in screen.name for word in words)]
    sessions = accessibility.cookies(listed, now)
    begun = time.monotonic()
    with city.served() as root:
        count, faults = accessibility.judge(root, listed, sessions)
    print(f"pa11y: {count} pages in {time.monotonic() - begun:.0f} s, {len(faults)} faults")
    print(*faults, sep="\n", file=sys.stderr)
    return not faults


def _contract(arguments: Namespace, now: datetime) -> bool:
    from tests.outside import contract
    from tests.screens import addresses

    credentials = contract.register(CALLER, addresses.OFFICER, now)
    begun = time.monotonic()
    with city.served(PORTAL_API_RATE="1000000/min") as root:
        told, is_kept = contract.judge(root, credentials, examples=arguments.examples, seed=SEED)
    print(told)
    print(f"schemathesis: {time.monotonic() - begun:.0f} s, seed {SEED}")
    return is_kept


def main() -> int:
    """Found the city, serve it, let the tools judge it, say what is wrong."""
    arguments = _arguments()
    now = city.found()
    tools = {"pa11y": _pages, "schemathesis": _contract}
    chosen = [tools[arguments.tool]] if arguments.tool else list(tools.values())
    held = [tool(arguments, now) for tool in chosen]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())

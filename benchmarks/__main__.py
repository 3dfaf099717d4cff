"""`python -m benchmarks [--rows N] [--rounds N] [--only NAME]`: fill, measure, print the table; 1 below a bar."""

import argparse
import os
import sys

from core.embedded import use_services


def main() -> int:
    """Everything runs on servers of its own below `.atrium/bench`: the demonstration is not touched."""
    options = parse_options()
    from benchmarks.running import STATE, run

    STATE.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("LOG_LEVEL", "WARNING")  # as `make run` starts its servers
    with use_services(STATE, given={}) as addresses:
        return run(options.rows, options.rounds, options.only, options.port, addresses)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="work orders of the largest organization")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="parts of figures' names, between commas")
    parser.add_argument("--port", type=int, default=8190, help="and the one after it")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""`python -m core.embedded reset`: throw the embedded databases away."""

import os
import sys
from pathlib import Path

from core.embedded import ServiceError, remove_data

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    if arguments != ["reset"]:
        print("usage: python -m core.embedded reset", file=sys.stderr)
        return 2
    if os.environ.get("DATABASE_URL"):
        print("DATABASE_URL names a server of yours: drop its database yourself.", file=sys.stderr)
        return 1
    try:
        remove_data(ROOT)
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    print("The embedded data are gone. `make run` loads the demo again.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Texts of the lengths that people write: short titles, longer requests, a few templates of resolutions."""

from collections.abc import Iterator
from math import exp
from random import Random

WORDS = (
    "replace leak grease repair bucket engine pump valve filter belt motor fan light lamp door lock hinge window"
    " heater boiler chiller duct vent thermostat drain toilet sink faucet pipe tile ceiling paint floor carpet stair"
    " elevator cable outlet breaker panel sensor alarm sprinkler extinguisher camera gate fence roof gutter wall noise"
    " smell cold hot wet broken stuck loose missing dirty slow not working again since monday please check urgent the a"
    " in of and near behind left right north south east west third second kitchen office lobby hall bathroom garage"
).split()
TITLES, TEXTS, RESOLUTIONS = 20_000, 20_000, 1_500


def write_texts(seed: int = 42) -> Iterator[tuple[str, int, str]]:
    """(kind, number, text), the same ones each time."""
    random = Random(seed)
    for number in range(1, TITLES + 1):
        yield "title", number, write_title(random)
    for number in range(1, TEXTS + 1):
        yield "text", number, write_text(random, 4.575, 0.806, 617)  # median 97 characters
    for number in range(1, RESOLUTIONS + 1):
        yield "resolution", number, write_text(random, 4.78, 0.5, 400)  # median 119 characters


def write_title(random: Random) -> str:
    """Two to six words, two in five of the titles in capitals."""
    words = " ".join(random.choices(WORDS, k=min(6, max(2, round(random.gauss(4, 1.2))))))
    return words.upper() if random.random() < 0.42 else words.capitalize()


def write_text(random: Random, mu: float, sigma: float, longest: int) -> str:
    """As long as a log-normal draw says."""
    length = min(longest, max(12, round(exp(random.gauss(mu, sigma)))))
    return " ".join(random.choices(WORDS, k=length // 4 + 3))[:length].strip().capitalize()

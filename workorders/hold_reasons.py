"""The reasons to wait that an organization starts with. It may rename, add and withdraw them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class Standard:
    """A reason as it is proposed: its code, its words, and whether waiting for it pauses the clocks."""

    code: str
    label: Any
    pauses: bool


# What the organization itself, its occupants or the weather must give pauses; a vendor who is late does not.
STANDARD = (
    Standard("parts", gettext_noop("Waiting for parts"), True),
    Standard("quote", gettext_noop("Waiting for a quote to be decided"), True),
    Standard("nte_approval", gettext_noop("Waiting for approval above the not-to-exceed amount"), True),
    Standard("access", gettext_noop("No access, or waiting for the tenant"), True),
    Standard("vendor", gettext_noop("Waiting for the vendor"), False),
    Standard("weather", gettext_noop("Weather or season"), True),
    Standard("site_condition", gettext_noop("Condition of the site"), True),
    Standard("funding", gettext_noop("Waiting for funding"), True),
    Standard("permit", gettext_noop("Waiting for a permit"), True),
)

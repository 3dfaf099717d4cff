"""Topics of MQTT: what a filter is, and which topics it takes."""

from django.conf import settings


def is_filter(text: str) -> bool:
    """Whether the text is a filter: + stands for one whole step, # for all that is left."""
    if not text or "\x00" in text or text.startswith("$"):
        return False
    *steps, last = text.split("/")
    inner = all(step == "+" or not set(step) & {"+", "#"} for step in steps)
    return inner and (last in ("+", "#") or not set(last) & {"+", "#"})


def takes(pattern: str, topic: str) -> bool:
    """Whether a filter takes a topic. What the broker tells of itself ($SYS) is taken by none."""
    if topic.startswith("$"):
        return False
    wanted, given = pattern.split("/"), topic.split("/")
    for place, step in enumerate(wanted):
        if step == "#":
            return True
        if place >= len(given) or step not in ("+", given[place]):
            return False
    return len(wanted) == len(given)


def prefix_of(organization_slug: str) -> str:
    """What the topics of an organization begin with on the broker, so that none hears another's."""
    prefix: str = settings.ATRIUM_MQTT_PREFIX
    return prefix.replace("{organization}", organization_slug)

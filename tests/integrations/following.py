"""Rules of changes at work without waiting for the feed, which holds back while any test on the server writes."""

from core.acting import acting
from core.changes import Change
from integrations.rules.changes import execute_runs, queue
from integrations.rules.choices import When
from integrations.rules.choosing import rules_in_use
from integrations.rules.tasks import system_of
from tests.cast import Cast


class Follower:
    """Reads the changes that are written from now on, in their order."""

    def __init__(self, cast: Cast) -> None:
        self.actor = system_of(cast.organization)
        self.last = max((change.pk for change in self.new(0)), default=0)

    def new(self, last: int) -> list[Change]:
        """The changes behind one."""
        with acting(self.actor):
            rows = Change.objects.filter(organization_id=self.actor.organization_id, pk__gt=last)
            return list(rows.order_by("pk"))

    def go_on(self) -> int:
        """Set off the rules of what is new, and do what they say; returns how many runs there were."""
        changes = self.new(self.last)
        with acting(self.actor):
            queue(changes, rules_in_use(When.CHANGE, actor=self.actor), actor=self.actor)
        self.last = max((change.pk for change in changes), default=self.last)
        return execute_runs(self.actor)

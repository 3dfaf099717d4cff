"""Two people move at the same time: committed transactions on two connections."""

from threading import Barrier, Thread

from django.db import connection

from core.acting import acting
from core.actor import Actor
from core.errors import RuleBroken
from facilities.actions.regions import create_region, move_region
from facilities.models import Region
from tests.cast import Cast


def test_two_regions_moved_below_each_other_make_no_loop(committed_cast: Cast) -> None:
    ana, sys = committed_cast.ana, committed_cast.sys
    with acting(ana):
        east = create_region(actor=ana, portfolio=committed_cast.portfolio, name="East")
        west = create_region(actor=ana, portfolio=committed_cast.portfolio, name="West")
    together, outcomes = Barrier(2), []

    def move(actor: Actor, region: Region, parent: Region) -> None:
        try:
            with acting(actor):
                together.wait(timeout=10)
                move_region(region, parent=parent, actor=actor)
            outcomes.append("moved")
        except RuleBroken as broken:
            outcomes.append(broken.code)
        finally:
            connection.close()

    threads = [Thread(target=move, args=(ana, east, west)), Thread(target=move, args=(sys, west, east))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == ["loop", "moved"]
    with acting(ana):
        paths = sorted(Region.objects.filter(name__in=("East", "West")).values_list("path", flat=True), key=len)
        assert paths[1].startswith(paths[0])

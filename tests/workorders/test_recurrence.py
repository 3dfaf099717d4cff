"""When planned work is due: every rule against dateutil, and what no rule of a library knows."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleBroken
from workorders.recurrence import (
    HolidayPolicy,
    MonthEnd,
    Schedule,
    Season,
    all_due_dates,
    check_schedule,
    due_dates,
    is_covered,
    next_after_completion,
    parse_rule,
    preview,
    window_of,
)

ZONES = ("America/Chicago", "Europe/Amsterdam", "Australia/Lord_Howe")
START = datetime(2024, 1, 31, 2, 30)
RULES = (
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=10",
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=DAILY;BYMONTH=6,7;BYMONTHDAY=-1,1",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU",
    "FREQ=WEEKLY;BYMONTH=3,10,11;BYDAY=SU",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1,-1",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;BYMONTHDAY=15",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYMONTHDAY=29,30,31",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYDAY=5MO",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO,-1MO",
    "FREQ=MONTHLY;INTERVAL=18",
    "FREQ=YEARLY",
    "FREQ=YEARLY;INTERVAL=2",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;BYMONTH=3,11;BYDAY=-1SU",
    "FREQ=YEARLY;BYDAY=20MO",
    "FREQ=YEARLY;BYDAY=-2TH",
    "FREQ=YEARLY;BYYEARDAY=1,100,-1",
    "FREQ=YEARLY;BYWEEKNO=1,20,53;BYDAY=MO",
    "FREQ=YEARLY;BYWEEKNO=20;WKST=SU",
    "FREQ=YEARLY;BYDAY=TU;BYMONTH=11;BYMONTHDAY=2,3,4,5,6,7,8",
    "FREQ=MONTHLY;COUNT=7;BYDAY=-1FR",
    "FREQ=WEEKLY;UNTIL=20251231T023000",
    "FREQ=DAILY;INTERVAL=3;UNTIL=20250701",
)


def schedule(rule: str, *, zone: str = "America/Chicago", **values: object) -> Schedule:
    """A schedule that begins at half past two on the last day of January, and treats the month's end as RFC 5545."""
    plain = Schedule(parse_rule(rule), START, ZoneInfo(zone), MonthEnd.OMIT)
    return replace(plain, **values)  # type: ignore[arg-type]


def by_dateutil(rule: str, start: datetime, last: date, zone: str) -> list[datetime]:
    """What the library says on the wall clock, as moments of the zone."""
    moments = rrulestr(rule, dtstart=start).between(start, datetime.combine(last, start.time()), inc=True)
    return [moment.replace(tzinfo=ZoneInfo(zone)) for moment in moments]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_gives_what_dateutil_gives_in_local_time(rule: str, zone: str) -> None:
    last = date(2029, 1, 31)
    mine = [due.at for due in due_dates(schedule(rule, zone=zone), first=START.date(), last=last)]
    theirs = by_dateutil(rule, START, last, zone)
    assert mine == theirs and mine
    assert [moment.astimezone(UTC) for moment in mine] == [moment.astimezone(UTC) for moment in theirs]


@pytest.mark.parametrize("rule", RULES)
def test_asking_from_the_middle_gives_the_rest(rule: str) -> None:
    whole = list(due_dates(schedule(rule), first=START.date(), last=date(2029, 1, 31)))
    for first in (date(2024, 2, 1), date(2025, 3, 9), date(2026, 12, 31)):
        rest = list(due_dates(schedule(rule), first=first, last=date(2029, 1, 31)))
        assert rest == [due for due in whole if due.named >= first]


_SETS = st.lists(st.integers(1, 31), min_size=1, max_size=3, unique=True)
_NTH = st.tuples(st.sampled_from([-2, -1, 1, 2, 3, 4, 5]), st.sampled_from("MO TU WE TH FR SA SU".split()))
_PARTS = st.fixed_dictionaries(
    {"FREQ": st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]), "INTERVAL": st.integers(1, 5).map(str)},
    optional={
        "BYMONTH": st.lists(st.integers(1, 12), min_size=1, max_size=4).map(lambda n: ",".join(map(str, n))),
        "BYMONTHDAY": _SETS.map(lambda n: ",".join(map(str, n))),
        "BYDAY": st.lists(_NTH, min_size=1, max_size=3).map(lambda n: ",".join(f"{p}{d}" for p, d in n)),
        "WKST": st.sampled_from(["MO", "SU", "TH"]),
        "BYSETPOS": st.sampled_from(["1", "-1", "2", "1,-1"]),
    },
)


@given(parts=_PARTS, start=st.datetimes(datetime(2023, 1, 1), datetime(2026, 12, 31)), zone=st.sampled_from(ZONES))
def test_rules_nobody_thought_of(parts: dict[str, str], start: datetime, zone: str) -> None:
    """What Atrium accepts equals the library over five years; what it does not accept it refuses by its own words."""
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    start = start.replace(microsecond=0)
    last = start.date() + timedelta(days=5 * 366)
    try:
        parsed = parse_rule(rule)
    except RuleBroken:
        return
    mine = Schedule(parsed, start, ZoneInfo(zone), MonthEnd.OMIT)
    # The library stops where the rule does, so a bound keeps it from walking to the year 9999.
    bounded = [due.at for due in due_dates(mine, first=start.date(), last=last)]
    if bounded:
        assert bounded == by_dateutil(rule, start, last, zone)


def test_the_wall_clock_stays_over_both_changes() -> None:
    """Half past two does not exist on the spring day and comes twice on the autumn day: once each, none drifts."""
    daily = schedule("FREQ=DAILY", zone="Europe/Amsterdam")
    spring = list(due_dates(daily, first=date(2026, 3, 28), last=date(2026, 3, 30)))
    assert [due.at.astimezone(UTC).isoformat()[:16] for due in spring] == [
        "2026-03-28T01:30",
        "2026-03-29T01:30",
        "2026-03-30T00:30",
    ]
    autumn = list(due_dates(daily, first=date(2026, 10, 24), last=date(2026, 10, 26)))
    assert [due.at.astimezone(UTC).isoformat()[:16] for due in autumn] == [
        "2026-10-24T00:30",
        "2026-10-25T00:30",
        "2026-10-26T01:30",
    ]


def test_the_end_of_the_month_is_as_the_plan_says() -> None:
    monthly = schedule("FREQ=MONTHLY", start=datetime(2026, 1, 31, 8))
    assert days_of(monthly, 3) == ["2026-01-31", "2026-03-31", "2026-05-31"]
    assert days_of(replace(monthly, month_end=MonthEnd.LAST), 4) == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
    ]
    leap = schedule("FREQ=YEARLY", start=datetime(2024, 2, 29, 8), month_end=MonthEnd.LAST)
    assert days_of(leap, 5) == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


def days_of(plan: Schedule, count: int) -> list[str]:
    """The first days, as text."""
    return [due.day.isoformat() for due in preview(plan, first=plan.start.date(), count=count)]


def test_the_last_weekday_of_a_month() -> None:
    plan = schedule("FREQ=MONTHLY;BYDAY=-1FR", start=datetime(2026, 1, 1, 8))
    assert days_of(plan, 4) == ["2026-01-30", "2026-02-27", "2026-03-27", "2026-04-24"]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (HolidayPolicy.KEEP, ["2026-12-25", "2027-01-01", "2027-01-08"]),
        (HolidayPolicy.SKIP, ["2027-01-08", "2027-01-15", "2027-01-22"]),
        (HolidayPolicy.BEFORE, ["2026-12-24", "2026-12-31", "2027-01-08"]),
        (HolidayPolicy.AFTER, ["2026-12-28", "2027-01-04", "2027-01-08"]),
    ],
)
def test_closed_days(policy: str, expected: list[str]) -> None:
    holidays = {date(2026, 12, 25), date(2027, 1, 1)}
    plan = schedule(
        "FREQ=WEEKLY",
        start=datetime(2026, 12, 25, 8),
        holidays=policy,
        is_closed=lambda day: day in holidays or day.weekday() >= 5,
    )
    assert days_of(plan, 3) == expected
    moved = [due.moved for due in preview(plan, first=plan.start.date(), count=3)]
    assert moved == [policy in ("before", "after")] * 2 + [False]


def test_days_moved_onto_one_are_due_once_whoever_asks() -> None:
    plan = schedule(
        "FREQ=DAILY", start=datetime(2026, 1, 1, 8), holidays=HolidayPolicy.AFTER, is_closed=lambda d: d.weekday() >= 5
    )
    whole = preview(plan, first=date(2026, 1, 1), count=40)
    assert len({due.day for due in whole}) == 40
    for first in (whole[n].named for n in range(20)):
        assert preview(plan, first=first, count=5) == [due for due in whole if due.named >= first][:5]


def test_a_season_may_cross_the_new_year_and_exceptions_are_left_out() -> None:
    snow = schedule("FREQ=MONTHLY;BYMONTHDAY=1", start=datetime(2026, 1, 1, 6), season=Season((11, 1), (3, 31)))
    assert days_of(snow, 4) == ["2026-01-01", "2026-02-01", "2026-03-01", "2026-11-01"]
    assert days_of(replace(snow, exceptions=frozenset({date(2026, 2, 1)})), 2) == ["2026-01-01", "2026-03-01"]


def test_floating_work_begins_anew_when_it_is_done() -> None:
    plan = schedule("FREQ=MONTHLY;INTERVAL=3", start=datetime(2026, 1, 15, 8), month_end=MonthEnd.LAST)
    early = next_after_completion(plan, date(2026, 4, 1))
    late = next_after_completion(plan, date(2026, 11, 30))
    assert early and late and (early.day, late.day) == (date(2026, 7, 1), date(2027, 2, 28))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=SECONDLY", "too-often"),
        ("FREQ=MINUTELY;INTERVAL=5", "too-often"),
        ("FREQ=HOURLY;INTERVAL=24", "too-often"),
        ("FREQ=DAILY;BYHOUR=8,9", "too-often"),
        ("FREQ=DAILY;BYSECOND=0", "too-often"),
        ("", "rule-syntax"),
        ("FREQ", "rule-syntax"),
        ("FREQ=FORTNIGHTLY", "rule-syntax"),
        ("FREQ=DAILY;FREQ=DAILY", "rule-syntax"),
        ("FREQ=DAILY;INTERVAL=0", "rule-syntax"),
        ("FREQ=DAILY;INTERVAL=-1", "rule-syntax"),
        ("FREQ=DAILY;INTERVAL=99999999999999999999", "rule-syntax"),
        ("FREQ=DAILY;INTERVAL=٣", "rule-syntax"),
        ("FREQ=DAILY;COUNT=0", "rule-syntax"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "rule-syntax"),
        ("FREQ=DAILY;UNTIL=20271332", "rule-syntax"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "rule-syntax"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "rule-syntax"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "rule-syntax"),
        ("FREQ=MONTHLY;BYDAY=XX", "rule-syntax"),
        ("FREQ=MONTHLY;BYDAY=0MO", "rule-syntax"),
        ("FREQ=MONTHLY;BYDAY=MO,2TU", "rule-syntax"),
        ("FREQ=MONTHLY;BYSETPOS=1", "rule-syntax"),
        ("FREQ=DAILY;BYEASTER=0", "unknown-part"),
        ("FREQ=DAILY\nDTSTART:20260101", "rule-syntax"),
        ("FREQ=DAILY;X=" + "1" * 1000, "rule-syntax"),
    ],
)
def test_what_is_no_rule_of_a_plan_is_refused_with_the_reason(rule: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        parse_rule(rule)
    problem = refused.value.problems[0]
    assert (problem.field, problem.code, bool(problem.message)) == ("rule", code, True)


@pytest.mark.parametrize(
    "plan",
    [
        schedule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        schedule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31"),
        schedule("FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1"),
        schedule("FREQ=YEARLY;BYMONTH=1", season=Season((4, 1), (9, 30))),
        schedule("FREQ=WEEKLY;BYDAY=SU", holidays=HolidayPolicy.SKIP, is_closed=lambda day: day.weekday() == 6),
        schedule("FREQ=DAILY", holidays=HolidayPolicy.AFTER, is_closed=lambda day: True),
        schedule("FREQ=DAILY;UNTIL=20200101"),
    ],
)
def test_a_schedule_by_which_nothing_is_ever_due_is_refused(plan: Schedule) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_schedule(plan)
    assert refused.value.code == "never"


def test_a_schedule_that_ends_too_early_or_floats_and_counts_is_refused() -> None:
    with pytest.raises(RuleBroken) as order:
        check_schedule(schedule("FREQ=DAILY", ends=date(2020, 1, 1)))
    with pytest.raises(RuleBroken) as counted:
        check_schedule(schedule("FREQ=DAILY;COUNT=3"), floating=True)
    assert (order.value.code, counted.value.code) == ("order", "floating-count")
    check_schedule(schedule("FREQ=DAILY;COUNT=3"))


def test_the_whole_list_wants_an_end() -> None:
    with pytest.raises(RuleBroken) as refused:
        all_due_dates(schedule("FREQ=DAILY"))
    assert refused.value.code == "needs-end"
    assert len(all_due_dates(schedule("FREQ=DAILY;COUNT=5"))) == 5
    assert len(all_due_dates(schedule("FREQ=DAILY", ends=date(2024, 2, 2)))) == 3


def test_an_endless_rule_is_walked_only_as_far_as_asked() -> None:
    began = time.perf_counter()
    far = list(islice(due_dates(schedule("FREQ=DAILY"), first=date(2990, 1, 1)), 3))
    assert [due.day.isoformat() for due in far] == ["2990-01-01", "2990-01-02", "2990-01-03"]
    assert time.perf_counter() - began < 0.5


def test_the_last_day_there_is() -> None:
    end = schedule("FREQ=MONTHLY", start=datetime(9999, 10, 31, 8), month_end=MonthEnd.LAST)
    assert days_of(end, 12) == ["9999-10-31", "9999-11-30", "9999-12-31"]


def test_until_in_utc_is_read_on_the_local_clock() -> None:
    plan = schedule("FREQ=DAILY;UNTIL=20240203T083000Z")
    assert days_of(plan, 9)[-1] == "2024-02-03"
    assert days_of(schedule("FREQ=DAILY;UNTIL=20240203T082959Z"), 9)[-1] == "2024-02-02"


def test_windows_and_the_greater_work_that_covers_the_lesser() -> None:
    annual = window_of(date(2026, 6, 15), earliest=14, latest=14, grace=7)
    assert (annual.opens, annual.closes, annual.grace_ends) == (date(2026, 6, 1), date(2026, 6, 29), date(2026, 7, 6))
    assert annual.holds(date(2026, 6, 29)) and not annual.holds(date(2026, 6, 30))
    assert annual.was_late(date(2026, 7, 7)) and not annual.was_late(date(2026, 7, 6))
    assert is_covered(date(2026, 6, 1), [annual]) and not is_covered(date(2026, 5, 31), [annual])

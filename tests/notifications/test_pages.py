"""The bell, what one was told, and what one wants to be told."""

from typing import Any

from django.test import Client
from django.utils import timezone

from core.acting import acting
from core.actor import Actor
from notifications.actions.preferences import set_preferences, set_role_preferences, set_schedule
from notifications.models import Follow, Notification, NotificationPreference, NotificationSchedule
from notifications.wishes import Ways
from tests.cast import Cast
from tests.notifications.conftest import News, told
from tests.pages.test_lists import count_statements
from workorders.actions.assignment import assign_work_order
from workorders.actions.comments import add_comment
from workorders.actions.work_orders import create_work_order
from workorders.models import WorkOrder

PAGE, PREFERENCES = "/lakeside/notifications/", "/lakeside/notifications/preferences/"


def give_work(cast: Cast, title: str = "Leak", **values: Any) -> WorkOrder:
    with acting(cast.ana):
        return create_work_order(
            actor=cast.ana, title=title, property=cast.tower, assignee_id=cast.ben.person_id, **values
        )


def text(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_bell_counts_what_is_unread(cast: Cast, news: News, ben: Client, ana: Client) -> None:
    assert "Notifications, none unread" in text(ben, "/lakeside/")
    for n in range(3):
        give_work(cast, f"Leak {n}")
    news()
    assert "Notifications, 3 unread" in text(ben, "/lakeside/")
    assert "Notifications, none unread" in text(ana, "/lakeside/")


def test_opening_one_reads_what_was_told_of_its_record(cast: Cast, news: News, ben: Client) -> None:
    order, other = give_work(cast), give_work(cast, "Smoke")
    news()
    with acting(cast.ana):
        add_comment(order, actor=cast.ana, body="Hurry")
    news()
    page = text(ben)
    assert "assigned it to you" in page and "Hurry" in page and "WO-2 Smoke" in page
    with acting(cast.ben):
        row = Notification.objects.filter(record_id=order.pk).first()
    answer = ben.get(f"{PAGE}{row.pk}/")
    assert answer["Location"] == f"/lakeside/work-orders/{order.number}/"
    page = text(ben)
    assert "WO-1 Leak" not in page and "WO-2 Smoke" in page
    assert "WO-1 Leak" in text(ben, f"{PAGE}?show=all")
    ben.post(f"{PAGE}read/", {"record": str(other.pk)})
    assert "Nothing unread" in text(ben)


def test_all_can_be_read_at_once_and_only_ones_own(cast: Cast, news: News, ben: Client, ana: Client) -> None:
    give_work(cast)
    news()
    with acting(cast.ben):
        key = Notification.objects.get().pk
    assert ana.post(f"{PAGE}read/").status_code == 302
    assert ana.get(f"{PAGE}{key}/").status_code == 404
    assert "Notifications, 1 unread" in text(ben, "/lakeside/")
    assert ben.post(f"{PAGE}read/", {"notification": "nonsense"}).status_code == 404
    ben.post(f"{PAGE}read/")
    assert "Notifications, none unread" in text(ben, "/lakeside/")


def test_another_organization_sees_nothing(cast: Cast, news: News, cleo: Client) -> None:
    give_work(cast)
    news()
    assert cleo.get(PAGE).status_code == 404
    assert "Leak" not in text(cleo, "/harbour/notifications/?show=all")


def test_what_one_may_no_longer_see_is_not_said(cast: Cast, news: News, ben: Client) -> None:
    order = give_work(cast)
    news()
    with acting(cast.ana), timezone.override("UTC"):
        WorkOrder.objects.filter(pk=order.pk).update(property=cast.annex, assignee=None)
    page = text(ben)
    assert "Leak" not in page and "1 notification about something that you can no longer see" in page


def test_pages_of_notifications_follow_one_another(cast: Cast, news: News, ben: Client) -> None:
    for n in range(55):
        give_work(cast, f"Leak number {n:02}")
    news()
    first = ben.get(PAGE)
    assert first.content.decode().count("Leak number") >= 50 and "Leak number 04" not in first.content.decode()
    second = text(ben, first.context["older_url"])
    assert "Leak number 04" in second and "Leak number 54" not in second
    assert count_statements(ben, PAGE) <= 12


def test_the_statements_of_the_page_do_not_grow(cast: Cast, news: News, ben: Client) -> None:
    give_work(cast)
    news()
    text(ben)  # keeps in the session where the person is
    few = count_statements(ben, PAGE)
    for n in range(9):
        give_work(cast, f"Leak {n}")
    news()
    assert count_statements(ben, PAGE) == few


def test_one_chooses_by_which_way_each_kind_comes(cast: Cast, news: News, ben: Client) -> None:
    form = ben.get(PREFERENCES).context
    boxes = {name: "on" for name, field in form["ways"].fields.items() if field.initial}
    boxes.pop("assigned.in_app")
    times = {"digest": "daily", "digest_time": "06:30", "digest_day": "0", "time_zone": "Europe/Berlin"}
    assert ben.post(PREFERENCES, {**boxes, **times}).status_code == 302
    with acting(cast.ben):
        assert [(one.kind, one.in_app, one.mail) for one in NotificationPreference.objects.all()] == [
            ("assigned", False, True)
        ]
        schedule = NotificationSchedule.objects.get()
    assert (schedule.person_id, schedule.digest, str(schedule.digest_time)) == (cast.ben.person_id, "daily", "06:30:00")
    give_work(cast)
    (row,) = news()
    assert not row.in_app and row.mail_at > row.created_at
    assert "Leak" not in text(ben, f"{PAGE}?show=all")


def test_wrong_times_are_said_at_their_field(cast: Cast, ben: Client) -> None:
    times = {"digest": "hourly", "digest_time": "25:00", "digest_day": "9", "quiet_from": "22:00"}
    answer = ben.post(PREFERENCES, times)
    assert answer.status_code == 422
    assert {"digest", "digest_time", "digest_day"} <= set(answer.context["schedule"].errors)
    times = {"digest": "none", "digest_time": "07:00", "digest_day": "0", "quiet_from": "22:00"}
    assert ben.post(PREFERENCES, times).status_code == 422


def test_a_kind_that_is_wanted_by_no_way_is_not_written(cast: Cast, news: News) -> None:
    with acting(cast.ben):
        set_preferences({"assigned": Ways(in_app=False, mail=False)}, actor=cast.ben)
    give_work(cast)
    assert news() == []


def test_a_roles_choice_holds_until_one_chooses_oneself(cast: Cast, news: News, ana: Client, ben: Client) -> None:
    with acting(cast.ana):
        from accounts.models import Membership

        role = Membership.objects.get(person_id=cast.ben.person_id).role
        set_role_preferences(role, {"assigned": Ways(in_app=True, mail=False)}, actor=cast.ana)
    give_work(cast)
    assert [row.mail_at for row in news()] == [None]
    with acting(cast.ben):
        set_preferences({"assigned": Ways(in_app=True, mail=True)}, actor=cast.ben)
    give_work(cast)
    assert news()[0].mail_at is not None
    settings = f"/lakeside/settings/notifications/{role.pk}/"
    assert ana.get(settings).status_code == 200
    assert ana.post(settings, {"assigned.in_app": "on", "assigned.mail": "on"}).status_code == 302
    assert ben.get(settings).status_code == ben.get("/lakeside/settings/notifications/").status_code == 403


def test_times_are_one_row_a_person(cast: Cast) -> None:
    with acting(cast.ben):
        set_schedule(actor=cast.ben, digest="weekly")
        set_schedule(actor=cast.ben, digest="none")
        assert [(one.digest, one.version) for one in NotificationSchedule.objects.all()] == [("none", 2)]


def test_a_record_is_followed_and_left_by_a_button(cast: Cast, news: News, ana: Client, cleo: Client) -> None:
    order = give_work(cast)
    address = f"/lakeside/work-orders/{order.number}/"
    assert f'action="{address}unfollow/"' in text(ana, address)
    assert ana.post(f"{address}unfollow/").status_code == 302
    assert f'action="{address}follow/"' in text(ana, address)
    with acting(cast.ben):
        add_comment(order, actor=cast.ben, body="Done soon")
    assert told(news()) == {(cast.ben.person_id, "assigned")}
    ana.post(f"{address}follow/")
    system = Actor.system(cast.organization.pk)
    with acting(system):
        assert Follow.objects.get(person_id=cast.ana.person_id).is_on
    assert cleo.post(f"{address}follow/").status_code == 404


def test_a_new_holder_follows(cast: Cast, news: News) -> None:
    order = give_work(cast)
    with acting(cast.ana):
        assign_work_order(order, actor=cast.ana, assignee=cast.ana.person_id)
    news()
    with acting(Actor.system(cast.organization.pk)):
        assert set(Follow.objects.values_list("person_id", flat=True)) == {cast.ana.person_id, cast.ben.person_id}

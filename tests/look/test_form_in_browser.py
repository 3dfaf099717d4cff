"""What a person typed is never lost, and nothing is sent twice."""

from typing import Any

import pytest
from playwright.sync_api import Dialog, FilePayload, Page

from tests.look import urls

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def no_posts() -> None:
    urls.posts.clear()


@pytest.fixture
def report(page: Page, site: str) -> Page:
    page.goto(f"{site}/report/")
    return page


def drafts(page: Page) -> Any:
    return page.evaluate("Object.keys(localStorage)")


def write(page: Page, text: str) -> None:
    page.fill("#id_title", text)
    page.wait_for_timeout(600)  # the draft is written when the typing rests
    assert drafts(page)


def test_a_draft_comes_back_after_the_page_was_lost(report: Page) -> None:
    write(report, "Water on the floor")
    report.on("dialog", lambda dialog: dialog.accept())
    report.reload()
    assert report.input_value("#id_title") == "Water on the floor"
    report.get_by_role("button", name="Discard it").click()
    assert report.input_value("#id_title") == ""
    assert drafts(report) == []


def test_a_draft_ends_when_it_was_sent(report: Page) -> None:
    write(report, "Water on the floor")
    report.click("#report button:text-is('Send')")
    report.wait_for_url("**/done/")
    assert urls.posts == ["Water on the floor"]
    assert drafts(report) == []


def test_leaving_with_unsaved_words_asks_first(report: Page) -> None:
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    report.on("dialog", refuse)
    report.fill("#id_title", "Water")
    report.click("#away", no_wait_after=True)
    report.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    assert report.url.endswith("/report/")


def test_pressing_twice_sends_once(report: Page) -> None:
    report.fill("#id_title", "Once")
    report.evaluate("const form = document.querySelector('#report'); form.requestSubmit(); form.requestSubmit()")
    report.wait_for_url("**/done/")
    assert urls.posts == ["Once"]


def test_select_with_search_asks_the_server(report: Page) -> None:
    report.click("#id_vendor")
    report.keyboard.type("hal")
    report.locator("#id_vendor-list [role=option]", has_text="Found hal").click()
    assert report.input_value("#id_vendor") == "Found hal"
    assert report.locator("[name=vendor]").evaluate("each => each.value") == "7"


def test_files_are_sent_at_once_and_a_refusal_is_said(report: Page) -> None:
    files: list[FilePayload] = [
        {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 1000},
        {"name": "tool.exe", "mimeType": "application/octet-stream", "buffer": b"x"},
    ]
    report.set_input_files("#files", files)
    refused = report.locator("[data-uploads-for=files] .error")
    refused.wait_for()
    assert refused.all_inner_texts() == ["Programs are not taken"]
    assert report.locator("[data-uploads-for=files] progress").count() == 0


def test_a_photo_joins_the_chosen_files(report: Page) -> None:
    report.set_input_files("#id_photos", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"a"})
    report.set_input_files("[data-camera-for]", {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": b"b"})
    names = report.locator("#id_photos").evaluate("each => [...each.files].map((file) => file.name)")
    assert names == ["a.jpg", "b.jpg"]


def test_focus_goes_to_what_changed_and_new_parts_work(report: Page) -> None:
    report.click("#load")
    report.wait_for_selector("#changed")
    assert report.evaluate("document.activeElement.id") == "changed"
    assert report.get_attribute("#late", "role") == "combobox"


def test_a_failure_is_said_with_its_request(report: Page) -> None:
    with report.expect_response("**/fail/") as answer:
        report.click("#fail")
    assert answer.value.headers["x-request-id"] in report.locator("[data-toasts] .toast").inner_text()


def test_a_filter_sends_itself(report: Page) -> None:
    report.select_option("#filter select", "closed")
    report.wait_for_url("**/report/?status=closed")

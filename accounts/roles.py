"""The roles an organization starts with, as patterns over the permissions of the installation."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from accounts.choices import RoleTemplate
from accounts.permissions import EVERYTHING, all_permissions

# Patterns are read in order; one that begins with "!" takes away again.
PATTERNS: dict[str, tuple[str, ...]] = {
    RoleTemplate.ADMINISTRATOR: (EVERYTHING,),
    RoleTemplate.PROPERTY_MANAGER: (
        "*",
        "!accounts.*",
        "!*.delete_portfolio",
        "!*.delete_region",
        "accounts.view_*",
        # Their addresses are other systems' own, and who makes one sends what happens there.
        "!integrations.*",
        # What was cancelled, declined or a duplicate is taken up again by administrators only.
        "!workorders.reopen_workorder",
    ),
    RoleTemplate.TECHNICIAN: (
        "facilities.view_*",
        "vendors.view_vendor",
        "vendors.view_vendorcontact",
        "workorders.view_*",
        "workorders.add_*",
        "!workorders.add_*team",
        "!workorders.add_skill",
        "!workorders.add_holdreason",
        "!workorders.add_categoryrule",
        "!workorders.add_escalationrule",
        "workorders.accept_*",
        "workorders.decline_assignment_*",
        "!workorders.add_exchangerate",
        "!workorders.add_priceline",
        "workorders.request_nte_workorder",
        "workorders.start_*",
        "workorders.hold_*",
        "workorders.resume_*",
        "workorders.complete_*",
        "workorders.check_*",
        "workorders.sign_*",
        "workorders.reschedule_*",
        "workorders.change_timeentry",
        "workorders.delete_timeentry",
        "workorders.tick_*",
        "workorders.untick_*",
        "workorders.comment_*",
        "workorders.internal_*",
        "workorders.others_*",
        "*.follow_*",
        "*.unfollow_*",
        "!workorders.*_maintenanceplan",
        "workorders.view_maintenanceplan",
        "!workorders.add_meter",
        "workorders.read_meter",
        "integrations.view_alert",
        "integrations.acknowledge_alert",
    ),
    RoleTemplate.VIEWER: ("*.view_*", "*.others_*", "*.follow_*", "*.unfollow_*", "!accounts.*", "!integrations.*"),
    RoleTemplate.VENDOR: (
        "workorders.view_workorder",
        "workorders.view_holdreason",
        "workorders.view_task",
        "workorders.tick_task",
        "workorders.untick_task",
        "workorders.sign_workorder",
        "workorders.accept_workorder",
        "workorders.decline_assignment_workorder",
        "workorders.start_workorder",
        "workorders.hold_workorder",
        "workorders.resume_workorder",
        "workorders.complete_workorder",
        "workorders.check_in_workorder",
        "workorders.check_out_workorder",
        "workorders.view_timeentry",
        "workorders.add_timeentry",
        "workorders.change_timeentry",
        "workorders.comment_workorder",
        "workorders.follow_workorder",
        "workorders.unfollow_workorder",
        "workorders.request_nte_workorder",
    ),
    # What they reported themselves, since the right to see others' is missing.
    RoleTemplate.TENANT: (
        "workorders.view_workorder",
        "workorders.add_workorder",
        "workorders.comment_workorder",
        "workorders.view_request",
        "workorders.add_request",
        "workorders.comment_request",
        "workorders.withdraw_request",
        "workorders.rate_request",
        "workorders.reopen_request",
        "workorders.follow_workorder",
        "workorders.unfollow_workorder",
    ),
    RoleTemplate.INTEGRATION: ("*", "!accounts.*"),
}


def permissions_of(template: str) -> list[str]:
    """The permissions a template starts with. The administrator's list is "everything", also what comes later."""
    if template == RoleTemplate.ADMINISTRATOR:
        return [EVERYTHING]
    return matching(PATTERNS[template], all_permissions())


def matching(patterns: Iterable[str], names: Iterable[str]) -> list[str]:
    """The names that the patterns leave, in their own order."""
    return [name for name in names if _is_left(name, tuple(patterns))]


def _is_left(name: str, patterns: tuple[str, ...]) -> bool:
    left = False
    for pattern in patterns:
        if fnmatchcase(name, pattern.removeprefix("!")):
            left = not pattern.startswith("!")
    return left

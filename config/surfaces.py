"""Every surface of the installation, in the order of the sidebar, and how pages, API and permissions find them."""

from django.utils.translation import gettext_lazy as _

from core.definitions import custom_fields, picklists
from core.surfaces import Extra
from facilities.impact import PLACE_COUNTS
from facilities.surfaces import (
    equipment,
    equipment_classes,
    leases,
    ownership_entities,
    ownership_groups,
    portfolios,
    properties,
    regions,
    reporting_groups,
    spaces,
)
from integrations.events.types import create_standard_event_types
from integrations.surfaces import alerts, event_rules, event_types, events, mqtt_topics, webhooks
from vendors.surfaces import rates, vendor_contacts, vendors
from workorders.actions.hold_reasons import create_standard_hold_reasons
from workorders.standard_promises import create_standard_promises
from workorders.surfaces import (
    OPEN_WORK_ORDERS,
    calendars,
    category_rules,
    costs,
    escalation_rules,
    exchange_rates,
    hold_reasons,
    maintenance_plans,
    meters,
    occurrences,
    price_lines,
    request_links,
    requests,
    skills,
    sla_policies,
    tasks,
    teams,
    time_entries,
    work_orders,
)

SURFACES = (
    work_orders,
    tasks,
    requests,
    request_links,
    teams,
    skills,
    sla_policies,
    escalation_rules,
    calendars,
    time_entries,
    maintenance_plans,
    occurrences,
    meters,
    properties,
    spaces,
    equipment,
    leases,
    portfolios,
    regions,
    reporting_groups,
    ownership_entities,
    ownership_groups,
    equipment_classes,
    vendors,
    vendor_contacts,
    rates,
    hold_reasons,
    category_rules,
    costs,
    price_lines,
    exchange_rates,
    alerts,
    events,
    event_rules,
    event_types,
    mqtt_topics,
    picklists,
    custom_fields,
    webhooks,
)

# What the preview of a move counts. An app above facilities adds what it keeps at places, such as open work orders.
MOVE_COUNTS = (*PLACE_COUNTS, OPEN_WORK_ORDERS)

# What a new organization starts with beside its roles, each made by `(*, actor)`.
STARTS_WITH = (create_standard_hold_reasons, create_standard_promises, create_standard_event_types)

# What may be done with selected rows, and with one record from its menu, beside the module's own actions.
EXTRAS = (
    Extra(
        modules=("property", "space", "equipment", "request_link"),
        label=_("Print QR labels"),
        icon="scan",
        path="request-links/labels",
        permission="workorders.view_requestlink",
    ),
)

# Pages that belong to no module: label, icon, address, and the permission without which nobody needs it, if any.
PAGES = (
    (_("My work"), "phone", "my-work", "workorders.start_workorder"),
    (_("Calendar"), "calendar", "work-orders/calendar", "workorders.view_workorder"),
)

# The same behind the modules, where a phone's bar has no room.
LATER_PAGES = (
    (_("Documents"), "file", "documents", ""),
    (_("Reports"), "chart", "reports", "workorders.view_workorder"),
    (_("Exports"), "download", "exports", "facilities.view_property"),
)

# The sidebar: a label, an icon and the modules below it. A module in none of the groups stands on its own.
SIDEBAR = (
    (_("Work"), "work", ("work-orders", "requests", "tasks", "time-entries")),
    (_("Maintenance"), "calendar", ("maintenance-plans", "occurrences", "meters")),
    (_("Properties"), "building", ("properties", "spaces", "equipment", "leases", "portfolios", "regions")),
    (_("People and vendors"), "users", ("teams", "skills", "vendors", "vendor-contacts", "rates")),
    (_("Money"), "money", ("costs", "price-lines", "exchange-rates")),
    (_("Ownership"), "key", ("ownership-groups", "ownership-entities", "reporting-groups")),
    (_("Service levels"), "clock", ("sla-policies", "escalation-rules", "calendars", "hold-reasons")),
    (
        _("Definitions"),
        "tag",
        ("picklists", "request-links", "category-rules", "custom-fields", "equipment-classes"),
    ),
    (_("Integrations"), "send", ("alerts", "events", "event-rules", "event-types", "mqtt-topics", "webhooks")),
)

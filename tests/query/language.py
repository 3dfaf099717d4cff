"""A set of fields of every kind, on no table: enough to speak the language."""

from django.contrib.contenttypes.models import ContentType

from core.query import FieldSet, Kind, QueryField

STATES = (("open", "Open"), ("on_hold", "On hold"), ("closed", "Closed"))

FIELDS = FieldSet(
    ContentType,
    (
        QueryField("q", Kind.SEARCH),
        QueryField("external_id", Kind.EXTERNAL_ID),
        QueryField("title", Kind.TEXT, "title", "Title", searched=True),
        QueryField("tags", Kind.TAGS, "tags", "Tags"),
        QueryField("notes", Kind.LONGTEXT, "notes", "Notes"),
        QueryField("status", Kind.CHOICE, "status", "Status", choices=STATES, phrase="%s", sortable=True),
        QueryField(
            "property",
            Kind.REFERENCE,
            "property",
            "Property",
            reference="facilities.property",
            phrase="at %s",
        ),
        QueryField("property.name", Kind.TEXT, "property__name", "Property: name"),
        QueryField("assignee", Kind.PERSON, "assignee", "Assignee", reference="accounts.person"),
        QueryField("floors", Kind.INTEGER, "floors", "Floors"),
        QueryField("area", Kind.DECIMAL, "area", "Area"),
        QueryField("cost", Kind.MONEY, "cost", "Cost"),
        QueryField("active", Kind.BOOLEAN, "active", "Active"),
        QueryField("built", Kind.DATE, "built", "Built"),
        QueryField("due_at", Kind.DATETIME, "due_at", "Due", sortable=True),
        QueryField("created_at", Kind.DATETIME, "created_at", "Created", sortable=True),
        QueryField("updated_at", Kind.DATETIME, "updated_at", "Updated", sortable=True),
        QueryField("id", Kind.UUID, "id", "Id", sortable=True),
    ),
).with_custom([QueryField("floor", Kind.INTEGER, label="Floor"), QueryField("paint", Kind.TEXT, label="Paint")])

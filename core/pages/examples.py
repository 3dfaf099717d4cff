"""Made-up figures for the living page. Nothing here is ever stored."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

CHICAGO = ZoneInfo("America/Chicago")
MORNING = datetime(2026, 3, 3, 8, 5, tzinfo=CHICAGO)
TABS = [
    {"label": "Units", "url": "#tabs", "count": 7, "current": True},
    {"label": "Equipment", "url": "#tabs", "count": 412},
    {"label": "Work orders", "url": "#tabs", "count": 21},
    {"label": "History", "url": "#tabs"},
]
TILES = [
    {"label": "Open", "value": "214", "note": "9 fewer in a week", "url": "#tile"},
    {"label": "Overdue", "value": "17", "note": "Oldest 23 days", "url": "#tile", "tone": "danger", "icon": "alert"},
    {"label": "At risk", "value": "9", "note": "Next in 38 min", "url": "#tile", "tone": "warning", "icon": "clock"},
    {"label": "On hold", "value": "31", "note": "12 await parts", "url": "#tile"},
]
FIGURES = [
    {"label": "Rentable area", "value": "1,135,763", "unit": "sq ft"},
    {"label": "Available", "value": None, "unit": "Not recorded"},
    {"label": "Variance", "value": "−$ 173,000", "tone": "danger"},
]
FACTS = [
    {
        "label": "Property",
        "value": "John C. Kluczynski Fed. Bldg.",
        "url": "#facts",
        "note": "230 S Dearborn St, Chicago",
    },
    {"label": "Trade", "value": "Vertical transport"},
    {"label": "Parent", "value": None},
]
STEPS = [{"label": "File", "done": True}, {"label": "Columns", "current": True}, {"label": "Dry run"}]
CRUMBS = [{"label": "Chicago", "url": "#crumbs"}, {"label": "John C. Kluczynski Fed. Bldg.", "url": "#crumbs"}]
COLUMNS = [
    {"label": "No.", "sort_url": "#table"},
    {"label": "Title", "sort_url": "#table", "sorted": "ascending", "class": "half"},
    {"label": "Property", "class": "third"},
    {"label": "State", "sort_url": "#table"},
    {"label": "Priority", "sort_url": "#table"},
    {"label": "Limit, USD", "number": True, "wide": True},
]
CHOOSER = [
    {"key": "number", "label": "No.", "shown": True},
    {"key": "title", "label": "Title", "fixed": True},
    {"key": "state", "label": "State", "shown": True},
    {"key": "trade", "label": "Trade"},
]
ROWS = [
    {
        "number": 4822,
        "title": "Fire suppression alarm going off",
        "place": "Everett M. Dirksen",
        "state": "in_progress",
        "priority": 1,
        "word": "Emergency",
        "limit": None,
    },
    {
        "number": 4809,
        "title": "Water leak, heavy flow, ceiling of records room",
        "place": "CHICAGO IL (5561 S ARCHER AVE) MIDWAY BUSINESS CENTER",
        "state": "assigned",
        "priority": 2,
        "word": "Urgent",
        "limit": 1500,
        "picked": True,
    },
    {
        "number": 4771,
        "title": "Replace cooler fan (front)&(rear)",
        "place": "Federal Archives Records Ctr.",
        "state": "on_hold",
        "priority": 3,
        "word": "Routine",
        "limit": 2150,
    },
    {
        "number": 4766,
        "title": "Repairs to handrails",
        "place": "Customhouse",
        "state": "completed",
        "priority": 4,
        "word": "Scheduled",
        "limit": 140.64,
    },
]
ACTIONS = [
    {"label": "Assign", "icon": "user", "name": "action", "value": "assign"},
    {"label": "Hold", "icon": "pause", "name": "action", "value": "hold"},
]
TIMELINE = [
    {
        "who": "Halsted Elevator",
        "words": "checked in at 230 S Dearborn",
        "at": MORNING,
        "icon": "play",
        "tone": "accent",
    },
    {
        "who": "Dana Okafor",
        "words": "wrote an internal note",
        "at": MORNING - timedelta(minutes=3),
        "icon": "lock",
        "internal": True,
        "note": "Override granted until Fri 6 Mar.",
    },
    {
        "who": "Halsted Elevator",
        "words": "wrote to you",
        "at": MORNING - timedelta(hours=17),
        "icon": "message",
        "tone": "info",
        "audience": "Vendor can see",
        "note": "New board arrives tomorrow 07:30.",
    },
    {
        "who": "Dana Okafor",
        "words": "changed two fields",
        "at": MORNING - timedelta(days=4),
        "icon": "edit",
        "undo_url": "#timeline",
        "changes": [
            {"label": "Priority", "before": "P3 Routine", "after": "P2 Urgent"},
            {"label": "Vendor", "before": "", "after": "Halsted Elevator"},
        ],
    },
]
BOARD = [
    {
        "state": "new",
        "label": "New",
        "tone": "info",
        "count": 22,
        "add_url": "#board",
        "url": "#board",
        "cards": [
            {
                "title": "A/C SYSTEM",
                "url": "#board",
                "lines": ["Customhouse"],
                "priority": 3,
                "priority_label": "Routine",
                "number": 4790,
                "note": "5 h 05 min",
                "note_tone": "warning",
                "move_url": "#board",
            }
        ],
    },
    {
        "state": "in_progress",
        "label": "In progress",
        "tone": "accent",
        "icon": "play",
        "count": 62,
        "refused": "4822 went back here. Completing it needs 2 checklist items and a photo.",
        "cards": [
            {
                "title": "Fire suppression alarm going off",
                "url": "#board",
                "lines": ["Everett M. Dirksen"],
                "priority": 1,
                "priority_label": "Emergency",
                "number": 4822,
                "note": "38 min",
                "note_tone": "danger",
                "person": "R. Alvarez",
                "move_url": "#board",
            }
        ],
    },
    {"state": "on_hold", "label": "On hold", "tone": "warning", "icon": "pause", "count": 0, "cards": []},
]
TREE = [
    {
        "label": "Chicago",
        "url": "#tree",
        "count": 54,
        "open": True,
        "children": [
            {"label": "Customhouse", "url": "#tree", "count": 9, "current": True},
            {"label": "450 S Federal Chicago IL Federal Parking Facility", "url": "#tree", "count": 4},
        ],
    },
    {"label": "Duluth", "url": "#tree", "count": 7, "children": [{"label": "G W Heaney F.B.", "url": "#tree"}]},
]
STALE = [{"name": "due", "label": "Due", "stored": "Thu 5 Mar, 12:00", "typed": "Fri 6 Mar, 09:00"}]
SECTIONS = [
    ("colour", "Colour"),
    ("type", "Type"),
    ("button", "Button"),
    ("menu", "Menu"),
    ("field", "Field"),
    ("choice", "Big choice"),
    ("badge", "Badge, priority, people, figures"),
    ("chip", "Filter chip"),
    ("tabs", "Tabs, steps, breadcrumb"),
    ("table", "Table"),
    ("tile", "Tile, key figures, meter"),
    ("timeline", "Timeline"),
    ("board", "Board"),
    ("calendar", "Calendar"),
    ("tree", "Tree, facts"),
    ("message", "Banner, toast, dialog, drawer"),
    ("chart", "Chart"),
    ("icons", "Icon"),
]

"""Everything core stores, gathered for Django."""

from core.changes import Change
from core.custom_fields import CustomField
from core.documents.models import Document, DocumentLink, DocumentVersion
from core.feed import FeedPosition
from core.imports.models import ImportBatch, ImportProblem
from core.keys import Key
from core.picklists import PicklistItem
from core.records import ExternalId
from core.saved_views import SavedView

__all__ = [
    "Change",
    "CustomField",
    "Document",
    "DocumentLink",
    "DocumentVersion",
    "ExternalId",
    "FeedPosition",
    "ImportBatch",
    "ImportProblem",
    "Key",
    "PicklistItem",
    "SavedView",
]

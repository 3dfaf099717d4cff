"""What a report is narrowed to, as a sentence."""

from uuid import UUID

from django.apps import apps

from core.pages.fields import name_of
from core.pages.names import seen_records
from core.query import referenced, to_sentence
from workorders.reports.asking import Asked


def names_in(asked: Asked) -> dict[UUID, str]:
    """What the records in the filters are called. What the reader does not see stays an id."""
    return {
        key: name_of(row)
        for label, ids in referenced(asked.filters).items()
        for key, row in seen_records(apps.get_model(label), ids, actor=asked.reader.actor).items()
    }


def conditions_in_words(asked: Asked) -> str:
    """The filters as people read them; empty without any."""
    return ", ".join(chip.words for chip in to_sentence(asked.filters, names_in(asked)))

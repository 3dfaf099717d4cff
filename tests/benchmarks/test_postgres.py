"""PostgreSQL's own JSON holds the same rows with the same members as the list of the API."""

import json

from django.db import connection
from django.http import QueryDict

from api.lists import shape
from benchmarks.postgres import json_select
from core.acting import acting
from core.reading.compiled import dump
from core.surfaces import surface_of
from facilities.models import Property


def test_json_select_answers_as_the_list_does(cast):
    surface = surface_of(Property)
    with acting(cast.ana):
        rows = Property.objects.visible_to(cast.ana).order_by("number")
        reader = shape(surface, cast.ana, QueryDict("")).rows
        with connection.cursor() as cursor:
            cursor.execute(json_select(rows, reader.node))
            theirs = json.loads(cursor.fetchone()[0])
        ours = json.loads(dump(reader.read(rows)[0]))
    for row in (*ours, *theirs):
        row["created_at"] = row["created_at"][:19]
        row["updated_at"] = row["updated_at"][:19]
    assert len(ours) == 2
    assert theirs == ours

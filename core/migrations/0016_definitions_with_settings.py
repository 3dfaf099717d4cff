"""Tells an organization's custom fields in the statement that names it, so that no list reads them by one of its own."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0016_definitions_with_settings.sql"
UNDO = """
drop function core_definitions(uuid, bigint);
create function core_generation(sought uuid) returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $body$
begin
    return (select c.last from core_counter c where c.organization_id = sought and c.sequence = 'definitions');
end
$body$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0015_words_of_file_names")]
    operations = [migrations.RunSQL(SQL.read_text(), UNDO)]

"""Occurrences that were done before their window opened say so; until now they were found by comparing two days."""

from django.db import migrations

EARLY = """
do $body$
declare
    one record;
begin
    for one in select id from accounts_organization loop
        perform set_config('atrium.organization', one.id::text, true);
        perform set_config('atrium.source', 'system', true);
        perform set_config('atrium.event', 'occurrence.followed', true);
        update workorders_occurrence set state = {after}
        where organization_id = one.id and state = {before} and done_on < opens_on;
    end loop;
    perform set_config('atrium.organization', '', true);
    perform set_config('atrium.source', '', true);
    perform set_config('atrium.event', '', true);
end
$body$;
"""
FORWARD = EARLY.format(before="'done'", after="'done_early'")
BACK = EARLY.format(before="'done_early'", after="'done'")


class Migration(migrations.Migration):
    dependencies = [("workorders", "0018_reports")]

    operations = [migrations.RunSQL(FORWARD, BACK)]

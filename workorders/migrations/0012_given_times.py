"""Times until which old orders are due were given by somebody: no promise changes them."""

from django.db import migrations

GIVEN = """
do $body$
declare
    one record;
begin
    for one in select id from accounts_organization loop
        perform set_config('atrium.organization', one.id::text, true);
        perform set_config('atrium.source', 'system', true);
        perform set_config('atrium.event', 'work_order.updated', true);
        update workorders_workorder set due_given = true where organization_id = one.id and due_at is not null;
    end loop;
    perform set_config('atrium.organization', '', true);
    perform set_config('atrium.source', '', true);
    perform set_config('atrium.event', '', true);
end
$body$;
"""


class Migration(migrations.Migration):
    dependencies = [("workorders", "0011_clocks")]

    operations = [migrations.RunSQL(GIVEN, migrations.RunSQL.noop)]

"""Old orders in the new states, and the standard hold reasons for organizations that are there already.

Who held an open order was assigned; what was cancelled as a duplicate is one.
"""

from django.db import migrations

ORGANIZATIONS = """
do $body$
declare
    one record;
begin
    for one in select id from accounts_organization loop
        perform set_config('atrium.organization', one.id::text, true);
        perform set_config('atrium.source', 'system', true);
        perform set_config('atrium.event', 'work_order.updated', true);
        update workorders_workorder set state = 'assigned'
        where organization_id = one.id and state = 'open' and assignee_id is not null;
        update workorders_workorder set state = 'duplicate'
        where organization_id = one.id and state = 'cancelled' and duplicate_of_id is not null;
        perform set_config('atrium.event', 'hold_reason.created', true);
        insert into workorders_holdreason (id, organization_id, version, number, custom_fields, code, label, pauses,
                                           position, is_active)
        select gen_random_uuid(), one.id, 1, position + 1, '{}', code, label, pauses, position, true
        from (values %s) as standard (position, code, label, pauses);
        insert into core_counter (organization_id, sequence, last) values (one.id, 'hold_reason', 9);
    end loop;
    perform set_config('atrium.organization', '', true);
    perform set_config('atrium.source', '', true);
    perform set_config('atrium.event', '', true);
end
$body$;
"""
STANDARD = """
(0, 'parts', 'Waiting for parts', true),
(1, 'quote', 'Waiting for a quote to be decided', true),
(2, 'nte_approval', 'Waiting for approval above the not-to-exceed amount', true),
(3, 'access', 'No access, or waiting for the tenant', true),
(4, 'vendor', 'Waiting for the vendor', false),
(5, 'weather', 'Weather or season', true),
(6, 'site_condition', 'Condition of the site', true),
(7, 'funding', 'Waiting for funding', true),
(8, 'permit', 'Waiting for a permit', true)
"""
BACK = """
do $body$
declare
    one record;
begin
    for one in select id from accounts_organization loop
        perform set_config('atrium.organization', one.id::text, true);
        perform set_config('atrium.source', 'system', true);
        update workorders_workorder set state = case
            when state in ('assigned', 'accepted', 'awaiting_approval') then 'open'
            when state = 'on_hold' then 'in_progress'
            when state = 'verified' then 'completed'
            when state in ('declined', 'duplicate') then 'cancelled'
            else state end,
            hold_reason_id = null
        where organization_id = one.id;
        delete from workorders_transition where organization_id = one.id;
        delete from workorders_holdreason where organization_id = one.id;
        delete from core_counter where organization_id = one.id and sequence = 'hold_reason';
    end loop;
    perform set_config('atrium.organization', '', true);
    perform set_config('atrium.source', '', true);
end
$body$;
"""


class Migration(migrations.Migration):
    dependencies = [("workorders", "0005_states_and_moves"), ("core", "0007_undoing_imports")]

    operations = [migrations.RunSQL(ORGANIZATIONS.replace("%s", STANDARD), BACK)]

"""Orders show how each of their promises stands, beside the worst of them."""

from django.db import migrations, models

STATES = [
    ("on_track", "On track"),
    ("at_risk", "At risk"),
    ("breached", "Breached"),
    ("paused", "Paused"),
    ("met", "Kept"),
    ("excused", "Excused"),
]
SHOW = """
do $body$
declare
    one record;
begin
    for one in select id from accounts_organization loop
        perform set_config('atrium.organization', one.id::text, true);
        perform set_config('atrium.source', 'system', true);
        perform set_config('atrium.event', 'work_order.updated', true);
        update workorders_workorder o set
            response_state = coalesce(told.response, ''),
            resolution_state = coalesce(told.resolution, ''),
            vendor_state = coalesce(told.vendor, '')
        from (
            select work_order_id,
                   max(state) filter (where timer = 'response') as response,
                   max(state) filter (where timer = 'resolution') as resolution,
                   max(state) filter (where timer = 'vendor') as vendor
            from (
                select work_order_id, timer, case
                    when breached_at is not null and excused_at is null then 'breached'
                    when state = 'running' and at_risk_at <= now() then 'at_risk'
                    when state = 'paused' then 'paused'
                    when state = 'running' then 'on_track'
                    when excused_at is not null then 'excused'
                    when state = 'stopped' then 'met'
                    else '' end as state
                from workorders_slaclock where organization_id = one.id
            ) clock
            group by work_order_id
        ) told
        where o.organization_id = one.id and o.id = told.work_order_id;
    end loop;
    perform set_config('atrium.organization', '', true);
    perform set_config('atrium.source', '', true);
    perform set_config('atrium.event', '', true);
end
$body$;
"""


def state(label: str) -> models.CharField:
    return models.CharField(blank=True, choices=STATES, editable=False, max_length=10, verbose_name=label)


class Migration(migrations.Migration):
    dependencies = [("workorders", "0019_done_early")]

    operations = [
        migrations.AddField("workorder", "response_state", state("response")),
        migrations.AddField("workorder", "resolution_state", state("resolution promised")),
        migrations.AddField("workorder", "vendor_state", state("vendor's response")),
        migrations.RunSQL(SHOW, migrations.RunSQL.noop),
    ]

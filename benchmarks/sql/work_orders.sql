-- The work orders themselves, seen from the first day of 2026: what would have been done later is still open.
insert into workorders_workorder (
    id, organization_id, version, created_at, updated_at, created_by_id, updated_by_id, number, custom_fields,
    archived_at, deleted_at, touched_at, title, description, property_id, space_id, equipment_id, trade_id, category_id,
    impact, urgency, priority, state, assignee_id, duplicate_of_id, due_at, reported_at, reported_by, started_at,
    completed_at, closed_at, resolution, cancel_reason, sla_state, response_state, resolution_state)
with known as (
    select r.*, r.reported at time zone 'UTC' as at,
           case when r.fate < 0.004 or r.reported + r.taken > timestamp '2026-01-01' then
                    case when r.hand < 0.6 then 'open' else 'in_progress' end
                when r.fate < 0.053 then 'cancelled' when r.fate < 0.2 then 'completed' else 'closed' end as state,
           case when r.stake < 0.02 then 'life_safety' when r.stake < 0.12 then 'many'
                when r.stake < 0.85 then 'one' else 'cosmetic' end as impact,
           case when r.hurry < 0.04 then 'now' when r.hurry < 0.2 then 'today'
                when r.hurry < 0.8 then 'week' else 'can_wait' end as urgency
    from bench_request r
), promised as (
    -- Three days for everything that cannot wait, and a day to begin it.
    select k.*,
           case when k.urgency = 'can_wait' or k.state = 'cancelled' then ''
                when least(k.reported + k.taken, timestamp '2026-01-01') > k.reported + interval '3 days' then 'breached'
                when k.state in ('completed', 'closed') then 'met' else 'on_track' end as promise,
           case when k.taken / 2 > interval '1 day' then 'breached' else 'met' end as answer
    from known k
)
select uuidv7(k.reported - localtimestamp), %(organization)s,
       case k.state when 'open' then 1 when 'in_progress' then 3 else 4 end, k.at,
       k.at + case when k.state in ('open', 'in_progress') then interval '2 hours' else k.taken end,
       (%(people)s::uuid[])[1 + k.room %% cardinality(%(people)s)],
       (%(people)s::uuid[])[1 + k.title %% cardinality(%(people)s)],
       row_number() over (order by k.reported), '{}', null, null, null,
       left(t.text || ' room ' || k.room, 42), d.text, k.property_id,
       case when k.hand < 0.7 then k.spaces[1 + k.room %% cardinality(k.spaces)] end,
       case when k.hand < 0.25 then k.equipment[1 + k.room %% cardinality(k.equipment)] end,
       (%(trades)s::uuid[])[1 + width_bucket(k.kind, array[0.4, 0.51, 0.61, 0.705, 0.765, 0.825, 0.875, 0.915, 0.951])],
       (%(categories)s::uuid[])[1 + width_bucket(k.said, array[0.4, 0.51, 0.61, 0.705, 0.765, 0.825, 0.875, 0.915, 0.951])],
       k.impact, k.urgency,
       case when k.impact = 'life_safety' and k.urgency in ('now', 'today') or k.impact = 'many' and k.urgency = 'now' then 'P1'
            when k.impact = 'life_safety' or k.impact = 'many' and k.urgency = 'today' or k.impact = 'one' and k.urgency = 'now' then 'P2'
            when k.impact = 'many' or k.impact = 'one' and k.urgency <> 'can_wait' or k.urgency = 'now' then 'P3'
            else 'P4' end,
       k.state,
       case when k.state <> 'open' or k.hand < 0.3 then (%(people)s::uuid[])[1 + k.text %% cardinality(%(people)s)] end,
       null, case when k.urgency <> 'can_wait' then k.at + interval '3 days' end, k.at,
       case when k.said < 0.7 then 'Tenant of room ' || k.room else '' end,
       case when k.state in ('in_progress', 'completed', 'closed') then k.at + k.taken / 2 end,
       case when k.state in ('completed', 'closed') then k.at + k.taken end,
       case when k.state = 'closed' then k.at + k.taken + interval '1 day' end,
       case when k.state in ('completed', 'closed') then s.text else '' end,
       case when k.state = 'cancelled' then 'Duplicate of an earlier request' else '' end,
       k.promise, case when k.promise <> '' then k.answer else '' end, k.promise
from promised k
join bench_text t on t.kind = 'title' and t.n = k.title
join bench_text d on d.kind = 'text' and d.n = k.text
join bench_text s on s.kind = 'resolution' and s.n = k.resolution;

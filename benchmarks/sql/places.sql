-- Properties of one organization, with how busy each is, and what stands in it.
create temporary table bench_place on commit drop as
with weighed as (
    select p.id, exp(1.2 * random_normal()) as weight,
           (select array_agg(s.id) from facilities_space s where s.property_id = p.id) as spaces,
           (select array_agg(e.id) from facilities_equipment e where e.property_id = p.id) as equipment
    from facilities_property p where p.organization_id = %(organization)s
), summed as (
    select *, sum(weight) over (order by id) / sum(weight) over () as reached from weighed
)
select *, round(reached * %(rows)s)::int
          - coalesce(lag(round(reached * %(rows)s)::int) over (order by id), 0) as rows
from summed;

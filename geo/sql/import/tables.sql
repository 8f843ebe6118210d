-- Purpose: where a list waits while it is read; gone when the transaction ends.
-- `import_row` holds one block of rows, `import_event` what they state, `import_cluster`,
-- `import_citation` and `import_place` the ids that go with them; the others hold the whole list.
DROP TABLE IF EXISTS
    pg_temp.import_row, pg_temp.import_event, pg_temp.import_place, pg_temp.import_site,
    pg_temp.import_site_unit, pg_temp.import_item, pg_temp.import_news, pg_temp.import_before,
    pg_temp.import_stated, pg_temp.import_cluster, pg_temp.import_citation;
CREATE TEMPORARY TABLE import_row (
    n bigint, sheet text, line bigint, place text, action text, cluster_key text,
    cluster_id bigint, repeat bigint, name text, name_key text, zone_type text, alias text, candidates jsonb,
    absorbed_id bigint, site bigint, lon float8, lat float8,
    kind text, modality text, unconfirmed boolean, certainty text, has_plan boolean,
    restated boolean, status_2030 text,
    area_ha numeric, area_now_ha numeric, area_2030_ha numeric, planned_area_ha numeric,
    area_from_ha numeric, area_delta_ha numeric, area_qualifier text, industrial_ha numeric,
    leased_ha numeric, fill_pct numeric, wastewater text, capital_vnd_billion numeric,
    capital_usd_million numeric, decision_no text, decided_on daterange,
    established_on daterange, absorbed_into text, note text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE import_event (
    n bigint, key text, is_new boolean, kind text, modality text, period daterange, area_ha numeric,
    area_from_ha numeric, area_delta_ha numeric, area_qualifier text, capital_vnd_billion numeric,
    capital_usd_million numeric, decision_no text, fill_pct numeric, industrial_ha numeric,
    leased_ha numeric, wastewater text, absorbed_into_text text, note text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE import_cluster (key text, cluster_id bigint) ON COMMIT DROP;
CREATE TEMPORARY TABLE import_citation (place text, citation_id bigint) ON COMMIT DROP;
CREATE TEMPORARY TABLE import_place (
    n bigint, cluster_id bigint, citation_id bigint
) ON COMMIT DROP;
CREATE TEMPORARY TABLE import_site (
    site bigint PRIMARY KEY, point geometry(POINT, 4326), precision text, method text, address text,
    stated_on date
) ON COMMIT DROP;
CREATE TEMPORARY TABLE import_site_unit (
    site bigint, unit_id bigint, is_primary boolean
) ON COMMIT DROP;
CREATE TEMPORARY TABLE import_item (
    n bigint, sheet text, line bigint, action text, name text, cluster_key text, candidates jsonb,
    differences jsonb
) ON COMMIT DROP;
CREATE TEMPORARY TABLE import_news (
    n bigint, cluster_id bigint, kind text, area_ha numeric, industrial_ha numeric,
    leased_ha numeric, fill_pct numeric
) ON COMMIT DROP;
CREATE TEMPORARY TABLE import_before (
    cluster_id bigint PRIMARY KEY, status text, certainty text, area_ha numeric,
    planned_area_ha numeric, industrial_ha numeric, leased_ha numeric, fill_pct numeric,
    wastewater text, decision_no text, merged_into text, status_2030 text, area_2030_ha numeric
) ON COMMIT DROP;
CREATE TEMPORARY TABLE import_stated (key text) ON COMMIT DROP;

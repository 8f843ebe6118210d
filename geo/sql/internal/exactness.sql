-- Purpose: how exact the boundaries are that views of units show.
-- Columns: view, approximate = whether some are computed, mixed = whether others are real.
SELECT v.view, bool_or(b.approximate), bool_or(b.source IS NOT NULL)
FROM (VALUES
    ('province_now', 'province', DATE '2025-07-01'),
    ('province_before', 'province', DATE '2025-06-30'),
    ('district_before', 'district', DATE '2025-06-30')
) AS v (view, level, on_date)
JOIN planning.unit AS u ON u.level = v.level AND u.valid @> v.on_date
JOIN planning.unit_boundary AS b ON b.unit_id = u.unit_id
GROUP BY v.view

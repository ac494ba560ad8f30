-- What every statement of this folder may use. Times keep what was written (see record/schema.py).

-- A whole or partial FHIR date as its first and last day; empty when it names no day of the calendar.
CREATE OR REPLACE TEMP MACRO first_day(t) AS
  TRY_CAST(CASE length(t) WHEN 4 THEN t || '-01-01' WHEN 7 THEN t || '-01' ELSE left(t, 10) END AS DATE);
CREATE OR REPLACE TEMP MACRO day_low(t) AS
  CASE WHEN first_day(t) BETWEEN make_date($year_first, 1, 1) AND make_date($year_last, 12, 31)
            AND regexp_matches(t, '^\d{4}(-\d\d(-\d\d(T\d\d:\d\d.*)?)?)?$') THEN first_day(t) END;
CREATE OR REPLACE TEMP MACRO day_high(t) AS
  CASE length(t) WHEN 4 THEN (day_low(t) + INTERVAL 1 YEAR - INTERVAL 1 DAY)::DATE
                 WHEN 7 THEN last_day(day_low(t)) ELSE day_low(t) END;
-- The instant in UTC, where time and offset were written; a time without offset is no instant.
CREATE OR REPLACE TEMP MACRO instant(t) AS
  CASE WHEN regexp_matches(t, 'T.*(Z|[+-]\d\d:\d\d)$') AND day_low(t) IS NOT NULL
       THEN TRY_CAST(replace(t, 'Z', '+00:00') AS TIMESTAMP) END;

-- `Patient/1`, `http://x/Patient/1`, `Patient/1/_history/2` -> `1`; empty when it points to no person.
CREATE OR REPLACE TEMP MACRO patient_of(r) AS
  nullif(regexp_extract(r, '(?:^|/)Patient/([A-Za-z0-9.-]{1,64})(?:/_history/[^/]+)?$', 1), '');
CREATE OR REPLACE TEMP MACRO id_of(r) AS
  regexp_extract(regexp_replace(r, '/_history/.*$', ''), '([^/:]+)$', 1);
CREATE OR REPLACE TEMP MACRO row_of(type, r) AS type || '/' || id_of(r) || '#1';

CREATE OR REPLACE TEMP MACRO filled(t) AS nullif(trim(t), '');
CREATE OR REPLACE TEMP MACRO words(t, display, code) AS coalesce(filled(t), filled(display), filled(code));

-- How many days one of a unit is. Source: UCUM (a month is 365.25 / 12 days).
CREATE OR REPLACE TEMP MACRO unit_days(unit) AS
  CASE lower(rtrim(unit, '.'))
    WHEN 'd' THEN 1 WHEN 'day' THEN 1 WHEN 'days' THEN 1 WHEN 'day(s)' THEN 1
    WHEN 'h' THEN 1 / 24 WHEN 'hr' THEN 1 / 24 WHEN 'hrs' THEN 1 / 24 WHEN 'hour' THEN 1 / 24 WHEN 'hours' THEN 1 / 24
    WHEN 'wk' THEN 7 WHEN 'week' THEN 7 WHEN 'weeks' THEN 7
    WHEN 'mo' THEN 365.25 / 12 WHEN 'month' THEN 365.25 / 12 WHEN 'months' THEN 365.25 / 12
    WHEN 'a' THEN 365.25 WHEN 'year' THEN 365.25 WHEN 'years' THEN 365.25
    WHEN 'min' THEN 1 / 1440 WHEN 'minute' THEN 1 / 1440 WHEN 'minutes' THEN 1 / 1440
    WHEN 's' THEN 1 / 86400 WHEN 'sec' THEN 1 / 86400 WHEN 'second' THEN 1 / 86400 WHEN 'seconds' THEN 1 / 86400
  END::DOUBLE;

-- Units of a dose by one spelling: tablet, capsule, patch, mg, ug, ml; any other as written, in lower case.
CREATE OR REPLACE TEMP MACRO bare_unit(u) AS nullif(trim(replace(replace(replace(lower(u), '{', ''), '}', ''), '(s)', '')), '');
CREATE OR REPLACE TEMP MACRO one_unit(u) AS
  CASE
    WHEN u IN ('tab', 'tabs', 'tbl', 'tablet', 'tablets', 'oral tablet') THEN 'tablet'
    WHEN u IN ('cap', 'caps', 'capsule', 'capsules') THEN 'capsule'
    WHEN u IN ('patch', 'patches') THEN 'patch'
    WHEN u IN ('film', 'films', 'strip', 'strips') THEN 'film'
    WHEN u IN ('mcg', 'µg', 'μg', 'ug', 'microgram', 'micrograms') THEN 'ug'
    WHEN u IN ('mg', 'milligram', 'milligrams') THEN 'mg'
    WHEN u IN ('g', 'gram', 'grams', 'gm') THEN 'g'
    WHEN u IN ('ml', 'milliliter', 'milliliters', 'millilitre', 'millilitres', 'cc') THEN 'ml'
    WHEN u IN ('drop', 'drops', 'drp', '[drp]') THEN 'drop'
    WHEN u IN ('spray', 'sprays', 'spry') THEN 'spray'
    WHEN u IN ('puff', 'puffs') THEN 'puff'
    WHEN u IN ('suppository', 'suppositories', 'supp') THEN 'suppository'
    WHEN u IN ('unit', 'units', '[iu]', 'iu') THEN 'unit'
    WHEN u IN ('lozenge', 'lozenges') THEN 'lozenge'
    WHEN u = '1' THEN NULL
    ELSE u
  END;
CREATE OR REPLACE TEMP MACRO dose_unit(unit, code) AS one_unit(coalesce(bare_unit(unit), bare_unit(code)));

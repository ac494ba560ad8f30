-- What every statement of this folder may use. Times keep what was written (see record/schema.py).

-- A whole or partial FHIR date as its first and last day. The text is one that `is_time` holds for.
CREATE OR REPLACE TEMP MACRO day_low(t) AS TRY_CAST(left(t || '-01-01', 10) AS DATE);
CREATE OR REPLACE TEMP MACRO day_high(t) AS
  CASE WHEN length(t) < 10 THEN last_day(TRY_CAST(left(t || '-12-01', 10) AS DATE)) ELSE day_low(t) END;
-- Whether a text is a FHIR date, dateTime or instant that names a day of the calendar within the years of a chart.
CREATE OR REPLACE TEMP MACRO is_time(t) AS
  regexp_full_match(t, '\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,12})?)?(Z|[+-]\d\d:\d\d)?)?)?)?')
  AND coalesce(day_low(t) BETWEEN make_date($year_first, 1, 1) AND make_date($year_last, 12, 31), false);
-- The instant in UTC, where time and offset were written; a time without offset is no instant.
CREATE OR REPLACE TEMP MACRO instant(t) AS
  make_timestamp(epoch_us(TRY_CAST(CASE WHEN regexp_matches(t, 'T.*(Z|[+-]\d\d:\d\d)$') THEN t END AS TIMESTAMPTZ)));

-- `Patient/1`, `http://x/Patient/1`, `Patient/1/_history/2` -> `1`; empty when it points to no person.
CREATE OR REPLACE TEMP MACRO patient_of(r) AS
  nullif(regexp_extract(r, '(?:^|/)Patient/([A-Za-z0-9.-]{1,64})(?:/_history/[^/]+)?$', 1), '');
CREATE OR REPLACE TEMP MACRO id_of(r) AS
  regexp_extract(regexp_replace(r, '/_history/.*$', ''), '([^/:]+)$', 1);
CREATE OR REPLACE TEMP MACRO row_of(type, r) AS type || '/' || id_of(r) || '#1';

CREATE OR REPLACE TEMP MACRO filled(t) AS nullif(trim(t), '');
CREATE OR REPLACE TEMP MACRO words(t, display, code) AS coalesce(filled(t), filled(display), filled(code));

-- How many days one of a unit is (knowledge/codes/time_unit.csv).
CREATE OR REPLACE TEMP MACRO unit_days(unit) AS getvariable('time_units')[lower(rtrim(unit, '.'))];

-- Units of a dose by one spelling (knowledge/codes/dose_unit.csv); any other as written, in lower case.
CREATE OR REPLACE TEMP MACRO bare_unit(u) AS nullif(trim(regexp_replace(lower(u), '[{}]|\(s\)', '', 'g')), '');
CREATE OR REPLACE TEMP MACRO one_unit(u) AS nullif(coalesce(getvariable('dose_units')[u], u), '');
CREATE OR REPLACE TEMP MACRO dose_unit(unit, code) AS one_unit(coalesce(bare_unit(unit), bare_unit(code)));

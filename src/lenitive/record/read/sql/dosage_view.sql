-- Instructions as they are meant (`dosage_meant`), over the staged instructions of orders and statements.
--
-- Times a day come from the first of these that is written: frequency and period; times of the day; events of the day
-- (a meal is none: how many there are is not said); days of the week; dates; a timing code; free text.
-- Nothing written gives nothing: never "once a day".
-- Sources: FHIR R4 Timing and Dosage; HL7 v3 GTSAbbreviation for timing codes.
CREATE OR REPLACE TEMP VIEW dosage_meant AS
WITH written AS (
  SELECT s.*,
         coalesce(s.text, s.patient_text) AS words,
         s.period * unit_days(s.period_unit) AS period_days,
         coalesce(s.period_max, s.period) * unit_days(s.period_unit) AS period_days_max,
         nullif(len(s.times_of_day), 0) AS day_times,
         nullif(len(list_distinct(s.days_of_week)), 0) AS week_days,
         CASE WHEN len(s.whens) > 0 AND NOT list_has_any(s.whens, ['C', 'AC', 'PC']) THEN len(s.whens) END AS when_times,
         list_sort(list_transform(s.events, lambda e: day_low(e))) AS event_days,
         coalesce(s.bounds_value * coalesce(unit_days(s.bounds_code), unit_days(s.bounds_unit)),
                  s.bounds_high_value * coalesce(unit_days(s.bounds_high_code), unit_days(s.bounds_high_unit))) AS length_days,
         coalesce(s.sequence, s.n + 1) AS step,
         bare_unit(coalesce(s.rate_unit, s.rate_code)) AS rate_unit_bare,
         i.dose_low AS i_dose_low, i.dose_high AS i_dose_high, i.dose_unit AS i_dose_unit,
         coalesce(t.times_low, i.times_low) AS i_times_low, coalesce(t.times_high, i.times_high) AS i_times_high,
         coalesce(t.per_days, i.per_days) AS i_per_days,
         coalesce(i.as_needed, t.as_needed) AS i_as_needed, i.max_per_day AS i_max_per_day,
         g.times AS g_times, g.per_days AS g_per_days
  FROM staged_dosage AS s
  LEFT JOIN sig AS i ON i.text = coalesce(s.text, s.patient_text)
  LEFT JOIN sig AS t ON t.text = s.timing_text
  LEFT JOIN timing_code AS g ON g.code = coalesce(s.timing_code, upper(trim(s.timing_text)))
),
judged AS (
  SELECT *,
         CASE WHEN frequency IS NOT NULL AND period_days > 0 THEN 'frequency'
              WHEN period_days > 0 AND (day_times IS NOT NULL OR when_times IS NOT NULL) THEN 'times_in_period'
              WHEN period_days > 0 AND week_days IS NULL THEN 'period'
              WHEN frequency IS NULL AND day_times IS NOT NULL THEN 'day_times'
              WHEN frequency IS NULL AND when_times IS NOT NULL THEN 'whens'
              WHEN frequency IS NULL AND week_days IS NOT NULL AND coalesce(len(whens), 0) = 0 THEN 'week_days'
              WHEN len(event_days) > 0 AND event_days[-1] IS NOT NULL THEN 'events'
              WHEN rate_value IS NOT NULL AND rate_unit_bare SIMILAR TO '[^/]+/(h|hr|hour|d|day|min)' AND dose_value IS NULL THEN 'rate'
              WHEN g_times IS NOT NULL THEN 'code'
              WHEN i_times_high IS NOT NULL AND frequency IS NULL AND period IS NULL THEN 'text' END AS timed_by,
         CASE WHEN dose_value IS NOT NULL THEN 'quantity'
              WHEN dose_low_value IS NOT NULL OR dose_high_value IS NOT NULL THEN 'range'
              WHEN rate_value IS NOT NULL AND rate_unit_bare SIMILAR TO '[^/]+/(h|hr|hour|d|day|min)' THEN 'rate'
              WHEN i_dose_high IS NOT NULL THEN 'text' END AS dosed_by,
         -- A period of a day or less on some days of the week happens on those days only.
         CASE WHEN week_days IS NOT NULL AND period_days <= 1 THEN week_days / 7.0 ELSE 1 END AS share
  FROM written
),
counted AS (
  SELECT *,
         CASE timed_by
           WHEN 'frequency' THEN CASE WHEN period_max IS NOT NULL THEN frequency / period_days_max
                                      WHEN share < 1 THEN frequency / period_days * week_days ELSE frequency END
           WHEN 'times_in_period' THEN coalesce(day_times, when_times) * CASE WHEN share < 1 THEN week_days / period_days ELSE 1 END
           WHEN 'period' THEN CASE WHEN period_max IS NOT NULL THEN 1 / period_days_max ELSE 1 END
           WHEN 'day_times' THEN day_times * coalesce(week_days, 1)
           WHEN 'whens' THEN when_times * coalesce(week_days, 1)
           WHEN 'week_days' THEN week_days
           WHEN 'events' THEN len(event_days)
           WHEN 'rate' THEN 1
           WHEN 'code' THEN g_times
           WHEN 'text' THEN i_times_low END AS times_low,
         CASE timed_by
           WHEN 'frequency' THEN CASE WHEN period_max IS NOT NULL THEN coalesce(frequency_max, frequency) / period_days
                                      WHEN share < 1 THEN coalesce(frequency_max, frequency) / period_days * week_days
                                      ELSE coalesce(frequency_max, frequency) END
           WHEN 'times_in_period' THEN coalesce(day_times, when_times) * CASE WHEN share < 1 THEN week_days / period_days ELSE 1 END
           WHEN 'period' THEN CASE WHEN period_max IS NOT NULL THEN 1 / period_days ELSE 1 END
           WHEN 'day_times' THEN day_times * coalesce(week_days, 1)
           WHEN 'whens' THEN when_times * coalesce(week_days, 1)
           WHEN 'week_days' THEN week_days
           WHEN 'events' THEN len(event_days)
           WHEN 'rate' THEN 1
           WHEN 'code' THEN g_times
           WHEN 'text' THEN i_times_high END AS times_high,
         CASE timed_by
           WHEN 'frequency' THEN CASE WHEN period_max IS NOT NULL THEN 1 WHEN share < 1 THEN 7 ELSE period_days END
           WHEN 'times_in_period' THEN CASE WHEN share < 1 THEN 7 ELSE period_days END
           WHEN 'period' THEN CASE WHEN period_max IS NOT NULL THEN 1 ELSE period_days END
           WHEN 'day_times' THEN CASE WHEN week_days IS NULL THEN 1 ELSE 7 END
           WHEN 'whens' THEN CASE WHEN week_days IS NULL THEN 1 ELSE 7 END
           WHEN 'week_days' THEN 7
           WHEN 'events' THEN date_diff('day', event_days[1], event_days[-1]) + 1
           WHEN 'rate' THEN unit_days(regexp_extract(rate_unit_bare, '[^/]*$'))
           WHEN 'code' THEN g_per_days
           WHEN 'text' THEN i_per_days END AS per_days,
         CASE dosed_by WHEN 'quantity' THEN dose_value WHEN 'range' THEN dose_low_value
                       WHEN 'rate' THEN rate_value WHEN 'text' THEN i_dose_low END AS dose_least,
         CASE dosed_by WHEN 'quantity' THEN dose_value WHEN 'range' THEN dose_high_value
                       WHEN 'rate' THEN rate_value WHEN 'text' THEN i_dose_high END AS dose_most,
         CASE dosed_by WHEN 'quantity' THEN dose_unit(dose_unit, dose_code)
                       WHEN 'range' THEN coalesce(dose_unit(dose_high_unit, dose_high_code), dose_unit(dose_low_unit, dose_low_code))
                       WHEN 'rate' THEN one_unit(regexp_extract(rate_unit_bare, '^[^/]*'))
                       WHEN 'text' THEN i_dose_unit END AS unit_of_dose,
         -- Steps follow each other when each earlier one says how long it lasts; equal numbers are taken together.
         sum(length_days / 1.0 / same_step) OVER before AS days_before,
         count(*) OVER before AS steps_before,
         coalesce(bool_and(length_days IS NOT NULL) OVER before, true) AS lengths_known
  FROM (SELECT *, count(*) OVER (PARTITION BY medication_row, step) AS same_step FROM judged)
  WINDOW before AS (PARTITION BY medication_row ORDER BY step GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
dated AS (
  SELECT *,
         coalesce(day_low(bounds_start), event_days[1],
                  CASE WHEN lengths_known AND (steps_before > 0 OR length_days IS NOT NULL) AND (sequence IS NOT NULL OR steps_before = 0)
                       THEN day_low(ordered) + coalesce(days_before, 0)::INTEGER END) AS start_low,
         coalesce(day_high(bounds_start), event_days[1],
                  CASE WHEN lengths_known AND (steps_before > 0 OR length_days IS NOT NULL) AND (sequence IS NOT NULL OR steps_before = 0)
                       THEN day_high(ordered) + coalesce(days_before, 0)::INTEGER END) AS start_high
  FROM counted
)
SELECT subject, medication_row, id, n, coalesce(sequence, n + 1)::BIGINT AS sequence,
       dose_least AS dose_low, dose_most AS dose_high, unit_of_dose AS dose_unit,
       times_low, times_high, per_days,
       coalesce(as_needed, CASE WHEN as_needed_text IS NOT NULL OR as_needed_code IS NOT NULL THEN true END, i_as_needed) AS as_needed,
       coalesce(CASE WHEN most_value IS NOT NULL
                      AND coalesce(dose_unit(most_unit, most_code), unit_of_dose, '') = coalesce(unit_of_dose, dose_unit(most_unit, most_code), '')
                     THEN most_value / nullif(most_per_value * coalesce(unit_days(most_per_code), unit_days(most_per_unit)), 0) END,
                i_max_per_day) AS max_per_day,
       words(route_text, route_display, route_code) AS route,
       start_low, start_high,
       coalesce(day_low(bounds_end), event_days[-1], (start_low + length_days::INTEGER - 1)::DATE) AS end_low,
       coalesce(day_high(bounds_end), event_days[-1], (start_high + length_days::INTEGER - 1)::DATE) AS end_high,
       CASE WHEN timed_by = 'text' OR dosed_by = 'text' THEN 'text'
            WHEN timed_by IS NULL AND dosed_by IS NULL AND words IS NOT NULL THEN 'text'
            ELSE 'structured' END AS basis,
       coalesce(words, timing_text) AS text,
       dose_most IS NOT NULL AND times_high IS NOT NULL AND per_days > 0 AS whole
FROM dated

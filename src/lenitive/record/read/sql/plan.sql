-- A plan is a pain plan when its own words say so; codes are in `coding`. The time is the latest that was written.
SELECT patient_of(subject) AS patient_id,
       'CarePlan/' || id || '#1' AS row_id,
       CASE WHEN regexp_matches(lower(concat_ws(' ', title, category_text, category_display, description)), '\bpain\b|\bopioid')
            THEN 'pain_plan' ELSE 'other' END AS kind,
       coalesce(filled(title), words(category_text, category_display, category_code)) AS text, status,
       coalesce(author, filled(author_display)) AS author,
       coalesce(day_low(created), day_low(start), day_low(updated)) AS at_low,
       coalesce(day_high(created), day_high(start), day_high(updated)) AS at_high,
       coalesce(instant(created), instant(start), instant(updated)) AS at_time
FROM v

SELECT patient_of(subject) AS patient_id,
       'Procedure/' || id || '#1' AS row_id,
       words(code_text, code_display, code_code) AS text,
       coalesce(replace(status, '-', '_'), 'unknown') AS status,
       words(category_text, category_display, category_code) AS category,
       words(site_text, site_display, site_code) AS body_site,
       coalesce(day_low(performed), day_low(performed_start)) AS at_low,
       coalesce(day_high(performed), day_high(performed_start)) AS at_high,
       coalesce(instant(performed), instant(performed_start)) AS at_time,
       day_low(performed_end) AS end_low, day_high(performed_end) AS end_high,
       words(outcome_text, outcome_display, outcome_code) AS outcome,
       coalesce(words(reason_text, reason_display, reason_code), filled(reason_reference)) AS reason,
       coalesce(performer, filled(performer_display)) AS performer
FROM v

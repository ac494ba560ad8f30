-- An onset given as an age is the year of life: from that birthday to the day before the next.
SELECT patient_of(subject) AS patient_id,
       'Condition/' || id || '#1' AS row_id,
       words(code_text, code_display, code_code) AS text,
       CASE WHEN problem_list THEN 'problem_list'
            WHEN encounter_diagnosis THEN 'encounter_diagnosis'
            WHEN health_concern THEN 'health_concern' END AS category,
       verification, clinical AS status,
       coalesce(day_low(onset), day_low(onset_start)) AS onset_low,
       coalesce(day_high(onset), day_high(onset_start)) AS onset_high,
       coalesce(day_low(abatement), day_low(abatement_end)) AS abatement_low,
       coalesce(day_high(abatement), day_high(abatement_end)) AS abatement_high,
       day_low(recorded) AS recorded_low, day_high(recorded) AS recorded_high,
       words(site_text, site_display, site_code) AS body_site,
       row_of('Encounter', encounter) AS encounter
FROM v
WHERE coalesce(code_code, '') NOT IN (SELECT code FROM none_known)

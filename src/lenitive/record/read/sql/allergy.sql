SELECT patient_of(subject) AS patient_id,
       'AllergyIntolerance/' || id || '#1' AS row_id,
       coalesce(words(code_text, code_display, code_code), words(substance_text, substance_display, substance_code)) AS text,
       clinical AS status, verification, category, criticality,
       day_low(recorded) AS recorded_low, day_high(recorded) AS recorded_high
FROM v
WHERE coalesce(code_code, '') NOT IN (SELECT code FROM none_known)

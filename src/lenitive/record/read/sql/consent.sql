SELECT patient_of(subject) AS patient_id, 'Consent/' || id || '#1' AS row_id,
       coalesce(words(category_text, category_display, category_code), words(scope_text, scope_display, scope_code)) AS kind,
       status, decision, day_low("at") AS at_low, day_high("at") AS at_high, instant("at") AS at_time
FROM v

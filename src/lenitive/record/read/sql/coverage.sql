SELECT patient_of(subject) AS patient_id, 'Coverage/' || id || '#1' AS row_id,
       coalesce(filled(payer), payer_reference) AS payer,
       words(type_text, type_display, type_code) AS kind, status,
       day_low(start) AS start_low, day_high(start) AS start_high,
       day_low("end") AS end_low, day_high("end") AS end_high
FROM v

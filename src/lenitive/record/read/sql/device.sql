SELECT patient_of(subject) AS patient_id, 'Device/' || id || '#1' AS row_id,
       coalesce(filled(device_name), words(type_text, type_display, type_code)) AS text, status,
       day_low(made) AS at_low, day_high(made) AS at_high
FROM v

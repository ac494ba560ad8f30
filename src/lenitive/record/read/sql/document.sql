SELECT patient_of(subject) AS patient_id,
       'DocumentReference/' || id || '#1' AS row_id,
       'document' AS kind,
       coalesce(filled(description), filled(title), words(type_text, type_display, type_code)) AS text, status,
       coalesce(day_low(date), day_low(period_start)) AS at_low,
       coalesce(day_high(date), day_high(period_start)) AS at_high,
       coalesce(instant(date), instant(period_start)) AS at_time
FROM v

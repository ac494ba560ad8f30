SELECT patient_of(subject) AS patient_id,
       'ServiceRequest/' || id || '#1' AS row_id,
       words(code_text, code_display, code_code) AS text, status, intent,
       words(category_text, category_display, category_code) AS category,
       words(site_text, site_display, site_code) AS body_site,
       coalesce(day_low(authored), day_low(occurrence), day_low(occurrence_start)) AS at_low,
       coalesce(day_high(authored), day_high(occurrence), day_high(occurrence_start)) AS at_high,
       coalesce(instant(authored), instant(occurrence), instant(occurrence_start)) AS at_time
FROM v
WHERE not_to_do IS NOT TRUE

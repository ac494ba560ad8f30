SELECT patient_of(subject) AS patient_id,
       'Observation/' || id || '#1' AS row_id,
       words(code_text, code_display, code_code) AS text, status, category,
       words(method_text, method_display, method_code) AS method,
       words(site_text, site_display, site_code) AS body_site,
$value
FROM v

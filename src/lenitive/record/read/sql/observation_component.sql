-- Components are rows 2, 3, ... of their observation, which is row 1.
SELECT patient_of(subject) AS patient_id,
       'Observation/' || id || '#' || (n + 2) AS row_id,
       words(code_text, code_display, code_code) AS text, status, category,
       'Observation/' || id || '#1' AS panel_row,
$value
FROM v

-- Codes of the components of observations; those of the first component are numbered from 100001.
SELECT patient_of(subject) AS patient_id,
       'Observation/' || id || '#' || ((component + 1) * 100000 + rank * 1000 + n + 1) AS row_id,
       'observation' AS of_table, 'Observation/' || id || '#' || (component + 2) AS of_row, field, system, code, display
FROM v
WHERE code IS NOT NULL OR display IS NOT NULL

-- The codes of a report belong to `imaging` or to `document`, as its row does.
SELECT patient_of(subject) AS patient_id,
       'DiagnosticReport/' || id || '#' || (rank * 1000 + n + 1) AS row_id,
       CASE WHEN bool_or(field = 'category' AND code IN (SELECT code FROM imaging_section)) OVER (PARTITION BY id)
            THEN 'imaging' ELSE 'document' END AS of_table,
       'DiagnosticReport/' || id || '#1' AS of_row, field, system, code, display
FROM v
WHERE code IS NOT NULL OR display IS NOT NULL

-- Codes of one kind of row. The first coded field numbers its codes from 1, the second from 1001, and so on.
SELECT patient_of(subject) AS patient_id,
       '$type/' || id || '#' || (rank * 1000 + n + 1) AS row_id,
       '$table' AS of_table, '$type/' || id || '#1' AS of_row, field, system, code, display
FROM v
WHERE (code IS NOT NULL OR display IS NOT NULL)
  AND NOT (field = 'code' AND coalesce(code, '') IN (SELECT code FROM none_known))

-- Scores that arrived as observations: kept, and marked with where they came from.
SELECT o.patient_id, o.row_id, k.instrument, k.scale, o.value_number, o.value_text, 'observation' AS origin,
       o.row_id AS of_row, o.at_low, o.at_high, o.at_time
FROM observation AS o
JOIN (SELECT DISTINCT c.of_row, s.instrument, s.scale FROM coding AS c JOIN known_score AS s ON s.loinc = c.code
      WHERE c.of_table = 'observation' AND c.field = 'code' AND c.system = 'http://loinc.org') AS k ON k.of_row = o.row_id
WHERE coalesce(o.status, '') NOT IN ('cancelled')
  AND (o.value_number IS NOT NULL OR o.value_text IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM score AS s WHERE s.of_row = o.row_id AND s.origin = 'observation')

-- The daily amount as quantity over days of supply, for orders without an instruction that can be read.
SELECT patient_of(s.subject) AS patient_id,
       split_part(s.medication_row, '#', 1) || '#1' AS row_id,
       s.medication_row, 1 AS sequence,
       s.daily AS dose_low, s.daily AS dose_high, s.unit AS dose_unit,
       1 AS times_low, 1 AS times_high, 1 AS per_days,
       d.as_needed, d.route, d.start_low, d.start_high, d.end_low, d.end_high,
       'supply' AS basis, d.text
FROM supply_speaks AS s
LEFT JOIN (SELECT medication_row, bool_or(as_needed) AS as_needed, any_value(route) AS route,
                  min(start_low) AS start_low, min(start_high) AS start_high, max(end_low) AS end_low, max(end_high) AS end_high,
                  string_agg(text, '; ' ORDER BY n) AS text
           FROM dosage_read GROUP BY medication_row) AS d USING (medication_row)

SELECT patient_of(subject) AS patient_id, 'Goal/' || id || '#1' AS row_id,
       words(description_text, description_display, description_code) AS text, status,
       coalesce(filled(target_text),
                filled(concat_ws(' ', words(measure_text, measure_display, measure_code), target_value::VARCHAR, target_unit))) AS target,
       day_low(due) AS due_low, day_high(due) AS due_high,
       coalesce(day_low(start), day_low(status_date)) AS at_low, coalesce(day_high(start), day_high(status_date)) AS at_high
FROM v
WHERE words(description_text, description_display, description_code) IS NOT NULL

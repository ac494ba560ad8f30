-- Statements that a medicine is, was or will be taken.
SELECT patient_of(r.subject) AS patient_id,
       'MedicationStatement/' || r.id || '#1' AS row_id,
       'statement' AS kind,
       coalesce(words(r.medication_text, r.medication_display, p.text), filled(r.product_display), r.medication_code) AS text,
       CASE r.status WHEN 'active' THEN 'active'
                     WHEN 'intended' THEN 'proposed'
                     WHEN 'stopped' THEN 'stopped' WHEN 'not-taken' THEN 'stopped'
                     WHEN 'completed' THEN 'completed'
                     WHEN 'on-hold' THEN 'on_hold'
                     ELSE 'unknown' END AS status,
       coalesce(r.category_code, filled(r.category_text)) AS category,
       words(r.route_text, r.route_display, r.route_code) AS route,
       p.form,
       r.source AS requester,
       coalesce(day_low(r.effective), day_low(r.effective_start), d.start_low) AS start_low,
       coalesce(day_high(r.effective), day_high(r.effective_start), d.start_high) AS start_high,
       coalesce(instant(r.effective), instant(r.effective_start)) AS start_time,
       coalesce(day_low(r.effective_end), d.end_low) AS end_low,
       coalesce(day_high(r.effective_end), d.end_high) AS end_high,
       coalesce(words(r.reason_text, r.reason_display, r.reason_code), filled(r.reason_reference)) AS reason,
       words(r.stopped_text, r.stopped_display, r.stopped_code) AS stopped_because
FROM staged_statement AS r
LEFT JOIN staged_product AS p ON p.id = id_of(r.product)
LEFT JOIN (SELECT medication_row, min(start_low) AS start_low, min(start_high) AS start_high,
                  CASE WHEN bool_and(end_low IS NOT NULL) THEN max(end_low) END AS end_low,
                  CASE WHEN bool_and(end_low IS NOT NULL) THEN max(end_high) END AS end_high
           FROM dosage_read GROUP BY medication_row) AS d ON d.medication_row = 'MedicationStatement/' || r.id || '#1'
WHERE coalesce(r.medication_code, '') NOT IN (SELECT code FROM none_known)

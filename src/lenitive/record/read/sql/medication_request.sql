-- Orders. The end is the last written end of the instructions, where each of them has one.
SELECT patient_of(r.subject) AS patient_id,
       'MedicationRequest/' || r.id || '#1' AS row_id,
       'order' AS kind,
       coalesce(words(r.medication_text, r.medication_display, p.text), filled(r.product_display), r.medication_code) AS text,
       CASE r.status WHEN 'active' THEN CASE WHEN r.intent IN ('proposal', 'option') THEN 'proposed' ELSE 'active' END
                     WHEN 'draft' THEN 'proposed'
                     WHEN 'stopped' THEN 'stopped' WHEN 'cancelled' THEN 'stopped'
                     WHEN 'completed' THEN 'completed'
                     WHEN 'on-hold' THEN 'on_hold'
                     ELSE 'unknown' END AS status,
       r.intent,
       coalesce(r.category_code, filled(r.category_text)) AS category,
       words(r.route_text, r.route_display, r.route_code) AS route,
       p.form,
       coalesce(r.requester, filled(r.requester_display)) AS requester,
       r.quantity_value AS quantity, dose_unit(r.quantity_unit, r.quantity_code) AS quantity_unit,
       r.supply_value * coalesce(unit_days(r.supply_code), unit_days(r.supply_unit)) AS supply_days,
       r.refills,
       date_diff('day', day_low(r.valid_from), day_low(r.valid_to))::DOUBLE AS validity_days,
       coalesce(day_low(r.authored), d.start_low) AS start_low,
       coalesce(day_high(r.authored), d.start_high) AS start_high,
       instant(r.authored) AS start_time,
       d.end_low, d.end_high,
       coalesce(words(r.reason_text, r.reason_display, r.reason_code), filled(r.reason_reference)) AS reason,
       words(r.stopped_text, r.stopped_display, r.stopped_code) AS stopped_because
FROM staged_request AS r
LEFT JOIN staged_product AS p ON p.id = id_of(r.product)
LEFT JOIN (SELECT medication_row, min(start_low) AS start_low, min(start_high) AS start_high,
                  CASE WHEN bool_and(end_low IS NOT NULL) THEN max(end_low) END AS end_low,
                  CASE WHEN bool_and(end_low IS NOT NULL) THEN max(end_high) END AS end_high
           FROM dosage_read GROUP BY medication_row) AS d ON d.medication_row = 'MedicationRequest/' || r.id || '#1'
WHERE r.not_to_do IS NOT TRUE AND coalesce(r.medication_code, '') NOT IN (SELECT code FROM none_known)

SELECT patient_of(r.subject) AS patient_id,
       'MedicationDispense/' || r.id || '#1' AS row_id,
       row_of('MedicationRequest', r.fills) AS medication_row,
       coalesce(words(r.medication_text, r.medication_display, p.text), filled(r.product_display), r.medication_code) AS text,
       CASE WHEN r.status = 'completed' THEN 'completed'
            WHEN r.status IN ('preparation', 'in-progress', 'on-hold') THEN 'in_progress'
            WHEN r.status IN ('cancelled', 'stopped', 'declined') THEN 'cancelled'
            ELSE 'unknown' END AS status,
       r.quantity_value AS quantity, dose_unit(r.quantity_unit, r.quantity_code) AS quantity_unit,
       -- `daysSupply` without a unit is in days, as its name says.
       r.supply_value * coalesce(unit_days(r.supply_code), unit_days(r.supply_unit),
                                 CASE WHEN r.supply_code IS NULL AND r.supply_unit IS NULL THEN 1 END) AS days,
       coalesce(day_low(r.handed_over), day_low(r.prepared)) AS at_low,
       coalesce(day_high(r.handed_over), day_high(r.prepared)) AS at_high,
       coalesce(instant(r.handed_over), instant(r.prepared)) AS at_time
FROM staged_dispense AS r
LEFT JOIN staged_product AS p ON p.id = id_of(r.product)

-- Orders whose quantity over days of supply is the daily amount: none of their instructions is whole.
CREATE OR REPLACE TEMP VIEW supply_speaks AS
SELECT r.subject, 'MedicationRequest/' || r.id || '#1' AS medication_row,
       r.quantity_value / (r.supply_value * coalesce(unit_days(r.supply_code), unit_days(r.supply_unit))) AS daily,
       dose_unit(r.quantity_unit, r.quantity_code) AS unit
FROM staged_request AS r
WHERE r.quantity_value > 0 AND r.supply_value * coalesce(unit_days(r.supply_code), unit_days(r.supply_unit)) > 0
  AND r.not_to_do IS NOT TRUE
  AND NOT EXISTS (SELECT 1 FROM dosage_read AS d WHERE d.whole AND d.medication_row = 'MedicationRequest/' || r.id || '#1')

-- Instructions that say something by themselves. Where none of an order's is whole and its supply says the daily
-- amount, the supply speaks instead (dosage_supply.sql).
SELECT patient_of(subject) AS patient_id,
       split_part(medication_row, '#', 1) || '#' || (n + 1) AS row_id,
       medication_row, sequence, dose_low, dose_high, dose_unit, times_low, times_high, per_days, as_needed, max_per_day,
       route, start_low, start_high, end_low, end_high, basis, text
FROM dosage_read
WHERE starts_with(medication_row, '$type/') AND medication_row NOT IN (SELECT medication_row FROM supply_speaks)

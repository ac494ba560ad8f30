-- The codes of the product that an order points to are codes of the order; they are numbered from 9001.
SELECT patient_of(r.subject) AS patient_id,
       '$type/' || r.id || '#' || (9000 + c.n + 1) AS row_id,
       '$table' AS of_table, '$type/' || r.id || '#1' AS of_row, 'code' AS field, c.system, c.code, c.display
FROM $staged AS r JOIN staged_product_code AS c ON c.id = id_of(r.product)
WHERE c.code IS NOT NULL OR c.display IS NOT NULL

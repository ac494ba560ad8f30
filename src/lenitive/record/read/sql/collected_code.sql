-- "No known ..." as the code of a resource says that its list is held.
SELECT patient_of(subject) AS patient_id, '$type/' || id || '#1' AS row_id, k.domain,
       '$type/' || id || '#1' AS source
FROM v JOIN none_known AS k ON k.code = v.$code

SELECT '$type/' || id || '#1' AS medication_row, * FROM v

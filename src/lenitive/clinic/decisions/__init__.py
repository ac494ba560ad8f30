"""What staff decide at the desk: kept, written as rows of the record, taken back, copied."""

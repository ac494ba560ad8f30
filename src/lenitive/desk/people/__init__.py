"""Who a person is, by hand: made, corrected, found again, merged; each with its way back."""

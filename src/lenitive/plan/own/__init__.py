"""What a person at home works out for themselves: pure functions over what they told."""

"""A question of one's own: answered from the library and, where somebody allows it, from their record."""

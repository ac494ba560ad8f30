"""Knowledge of the portal: what the person at home is asked and told."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    name = "lenitive.clinic"
    label = "clinic"
    verbose_name = "Clinic"

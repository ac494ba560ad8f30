from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "lenitive.desk"
    label = "desk"
    verbose_name = "Desk"

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "lenitive.desk"
    label = "desk"
    verbose_name = "Desk"

    def ready(self) -> None:
        """Listen to what happens to second factors."""
        from lenitive.desk import receivers  # noqa: F401

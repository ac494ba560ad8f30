"""Tables of appointments."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("clinic", "0005_speed")]

    operations: ClassVar = []

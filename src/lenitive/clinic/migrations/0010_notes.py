"""Tables of notes."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("clinic", "0009_visits")]

    operations: ClassVar = []

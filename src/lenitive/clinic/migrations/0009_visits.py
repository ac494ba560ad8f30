"""Tables of visits."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("clinic", "0008_evaluations")]

    operations: ClassVar = []

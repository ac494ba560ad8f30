"""Tables of speed."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("clinic", "0004_tablet")]

    operations: ClassVar = []

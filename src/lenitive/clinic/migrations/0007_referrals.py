"""Tables of referrals."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("clinic", "0006_appointments")]

    operations: ClassVar = []

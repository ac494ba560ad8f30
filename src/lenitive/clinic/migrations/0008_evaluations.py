"""Tables of evaluations."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("clinic", "0007_referrals")]

    operations: ClassVar = []

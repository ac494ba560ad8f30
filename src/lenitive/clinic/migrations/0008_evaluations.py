"""Tables of evaluations."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("clinic", "0007_referrals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('patient_id', models.TextField(db_index=True)),
                ('encounter_id', models.TextField(blank=True, help_text='row_id of the visit in the record')),
                ('reason', models.TextField(blank=True, help_text='why it was opened, in words')),
                ('template', models.CharField(help_text='version of the parts it was opened with', max_length=20)),
                ('number', models.PositiveIntegerField(default=0, help_text='of its newest change')),
                ('opened_at', models.DateTimeField()),
                ('who', models.TextField(help_text='who opened it: the name at the time')),
                ('signed_at', models.DateTimeField(null=True)),
                ('signed_by', models.TextField(blank=True)),
                ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='EvaluationEdit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='counts the changes of the evaluation')),
                ('field', models.CharField(help_text='part.field', max_length=120)),
                ('key', models.CharField(help_text='made where it was typed, so that it counts once', max_length=36)),
                ('base', models.PositiveIntegerField(null=True)),
                ('base_is_sent', models.BooleanField(default=False)),
                ('sent', models.TextField(blank=True)),
                ('merged', models.TextField(null=True)),
                ('met', models.TextField(blank=True, help_text='whose change this one met, where both stood in one place')),
                ('reason', models.TextField(blank=True, help_text='why it was corrected after signing')),
                ('wrote', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('who', models.TextField(help_text='the name at the time')),
                ('role', models.CharField(blank=True, max_length=40)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='edits', to='clinic.evaluation')),
                ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['evaluation', 'field', 'number'], name='evaluation_edit_field')],
                'constraints': [models.UniqueConstraint(fields=('evaluation', 'number'), name='evaluation_edit_number'), models.UniqueConstraint(fields=('evaluation', 'key'), name='evaluation_edit_once')],
            },
        ),
        migrations.CreateModel(
            name='EvaluationPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=40)),
                ('role', models.CharField(max_length=40)),
                ('who', models.TextField(help_text='the name at the time')),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_by', models.TextField(blank=True)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts_done', to='clinic.evaluation')),
                ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('evaluation', 'part', 'role'), name='evaluation_part_done_once')],
            },
        ),
        migrations.CreateModel(
            name='EvaluationPresence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who', models.TextField()),
                ('part', models.CharField(blank=True, max_length=40)),
                ('seen_at', models.DateTimeField()),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='present', to='clinic.evaluation')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('evaluation', 'staff'), name='evaluation_presence_once')],
            },
        ),
    ]

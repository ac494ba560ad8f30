"""Tables of goals and their marks."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0005_lessons")]
    operations = [
        migrations.CreateModel(
            name='MyGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('patient_id', models.TextField(db_index=True)),
                ('goal_row', models.TextField(blank=True, help_text="row of the record's goal that it measures")),
                ('text', models.CharField(max_length=200)),
                ('unit', models.CharField(choices=[('minutes', 'minutes'), ('metres', 'metres'), ('steps', 'steps'), ('times', 'times a week'), ('days', 'days a week'), ('of_ten', 'how near, from 0 to 10')], max_length=8)),
                ('target', models.FloatField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.TextField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_as', models.CharField(blank=True, help_text='reached or let_go', max_length=8)),
                ('token', models.CharField(help_text='of the form, so that it counts once', max_length=36, unique=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='GoalMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('value', models.FloatField()),
                ('at', models.DateTimeField()),
                ('by', models.TextField()),
                ('token', models.CharField(help_text='of the form, so that it counts once', max_length=36, unique=True)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='portal.mygoal')),
            ],
            options={
                'ordering': ('day', 'at'),
                'default_permissions': (),
            },
        ),
    ]

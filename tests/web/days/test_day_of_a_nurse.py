"""A nurse's day: who comes, questions on the tablet and by phone, a drug screen, naloxone, refills."""

from __future__ import annotations

import pytest

from tests.web.days.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHOICES = "#choices .choice-answered"
PEOPLE = ("ruth-delacroix", "agnes-lorentz", "marcus-ferrell", "helen-zhou")


def looks_at_the_day(nurse: Hands) -> None:
    nurse.go("Today")
    nurse.on("people")
    nurse.sees("Ruth Delacroix", "Emergency:", "Agnes Lorentz", "never answered a questionnaire")


def lets_somebody_answer_on_the_tablet(nurse: Hands) -> None:
    nurse.open("Agnes Lorentz")
    nurse.on("Agnes Lorentz")
    nurse.follow("ask questionnaires")
    nurse.on("Ask questionnaires")
    nurse.tick("PEG pain scale")
    nurse.press("On the tablet: make a code")
    nurse.on("Questionnaires")
    answers_three_questions(nurse.another(820), nurse.page.inner_text(".code"))
    nurse.sees("3 of 3 answered")  # without a press


def answers_three_questions(person: Hands, code: str) -> None:
    person.visit("/tablet/")
    person.on("Your questions")
    person.write("The code that you were given", code)
    person.press("Start")
    person.on("Hello Agnes")
    person.press("Yes, I am Agnes")
    for number, answer in ((1, "7"), (2, "8"), (3, "6")):
        person.sees(f"Question {number} of 3")
        person.look("a question")
        person.tick(answer)
        person.press("Next")
    person.on("Thank you")
    person.sees("Nothing of yours is left on it.")


def documents_a_drug_screen_and_naloxone(nurse: Hands) -> None:
    nurse.go("Today")
    nurse.on("people")
    nurse.follow("Drug screen", among="Ruth Delacroix")  # as far as where it is answered
    nurse.on("Ruth Delacroix")
    nurse.press("Yes, taken", among="Urine drug screen")
    nurse.sees("Yes, taken", among=CHOICES)
    nurse.unfold("No, because", among="Naloxone")
    nurse.press("The person does not want it", among="Naloxone")
    nurse.sees("The person does not want it", among=CHOICES)
    nurse.press("Undo Naloxone")
    nurse.sees("Offered today?")
    nurse.press("Has it at home", among="Naloxone")
    nurse.sees("Has it at home", among=CHOICES)


def sees_it_gone_from_the_lists(nurse: Hands) -> None:
    nurse.go("Work")
    nurse.on("Emergencies, unread")
    for title in ("Drug screen due", "Naloxone missing"):
        nurse.follow(title)
        nurse.on(title)
        nurse.sees_no("Ruth Delacroix")


def goes_through_the_refills(nurse: Hands) -> None:
    nurse.follow("Refills of controlled medicines")
    nurse.on("Refills of controlled medicines")
    nurse.sees("methadone", "It lasts until")
    nurse.press("Take over", among="Helen Zhou")
    nurse.sees("is taken over")
    nurse.unfold("Put off", among="Helen Zhou")
    nurse.press("Put off", among="Helen Zhou")
    nurse.sees("is put off")
    nurse.press("Undo")
    nurse.sees("It is as it was before.", "Yours")


def reads_questions_out_by_phone(nurse: Hands) -> None:
    nurse.go("People")
    nurse.on("People")
    nurse.open("Marcus Ferrell")
    nurse.on("Marcus Ferrell")
    nurse.follow("ask questionnaires")
    nurse.on("Ask questionnaires")
    nurse.tick("PEG pain scale")
    nurse.press("By phone: read them out")
    nurse.on("Read out")
    for number in range(3):
        nurse.tick("4", among=f"fieldset.read >> nth={number}")
    nurse.press("Keep the answers")
    nurse.on("Questionnaires")
    nurse.sees("3 of 3 answered")


DAY = (
    looks_at_the_day,
    lets_somebody_answer_on_the_tablet,
    documents_a_drug_screen_and_naloxone,
    sees_it_gone_from_the_lists,
    goes_through_the_refills,
    reads_questions_out_by_phone,
    Hands.sign_out,
)


def test_a_nurse_works_from_sign_in_to_sign_out(at_work):
    nurse = at_work("nurse", *PEOPLE)
    for does in DAY:
        does(nurse)

"""How many items a standard error of 0.32 takes: our selection, plain maximum information, and fixed forms.

Run: python benchmarks/precision.py [--people 200000] [--bank demo_activity] [--picture FILE.svg]

Everyone is simulated: theta from -3 to 3 in equal numbers, weighted to a standard normal for the means;
answers by the model. The bank is made up, 40 items of five answers (`benchmarks/adaptive.py`). A standard
error of 0.32 is a reliability of 0.90. A fixed form asks the same items of everyone, in the order of
their information over the population: its first 4, 6 and 8 items are the short forms that a bank's makers
would print. Ours is the least expected posterior variance. Each goes on until the error is reached, or 20
items were asked.

The last lines are what a person at home meets: the rules of the portal as they stand, and beside them the
shortest fixed form of the same bank that is as exact (root of the mean squared error of theta, true against
measured), for everyone and for the tenth at either end, whom fixed forms measure worst.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from adaptive import every_answer, forty_items
from lenitive.measure import Bank, Rules, find_bank
from lenitive.measure.adaptive import run
from lenitive.measure.irt import expected_a_posteriori

GOAL, MOST = 0.32, 20
SHORT_FORMS = (4, 6, 8)
COLOURS = {"fixed order": "#8a6d3b", "maximum information": "#4a78a8", "ours": "#00796b"}


def people(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Thetas spread evenly from -3 to 3, and the weight of each in a standard normal population."""
    theta = np.linspace(-3, 3, count)
    weight = np.exp(-(theta**2) / 2)
    return theta, weight / weight.sum()


def adaptive(bank: Bank, answers: np.ndarray, select: str) -> tuple[np.ndarray, np.ndarray]:
    """Items asked and the error reached, each (people,)."""
    rules = Rules(select=select, max_items=MOST, min_items=1, se=GOAL)
    found = run(bank, rules, lambda rows, items: answers[rows, items], len(answers))
    return found.asked.astype(float), found.se


def fixed_order(bank: Bank) -> np.ndarray:
    """Items from the most to the least information over the population."""
    return np.argsort(-(bank.information @ bank.prior_weights))


def fixed(bank: Bank, answers: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Items asked in the fixed order and the error then; and the errors after each item, (people, MOST)."""
    order, errors = fixed_order(bank), np.empty((len(answers), MOST))
    given = np.full(answers.shape, np.nan)
    for step in range(MOST):
        given[:, order[step]] = answers[:, order[step]]
        errors[:, step] = expected_a_posteriori(bank, given)[1]
    reached = errors <= GOAL
    asked = np.where(reached.any(axis=1), reached.argmax(axis=1) + 1, MOST).astype(float)
    return asked, errors[np.arange(len(answers)), asked.astype(int) - 1], errors


def at_home(bank: Bank, theta: np.ndarray, weight: np.ndarray, answers: np.ndarray) -> list[str]:
    """Lines: items asked by the rules of the portal, and the fixed form that is as exact."""
    found = run(bank, Rules(), lambda rows, items: answers[rows, items], len(answers))
    order, given = fixed_order(bank), np.full(answers.shape, np.nan)
    thetas = []
    for item in order:
        given[:, item] = answers[:, item]
        thetas.append(expected_a_posteriori(bank, given)[0])
    ends = np.abs(theta) > 1.2816  # the tenth of a standard normal population at either end
    said = []
    for who, chosen in (("everyone", np.full(len(theta), 1.0)), ("the two ends", ends.astype(float))):
        share = weight * chosen / (weight @ chosen)
        ours = np.sqrt(((found.theta - theta) ** 2) @ share)
        errors = [np.sqrt(((each - theta) ** 2) @ share) for each in thetas]
        enough = next((length for length, error in enumerate(errors, 1) if error <= ours), None)
        fixed_form = f"a fixed form needs {enough}" if enough else f"no fixed form of {len(order)} does"
        asked = found.asked @ share
        said.append(f"at home, {who}: {asked:.2f} items, error {ours:.3f}; as exact, {fixed_form}")
    return said


def curve(theta: np.ndarray, values: np.ndarray, slices: int = 25) -> list[tuple[float, float]]:
    """Means over slices of theta."""
    parts = zip(np.array_split(theta, slices), np.array_split(values, slices), strict=True)
    return [(float(part.mean()), float(mean.mean())) for part, mean in parts]


def picture(curves: dict[str, list[tuple[float, float]]]) -> str:
    """The curves as an SVG that stands on light and dark pages, with a text for those who do not see it."""
    width, height, left, top, right, bottom = 720, 380, 56, 24, 16, 48

    def x(theta: float) -> float:
        return left + (theta + 3) / 6 * (width - left - right)

    def y(items: float) -> float:
        return height - bottom - items / MOST * (height - top - bottom)

    said = "; ".join(
        f"{name}: {min(v for _, v in points):.1f} to {max(v for _, v in points):.1f} items"
        for name, points in curves.items()
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13">',
        f"<title>Items needed for a standard error of {GOAL}</title><desc>{said}</desc>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    parts += [
        f'<path d="M{left} {y(items):.1f}H{width - right}" stroke="#d9dedd"/>'
        f'<text x="{left - 8}" y="{y(items) + 4:.1f}" text-anchor="end" fill="#3a4543">{items}</text>'
        for items in range(0, MOST + 1, 4)
    ]
    parts += [
        f'<text x="{x(theta):.1f}" y="{height - bottom + 20}" text-anchor="middle" fill="#3a4543">'
        f"{50 + 10 * theta}</text>"
        for theta in range(-3, 4)
    ]
    for place, (name, points) in enumerate(curves.items()):
        path = "L".join(f"{x(theta):.1f} {y(items):.1f}" for theta, items in points)
        dash = ' stroke-dasharray="6 4"' if name == "fixed order" else ""
        line = f'fill="none" stroke="{COLOURS[name]}" stroke-width="2.5"{dash}/>'
        key = left + 200 * place + 80
        parts.append(
            f'<path d="M{path}" {line}<path d="M{key} {top - 8}h24" {line}'
            f'<text x="{key + 30}" y="{top - 4}" fill="{COLOURS[name]}">{name}</text>'
        )
    parts.append(
        f'<text x="{left}" y="{top - 4}" fill="#3a4543">Items</text>'
        f'<text x="{(left + width) / 2:.0f}" y="{height - 8}" text-anchor="middle" fill="#3a4543">'
        "T score of the person</text></svg>"
    )
    return "\n".join(parts) + "\n"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--people", type=int, default=200_000)
    asked.add_argument("--picture", type=Path, default=None)
    asked.add_argument("--bank", default="", help="a bank at hand; the made-up one when left out")
    given = asked.parse_args()
    bank = find_bank(given.bank).bank if given.bank else forty_items()
    theta, weight = people(given.people)
    answers = every_answer(bank, theta, np.random.default_rng(8))
    fixed_asked, fixed_se, errors = fixed(bank, answers)
    results = {
        "fixed order": (fixed_asked, fixed_se),
        "maximum information": adaptive(bank, answers, "information"),
        "ours": adaptive(bank, answers, "variance"),
    }
    print(f"{given.people:,} simulated people; until SE <= {GOAL}, at most {MOST} items")
    for name, (items, se) in results.items():
        reached = (se <= GOAL) @ weight
        print(f"{name:<20} {items @ weight:5.2f} items on average; reached by {reached:.1%}")
    for length in SHORT_FORMS:
        print(
            f"short form of {length}: SE <= {GOAL} reached by {(errors[:, length - 1] <= GOAL) @ weight:.1%}"
        )
    print("\n".join(at_home(bank, theta, weight, answers)))
    if given.picture is not None:
        drawn = {name: curve(theta, items) for name, (items, _) in results.items()}
        given.picture.write_text(picture(drawn), encoding="utf-8")


if __name__ == "__main__":
    main()

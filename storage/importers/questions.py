"""Journal questions: every wording of one question has the same key.

WHOOP reworded its questions over the years ("Have any caffeine?", "Consumed caffeine?"), and one
export can hold both. A question that is not listed has the key of its own words.
"""

from collections.abc import Mapping
from functools import lru_cache

from storage.importers.slug import slug
from storage.importers.values import CACHED_VALUES

WORDINGS: Mapping[str, tuple[str, ...]] = {
    "alcohol": (
        "Have any alcoholic drinks?",
        "Had any alcoholic drinks?",
        "Consumed alcohol?",
        "Alkohol konsumiert?",
        "Alkohol getrunken?",
    ),
    "avoided_processed_food": (
        "Avoid consuming processed foods?",
        "Avoided processed foods?",
        "Verarbeitete Lebensmittel vermieden?",
    ),
    "blue_light_glasses": (
        "Wear blue-light blocking glasses before bed?",
        "Wore blue-light blocking glasses before bed?",
    ),
    "caffeine": ("Have any caffeine?", "Consumed caffeine?", "Koffein konsumiert?"),
    "carbohydrates": ("Consume carbohydrates?", "Consumed carbohydrates?"),
    "cold_shower": ("Take a cold shower?", "Took a cold shower?", "Kalt geduscht?"),
    "commute": ("Commute to work?", "Commuted to work?"),
    "creatine": ("Take creatine?", "Took creatine?", "Kreatin eingenommen?"),
    "dairy": ("Consume dairy?", "Consumed dairy?"),
    "fasting": ("Follow an intermittent fasting diet?", "Followed an intermittent fasting diet?"),
    "fatigue": ("Experience fatigue?", "Experienced fatigue?"),
    "fats": ("Consume fats?", "Consumed fats?"),
    "fruit_and_vegetables": (
        "Consume fruits and/or vegetables?",
        "Consumed fruits and/or vegetables?",
    ),
    "hydration": (
        "Hydrate sufficiently?",
        "Hydrated sufficiently?",
        "Ausreichend hydriert?",
        "Ausreichend getrunken?",
    ),
    "ice_bath": ("Take an ice bath?", "Took an ice bath?"),
    "illness": ("Sick / Not Sick", "Feeling sick or ill?", "Krank gefühlt?"),
    "injury": ("Injured / Not Injured", "Have an injury or wound?", "Verletzt?"),
    "late_meal": (
        "Eat any food close to bedtime?",
        "Ate food close to bedtime?",
        "Kurz vor dem Schlafengehen noch etwas gegessen?",
    ),
    "magnesium": (
        "Take a magnesium supplement?",
        "Took a magnesium supplement?",
        "Ein Magnesiumpräparat eingenommen?",
    ),
    "meditation": ("Meditate?", "Meditated?", "Meditiert?"),
    "morning_sunlight": (
        "See direct sunlight upon waking up?",
        "Saw direct sunlight upon waking up?",
    ),
    "protein": ("Consume protein?", "Consumed protein?", "Eiweiß eingenommen?"),
    "purpose": ("Feel a sense of purpose?", "Felt a sense of purpose?"),
    "reading_in_bed": (
        "Read (non-screened device) while in bed?",
        "Im Bett gelesen (kein Gerät mit Bildschirm)?",
    ),
    "sauna": ("Use a sauna?", "Used a sauna?", "Sauna benutzt?"),
    "screen_in_bed": (
        "View a screened device while in bed?",
        "Viewed a screen device in bed?",
        "Im Bett auf einen Bildschirm geschaut?",
    ),
    "shared_bed": ("Share your bed?", "Shared your bed?", "Bett geteilt?"),
    "sleep_medication": (
        "Take prescription sleep medication?",
        "Took prescription sleep medication?",
    ),
    "stress": (
        "Experience any stress?",
        "Experienced stress?",
        "Stress erlebt?",
        "Gestresst gefühlt?",
    ),
    "stretching": ("Spend time stretching?", "Spent time stretching?", "Gedehnt?"),
    "tracked_calories": ("Track your calories?", "Tracked your calories?"),
    "usual_bed": ("Sleep in the same bed as usual?", "Slept in the same bed as usual?"),
    "worked_from_home": ("Work from home?", "Worked from home?", "Von zu Hause gearbeitet?"),
}

_KEYS = {slug(wording): key for key, wordings in WORDINGS.items() for wording in wordings}


@lru_cache(CACHED_VALUES)
def question_key(text: str) -> str:
    """Return the key of a question, empty where it has no letter.

    >>> question_key("Have any caffeine? "), question_key("Consumed caffeine?")
    ('caffeine', 'caffeine')
    """
    words = slug(text)
    return _KEYS.get(words, words)

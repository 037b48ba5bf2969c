"""Workout activities: every name of one activity has the same key.

WHOOP renames activities, and its Strength Trainer logs what others log as weightlifting. Activity
and Other are what it detected by itself and could not name.
"""

from collections.abc import Mapping
from functools import lru_cache

from storage.importers.slug import slug
from storage.importers.values import CACHED_VALUES

NAMES: Mapping[str, tuple[str, ...]] = {
    "cycling": ("Cycling", "Radfahren"),
    "dance": ("Dance", "Dancing", "Tanz", "Tanzen"),
    "functional_fitness": ("Functional Fitness", "Funktionelle Fitness", "Funktionelles Training"),
    "hiking": ("Hiking/Rucking", "Hiking", "Rucking", "Wandern"),
    "other": ("Activity", "Other", "Aktivität", "Andere", "Sonstiges"),
    "rowing": ("Rowing", "Rudern"),
    "running": ("Running", "Laufen"),
    "skiing": ("Skiing", "Skifahren"),
    "soccer": ("Soccer", "Football (Soccer)", "Fußball"),
    "swimming": ("Swimming", "Schwimmen"),
    "walking": ("Walking", "Gehen", "Spazierengehen"),
    "weightlifting": (
        "Weightlifting",
        "Strength Trainer",
        "Strength Training",
        "Gewichtheben",
        "Krafttraining",
        "Krafttrainer",
    ),
}

_KEYS = {slug(name): key for key, names in NAMES.items() for name in names}


@lru_cache(CACHED_VALUES)
def activity_key(name: str) -> str:
    """Return the key of an activity; a blank name is one that nobody gave.

    >>> activity_key("Hiking/Rucking"), activity_key("Jiu Jitsu"), activity_key("")
    ('hiking', 'jiu_jitsu', 'other')
    """
    words = slug(name) or "other"
    return _KEYS.get(words, words)

"""What each caveat says."""

from schema.answer import Caveat, CaveatCode

TEXTS = {
    CaveatCode.NOT_MEDICAL: "Not medical advice. This is a wellness tool; it does not diagnose, "
    "treat or monitor any condition.",
    CaveatCode.OBSERVED: "Found by comparing your own days; other things that changed at the same "
    "time could explain it.",
    CaveatCode.BUILT_IN: "WHOOP computes recovery from HRV, resting heart rate, respiratory rate "
    "and sleep of the same night, so sleep effects are partly built in.",
    CaveatCode.WRIST_ESTIMATE: "Wrist estimates: sleep stages agree with lab polysomnography about "
    "64 % of the time (kappa .47); sleep and wake 89 % (Miller 2020).",
    CaveatCode.BOUNCES_BACK: "Scores bounce back towards your average by chance; we compare with "
    "days that started alike.",
    CaveatCode.TRUST_YOURSELF: "If you feel unwell, trust how you feel over this number, and talk "
    "to a professional if it lasts.",
    CaveatCode.CLINICAL: "Overtraining is a clinical diagnosis, made by excluding all else; no "
    "single marker shows it (Meeusen 2013), and this is none.",
    CaveatCode.POPULATION: "Population finding, not learned from your data.",
    CaveatCode.NO_BETTER_THAN_AVERAGE: "On your own past this forecast has not beaten your plain "
    "average, so the average is shown.",
    CaveatCode.NO_INJURY_PREDICTION: "This is not an injury prediction. Nobody can compute your "
    "injury risk from these data.",
    CaveatCode.ROLLED_BACK: "You made this earlier model live again; it serves until newer data "
    "or a day later.",
    CaveatCode.INCOMPLETE_DAY: "The last day is not over: its strain is not known and was taken "
    "as your usual one.",
    CaveatCode.NOT_KEPT: "The server could not keep this answer, whose disk or database refused "
    "it; it will be computed anew.",
    CaveatCode.NOT_READ: "Your data are still being read after a change; nothing here rests on "
    "them yet.",
    CaveatCode.COMPUTATION_ENDED: "The computation took too long or its process was ended; it "
    "will be tried again in a minute.",
    CaveatCode.COMPUTING_SPENT: "So much was computed for you in the last hour that this is not "
    "computed anew right now; ask again in a while.",
}


def caveat(code: CaveatCode) -> Caveat:
    """Return a caveat with its text."""
    return Caveat(code=code, text=TEXTS[code])

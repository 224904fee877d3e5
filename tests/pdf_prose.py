"""Reports of our own making, in the manner of Danish social-policy reports, for `tests/pdf_report.py`."""

from __future__ import annotations

from tests.pdf_report import Part

HOUSING = (
    Part("title", "Vejen til egen bolig"),
    Part(
        "contents",
        items=("Indledning 2", "Fra herberg til hjem 3", "Anbefalinger 4", "Eksempler fra kommunerne 5"),
    ),
    Part("chapter", "Indledning"),
    Part(
        "text",
        "Antallet af unge uden egen bolig er steget gennem en årrække, og mange af dem kommer aldrig på et "
        "herberg. De overnatter hos venner, i biler eller på skift i familien, og derfor ser kommunerne dem "
        "først sent. Denne rapport samler erfaringer fra de kommuner, der har arbejdet mest systematisk med "
        "at opspore de unge og hjælpe dem videre i en bolig, de selv kan betale.",
    ),
    Part(
        "text",
        "Erfaringerne viser, at en bolig alene ikke er nok. Den unge har brug for en fast medarbejder, som "
        "kan følge med gennem flyttedagen, den første husleje og de første måneder alene. Hvor den støtte er "
        "på plads, er fire ud af fem stadig i egen bolig efter to år.",
        note="Egen opgørelse på baggrund af kommunernes indberetninger 2016.",
    ),
    Part("quote", "fire ud af fem stadig i egen bolig efter to år"),
    Part(
        "text",
        "Rapporten bygger på besøg i syv kommuner og på samtaler med 64 medarbejdere, ledere og unge. Den "
        "henvender sig til social- og sundhedsforvaltninger, til boligforeninger og til de frivillige "
        "organisationer på børne- og ungeområdet.",
    ),
    Part("chapter", "Fra herberg til hjem"),
    Part("heading", "Bolig først"),
    Part(
        "text",
        "Tanken om bolig først vender rækkefølgen om. I stedet for at gøre sig fortjent til en bolig gennem "
        "behandling får den unge boligen med det samme, og støtten følger med ind over dørtrinnet. Metoden "
        "kræver, at der er boliger at anvise, og at boligforeningerne er med fra begyndelsen.",
    ),
    Part(
        "table",
        "Tabel 1. Unge i egen bolig efter et og to år",
        rows=(
            ("Kommune", "Unge i alt", "Efter et år", "Efter to år"),
            ("Odense", "48", "41", "38"),
            ("Randers", "31", "27", "24"),
            ("Høje-Taastrup", "22", "19", "18"),
        ),
    ),
    Part(
        "text",
        "Tallene skal læses med forsigtighed, fordi grupperne er små, og fordi kommunerne ikke tæller ens. "
        "De peger alligevel i samme retning, og de unge fortæller selv, at det vigtigste var, at nogen blev "
        "ved med at komme, også når de ikke lukkede op.",
    ),
    Part(
        "figure",
        "Figur 1. Unge på herberg pr. år",
        rows=(("2013", "80"), ("2014", "72"), ("2015", "55"), ("2016", "41")),
    ),
    Part(
        "text",
        "Udviklingen begyndte i 2014, da de første kommuner ansatte medarbejdere, der alene arbejder med "
        "overgangen fra herberg til bolig. Den slags stillinger betaler sig, for et døgn på et herberg "
        "koster mere end en uges bostøtte.",
    ),
    Part("chapter", "Anbefalinger"),
    Part(
        "text",
        "På baggrund af besøgene peger vi på fem forhold, som kommuner og stat kan ændre, uden at det kræver "
        "ny lovgivning.",
    ),
    Part(
        "bullets",
        items=(
            "At kommunerne udpeger én fast medarbejder for hver ung, som beholder opgaven, indtil den unge "
            "har boet et år i egen bolig.",
            "At boligforeningerne giver kommunen besked, når en lejer under 25 år er mere end fjorten dage "
            "bagud med huslejen, så hjælpen kan komme, før fogeden gør det.",
            "At staten gør det muligt at indrette flere små boliger til en husleje, som en ung på "
            "uddannelseshjælp kan betale, for eksempel ved at lempe kravene til størrelse og parkering.",
            "At erfaringerne måles på samme måde i alle kommuner, og at tallene offentliggøres hvert år.",
            "At de unge selv får plads i de råd og udvalg, der beslutter, hvordan støtten skal se ud.",
        ),
    ),
    Part("chapter", "Eksempler fra kommunerne"),
    Part(
        "box",
        "Odense Kommune: Et hold, der flytter med",
        items=(
            "I Odense følger et hold på fem medarbejdere den unge fra herberget og ind i boligen. Holdet er "
            "med, når lejekontrakten skrives under, og de kommer på besøg to gange om ugen i de første tre "
            "måneder.",
            "Kommunen har regnet på ordningen og fundet, at den har tjent sig hjem efter halvandet år, fordi "
            "de unge ikke vender tilbage til herberget.",
        ),
    ),
    Part(
        "text",
        "Andre kommuner har valgt at lægge opgaven hos den almindelige bostøtte. Det er billigere fra dag "
        "til dag, men medarbejderne har flere sager hver og når sjældnere at komme ud, før problemerne har "
        "vokset sig store.",
    ),
    Part(
        "box",
        "Randers Kommune: Nøglen hentes på ungdomsskolen",
        items=(
            "Randers har flyttet boligrådgivningen ud på ungdomsskolen, hvor de unge alligevel kommer. Her "
            "kan de få hjælp til at søge bolig, til budgettet og til at tale med banken, og en gang om "
            "måneden er der fællesspisning for dem, der lige er flyttet.",
        ),
    ),
)  # fmt: skip

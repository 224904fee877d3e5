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

FAMILIES = (
    Part("title", "Tæt på familien"),
    Part("contents", items=("Sammenfatning 2", "Tre kommuner 3", "Det koster det 4", "Vores anbefalinger 5")),
    Part("chapter", "Sammenfatning"),
    Part(
        "text",
        "Hvert år bliver omkring 2.000 børn og unge anbragt uden for hjemmet i de kommuner, der indgår i "
        "undersøgelsen. Mange af anbringelserne kunne være undgået, hvis familien havde fået hjælp, mens "
        "problemerne endnu var til at overskue. Det mener både forældre, sagsbehandlere og ledere, når de "
        "ser tilbage på forløbet.",
    ),
    Part(
        "text",
        "Vi har bedt tre kommuner fortælle, hvordan de har flyttet indsatsen tættere på familierne. De har "
        "grebet det forskelligt an, men alle tre har sat antallet af sager pr. sagsbehandler ned og givet "
        "medarbejderne lov til at handle uden at spørge.",
        note="Lov om social service § 52, stk. 3, om foranstaltninger for børn og unge.",
    ),
    Part("quote", "Mange af anbringelserne kunne være undgået"),
    Part(
        "text",
        "I bilaget findes en oversigt over de skemaer og aftaler, som kommunerne bruger. De kan frit "
        "kopieres og tilpasses, og de er afprøvet sammen med forældre, sundhedsplejersker og lærere.",
        note="Skemaerne er udarbejdet i 2015 og revideret i 2017 efter forslag fra forældrene.",
    ),
    Part("chapter", "Tre kommuner"),
    Part("heading", "Hedensted Kommune"),
    Part(
        "text",
        "Hedensted begyndte i 2013 med at halvere sagstallet fra 40 til 20 sager pr. medarbejder. Det "
        "kostede seks ekstra stillinger, men kommunen regnede med, at pengene ville komme igen, når færre "
        "børn blev anbragt. Allerede efter to år var udgifterne til anbringelser faldet med 11 mio. kr.",
    ),
    Part("sub", "HVORDAN"),
    Part(
        "text",
        "Sagsbehandlerne mødes med familien hver fjortende dag, og netværket inviteres med fra det første "
        "møde. Der skrives ikke referat, men en fælles plan, som familien får med hjem. Planen følger "
        "barnet, også hvis familien flytter til en anden del af kommunen.",
    ),
    Part(
        "box",
        "Fakta om Hedensted",
        items=("Kommunen har 46.000 indbyggere.", "I 2017 var 74 børn anbragt mod 121 i 2012."),
    ),
    Part("sub", "HVAD KRÆVER DET"),
    Part(
        "text",
        "Det kræver, at politikerne tør investere, før de kan se resultatet, og at forvaltningen følger "
        "økonomien tæt. Direktøren lægger hver måned tallene frem for udvalget, og hvis en indsats ikke "
        "virker, bliver den lavet om.",
    ),
    Part("heading", "Lolland Kommune"),
    Part(
        "text",
        "På Lolland er udgangspunktet et andet. Her er der langt mellem husene, og mange familier har ikke "
        "bil. Derfor kører medarbejderne ud i en ombygget bus, der holder ved skolen, ved brugsen og ved "
        "havnen på faste dage. Bussen har et lille samtalerum og en legekasse.",
    ),
    Part(
        "bullets",
        items=(
            "Bussen besøges af omkring 70 familier om måneden.",
            "To ud af tre kommer uden aftale, fordi de alligevel er i nærheden og har set skiltet ved vejen.",
            "Hver femte samtale fører til et egentligt forløb i familiehuset.",
        ),
    ),
    Part("chapter", "Det koster det"),
    Part(
        "table",
        "Tabel 2. Udgifter til børn og unge, mio. kr.",
        rows=(
            ("", "2012", "2014", "2017"),
            ("Forebyggende indsats", "21,4", "26,0", "29,8"),
            ("Anbringelser", "88,2", "79,5", "64,1"),
            ("I alt", "109,6", "105,5", "93,9"),
        ),
    ),
    Part(
        "text",
        "Udgifterne til forebyggelse er steget med 8,4 mio. kr., mens udgifterne til anbringelser er faldet "
        "med 24,1 mio. kr. Besparelsen er dermed knap tre gange så stor som investeringen, og den er vokset "
        "år for år, efterhånden som de ældste børn er fyldt 18 år.",
    ),
    Part("chapter", "Vores anbefalinger"),
    Part(
        "bullets",
        items=(
            "Sæt sagstallet ned til højst 20 børn pr. sagsbehandler, og lad besparelsen "
            "på anbringelser betale.",
            "Giv familien én plan i stedet for tre. Planen skal være skrevet i et sprog, som forældrene selv "
            "ville bruge, og den skal ligge fremme på bordet ved hvert møde, så alle kan se, hvad der er "
            "aftalt, hvem der gør det, og hvornår der følges op.",
            "Lad børne- og ungeudvalget se tallene hver måned.",
            "Brug skole- og daginstitutionslærernes viden, før der skrives en underretning.",
        ),
    ),
    Part(
        "text",
        "Anbefalingerne er drøftet med Kommunernes Landsforening og med forældrenes organisationer, som alle "
        "har haft mulighed for at kommentere dem undervejs.",
    ),
)

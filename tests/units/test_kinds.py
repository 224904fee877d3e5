"""Danish sentences and headings that should, and should not, speak for a kind; what a passage is."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from kb.units.cutting.blocks import Block, Span
from kb.units.cutting.kinds import (
    indsats_runs,
    is_possible,
    is_result,
    is_sure,
    mindset_runs,
    score,
    starting_points,
    weigh,
)
from kb.units.cutting.sentences import places_told

PHRASES = Path(__file__).parents[1] / "gold" / "phrases"
ADVICE = """\
På baggrund af analyserne anbefaler vi, at kommunerne spørger borgeren.
Kongressen pålægger hovedbestyrelsen at oprette en vagttelefon.
Vi opfordrer regeringen til at afsætte midler til flere væresteder.
Ældre Sagen foreslår, at hjemmehjælpen bliver sammenhængende.
Rådet for Socialt Udsatte anbefaler, at Folketinget vedtager en kontanthjælpsreform.
Danske Handicaporganisationer mener, at retssikkerheden bør styrkes.
Udvalget finder, at kommunerne bør forpligtes til at udarbejde handleplaner.
Udvalget skal foreslå, at der oprettes et centralt nævn.
Det er udvalgets opfattelse, at der bør indføres en egentlig støttekontaktordning.
Der bør indføres en national standard for opsøgende arbejde.
Forvaltningen indstiller, at Socialudvalget godkender planen.
FOA foreslår at indføre minimumsnormeringer på alle bosteder.
Foreningen finder det nødvendigt, at fristen forlænges til fire uger.
Ombudsmanden henstiller til kommunen, at den genoptager sagen.
Kommunerne opfordres til at udpege en fast kontaktperson.
Derfor bør alle kommuner have en handleplan for unge uden bolig.
Vi beder Folketinget om at afskaffe karensdagen.
Alle botilbud bør have en skriftlig plan for brand.
På den baggrund foreslår Landsforeningen, at ordningen gøres permanent.
En oplagt næste anbefaling er, at kommunerne deler data.
Efter udvalgets opfattelse bør hjælpen gives som ydelse i form af tjenester.
Det må anbefales, at kommunerne etablerer faste teams.
Vi kræver, at der ansættes flere sagsbehandlere.
Evaluator anbefaler derfor, at indsatsen fortsætter.
Revisionen anbefaler, at forvaltningen indfører ledelsestilsyn.
Socialtilsynet henstiller, at tilbuddet inden 1. maj udarbejder en plan.
Kommunernes beslutninger bør derfor begrundes bedre.
Folketinget bør hurtigst muligt ændre serviceloven.
Derfor kommer her redaktionens eget bud: Fjern kravet om egenbetaling.
Det er god praksis, at nattevagten skriver ned, hvem der var vågen.
Tilbyd motion i gruppe til unge med lav stemning (⊕⊕◯◯).
Påbud 2: Botilbuddet skal senest den 1. marts udarbejde en plan for medicin.""".splitlines()

SOFT_ADVICE = """\
En frist, der gælder alt, siger ikke borgeren noget, og jeg opfordrer derfor kommunerne til at sætte flere.
Sagsbehandlere bør have højst 30 sager ad gangen.
Lovgivningen bør ændres, så plejefamilier får ret til aflastning.
Regeringen må tage initiativ til en national handlingsplan.
Herberger bør ikke kunne afvise kvinder med børn.
Det kan kommunerne med fordel gøre i fællesskab.
Ministeriet kan overveje at aftrappe tilskuddet over to år.
Der er behov for, at kommunerne får bedre mulighed for at dele data.
Projektgruppen peger på, at jobcentrene bør inddrages fra første dag.
Udsættelser af børnefamilier bør forbydes i skoleåret.
Botilbuddet kan med fordel hente inspiration hos naboen.""".splitlines()

NO_ADVICE = """\
Læseren bør være opmærksom på, at svarprocenten er lav.
Kritikere har peget på, at ordningen bør afskaffes.
Opgaven bør være løst senest til december, fremgår det af projektplanen.
I Ikast-Brande Kommune må den terapeut, der tager telefonen, selv bevilge hjælpemidler.
Sundhedsstyrelsen anbefalede i 2015 kommunerne at oprette teams.
Arbejdsgruppens tidligere anbefalinger er fulgt af de fleste kommuner.
Lederen foreslår, at man går en tur, når samtalen går i stå.
Mange borgere mener, at kommunen bør lytte mere.
Flere af de interviewede foreslår, at der bliver flere møder.
Det er blevet foreslået at nedlægge ordningen.
Den fjerde lyder, at “kommunen bør sikre, at alle tilbydes en samtale inden for en uge”.
Skal man bruge tid på det?
Rapporten indeholder ti anbefalinger.
Vi foreslår følgende.
En mor fortæller, at kommunen burde have grebet ind.
Det kan være svært at vide, hvad man bør gøre.
Anbefaling 2 vakte størst uenighed blandt de hørte parter.
Arbejdsgruppens forslag er anslået at koste staten 40 mio. kr. om året.
Det foreslås i lovudkastet, at kommunen skal svare inden for fire uger.
I bemærkningerne til loven står der, at kommunerne bør tilbyde en bisidder.
Se bilag 3 for en oversigt over udvalgets møder.
Støtte i eget hjem er den mest udbredte indsats.
Hjælp til økonomi er det, flest efterspørger.
Styrken ved ordningen er, at alle kender hinanden.
Udvalget beder samtidig om at blive orienteret om nye tal.
Resultaterne bør læses med forbehold, når man sammenligner kommuner.
Det kan diskuteres, om kommunen bør betale.
Kritikerne mener, at staten bør overtage ansvaret.
Syv ud af ti medarbejdere anbefaler metoden til kolleger.
Vi beder mennesker, der ikke har sovet i tre døgn, om at være motiverede.
Foreningen foreslår i sit høringssvar, at kommunerne i stedet skal sende målene.
Peter Hansen finder, at anbefalingen bør udgå, og at pengene skal bruges på boliger.
I de blå felter kan du læse, hvad vi foreslår, der skal gøres.""".splitlines()

EXAMPLES = """\
Aarhus Kommune har siden 2017 haft et team, der besøger unge i egen bolig.
I Vejle møder tre medarbejdere hver uge de unge på biblioteket og hjælper med breve.
På Bornholm kører en bus hver tirsdag rundt til øens havne med en sygeplejerske om bord.
Svendborg Kommunes ungeenhed har indført åben rådgivning to gange om ugen.
For to år siden oprettede Frederikshavn Kommune en fælles indgang for voksne med handicap.
Et andet eksempel er Thisted, hvor frivillige og ansatte deler kontor.
Hver folkeskole i Brønderslev har en fast rådgiver, der sidder på skolen to dage om ugen.
Middelfart Kommune kører medicinen ud.
Høje-Taastrup Kommune har ringet til alle borgere et år efter, at de flyttede fra herberg til egen bolig.
Fredericia kunne efter et år se, at antallet af anbringelser var faldet.
Som den første kommune i landet gav Fredensborg alle hjemløse ret til en personlig mentor.
På Ærø deler hjemmeplejen og socialpsykiatrien bil, vagtplan og kaffemaskine.
Et tværfagligt team i Thisted følger alle unge, der forlader et opholdssted, det første år.
Allerød har valgt en anden vej og lader borgeren selv bestemme.
Byrådet i Nyborg vedtog i 2020 en strategi, som giver alle hjemløse en bolig inden for tre måneder.
Høje-Taastrup Kommune fordelte pengene efter, hvor mange borgere der kom videre.
Med støtte fra Socialstyrelsen har Esbjerg Kommune afprøvet Housing First for 24 borgere.
I Gribskov har man i psykiatrien afskaffet ordet pårørendemøde og taler om tirsdag.
Familieafdelingen i Varde holder netværksmøde, før der træffes afgørelse om anbringelse.
Som noget nyt har bostedet sammen med en skole i Viborg Kommune oprettet et kor for naboer.""".splitlines()

NO_EXAMPLES = """\
Tak til Vejle Kommune for lån af lokaler og kaffe til de mange møder i foråret.
Undersøgelsen er gennemført i Aarhus, Vejle og Horsens kommuner i perioden 2018 til 2020.
Vi har interviewet 14 ledere i Odense, Kolding og Esbjerg om deres erfaringer.
Randers og Viborg har brugt flere timer på besøg end gennemsnittet af landets kommuner.
I Faxe er der én vejleder for hver 4.000 borgere, i Skive én for hver 12.000.
I Ringsted ringer man op samme dag, mens Sorø venter en uge, og den forskel kan ikke forklares.
På de to seminarer deltog Herning, Struer og Lemvig kommuner som oplægsholdere om aftenen.
Andelen er højest i Lolland Kommune og lavest i Rudersdal Kommune.
Ventetiden er 14 uger i Horsens, mens den er fire uger i Silkeborg.
Horsens bruger færre penge pr. indskreven end Hillerød, viser kommunernes egne tal.
Rapporten er udgivet af Forlaget Kolding og trykt i 500 eksemplarer hos tryk og kopi.
Tidligere undersøgelser har set på hjemløshed (Vejle og Skagen 2012) og rusmidler (Holbæk 2018).
Spørgeskemaet er sendt til alle kommuner på nær Samsø og Læsø, som har for få sager.
Borgere i Tønder bor i gennemsnit 23 kilometer fra nærmeste behandlingstilbud.
Da konsulenten i Nordfyns skiftede job, var der ingen, der vidste, hvor langt man var kommet.
Tønder bruger 18.400 kr. pr. borger til genoptræning, mens Lejre bruger 11.900 kr. og Vejle 15.200 kr.
Udvalget har modtaget skriftlige henvendelser fra foreningen samt Lejre, Tønder og Vejle kommuner.
Odense Kommune har 205.000 indbyggere, og hver tiende af dem er over 70 år.
Ifølge Aarhus Kommune er ordningen for dyr i forhold til det, som man får ud af den.
Kolding og Vejle ligger over landsgennemsnittet, når det gælder støtte i eget hjem.
Thomas Kalundborg tiltræder den 1. august som leder af værkstedet i Lejre Kommune.
Arbejdsgruppen bestod af repræsentanter fra Greve, Solrød og Køge kommuner samt to foreninger.
Der er gennemført gruppeinterview med ledere fra Assens, Nyborg og Kerteminde kommuner.
Der er desuden indhentet oplysninger fra de anbringende kommuner, som er Faxe, Næstved og Køge.
Foreningen Broen i Aalborg har siden 2016 drevet en café, hvor frivillige laver mad hver torsdag.
Socialstyrelsen har i samarbejde med Odense, Vejle og Randers Kommuner udviklet et nyt redskab.
I 2019 åbnede Frelsens Hær et varmestuetilbud i Esbjerg, hvor op mod 40 mennesker kommer dagligt.
Professionshøjskolen i Aarhus har oprettet en diplomuddannelse for bostøttemedarbejdere.
I Kolding har et privat firma udviklet en app til unge med angst, som skolerne kan købe.
De frivillige i Natteravnene i Slagelse går tur i midtbyen hver weekend hele året.
Sidste år fik Randers FC midler til et projekt, hvor spillerne møder unge uden job.
I projektet deltog Næstved Kommune, Slagelse Kommune og to regioner fra begyndelsen.
Langeland er en af de kommuner, hvor flest borgere i forhold til alder modtager førtidspension.
En medarbejder i Viborg fortalte os, at hun altid begynder med den samme sætning.
Delegerede fra Frederikshavn, Furesø og Køge fortalte fra talerstolen om deres hverdag.
I Aabenraa har Den Sociale Udviklingsfond omdannet et plejehjem til 12 skæve boliger.
Headspace Danmark åbnede i 2020 et rådgivningscenter i Holstebro, som drives af frivillige og to ansatte.
Bostedet Solhøj ved Slagelse er ejet af en erhvervsdrivende fond og har plads til 14 beboere.
Mændenes Hjem på Vesterbro i København har siden 2016 haft et stofindtagelsesrum.
I modsætning til Viborg har Silkeborg ingen særskilt ungeenhed på rådhuset.
Det er Socialtilsyn Øst i Holbæk, der godkender plejefamilierne på Sjælland.
På landsplan er andelen 14 procent, og i Lolland er den 22 procent.
Kommuner som Greve og Solrød har relativt få borgere i målgruppen.
Afsnittet i Holbæk flytter til næste år til Kalundborg, og ingen ved, om pladsen følger med.""".splitlines()


@pytest.mark.parametrize("text", ADVICE)
def test_a_sentence_advises(text: str) -> None:
    assert is_sure("recommendation", score("recommendation", text, ["Økonomi"], layout=["sentence"]))


@pytest.mark.parametrize("text", SOFT_ADVICE)
def test_a_soft_sentence_may_advise_and_surely_does_under_a_conclusion(text: str) -> None:
    for heading, is_enough in (("Økonomi", is_possible), ("Konklusion", is_sure)):
        value = score("recommendation", text, [heading], layout=["sentence"])
        assert is_enough("recommendation", value)


@pytest.mark.parametrize("text", NO_ADVICE)
def test_a_sentence_that_tells_of_advice_gives_none(text: str) -> None:
    value = score("recommendation", text, ["Økonomi"], layout=["sentence"])
    assert not is_possible("recommendation", value)


def test_alone_a_sentence_advises_by_sure_words_only() -> None:
    """A third of 110 are found; what stands around a sentence tells the rest."""
    lines = (PHRASES / "seen.jsonl").read_text(encoding="utf-8").splitlines()
    sentences = [each for each in map(json.loads, lines) if each["where"] == "sentence"]
    told = Counter(
        each["advice"]
        for each in sentences
        if is_possible("recommendation", score("recommendation", each["text"], [""], layout=["sentence"]))
    )
    assert told[True] >= 35
    assert told[False] <= 1


@pytest.mark.parametrize("text", EXAMPLES)
def test_a_sentence_tells_what_a_municipality_does(text: str) -> None:
    assert places_told(text)


@pytest.mark.parametrize("text", NO_EXAMPLES)
def test_a_sentence_that_only_names_municipalities_tells_nothing(text: str) -> None:
    assert not places_told(text)


@pytest.mark.parametrize(
    ("heading", "weight"),
    [
        ("9. Anbefalinger", 3.0),
        ("Eventuelle konkrete anvisninger på opfølgende tiltag", 3.0),
        ("Konklusion og anbefalinger", 3.0),
        ("Kommissionens anbefalinger", 3.0),
        ("Vi anbefaler regeringen at", 3.0),
        ("Det foreslår Ældre Sagen", 3.0),
        ("Fem gode råd til kommuner", 2.0),
        ("Næste skridt", 1.5),
        ("Det kan I gøre", 3.0),
        ("Husk", 3.0),
        ("Metode", -3.5),
        ("Opfølgning på tidligere anbefalinger", -4.0),
        ("Opfølgning på det seneste tilsyn", -7.0),
        ("Centrale budskaber", 1.5),
        ("Fem opmærksomhedspunkter", 1.5),
        ("De ti krav", 3.0),
        ("Forslag, der ikke blev vedtaget", -7.0),
        ("Læringspunkter", 1.5),
        ("Krav til systemet", -1.5),
        ("Sådan er anbefalingerne blevet til", -1.5),
        ("Kommunernes brug af anbefalingerne", -0.5),
        ("Organisering", 0.0),
    ],
)
def test_headings_weigh(heading: str, weight: float) -> None:
    assert weigh("recommendation", "heading", heading) == weight


def paragraph(text: str, kind: str = "paragraph") -> Block:
    return Block(kind, text, (Span(0, len(text), text),), (0, 0))


FILL = " Det gælder for alle borgere, som har brug for en hånd i hverdagen og i det lange løb."


@pytest.mark.parametrize(
    ("text", "heading", "defines"),
    [
        ("En rehabiliterende indsats er en tidsbegrænset hjælp, som skal føre til mere.", "", True),
        ("De habiliterende indsatser er mere varige og gives ofte hele livet.", "", True),
        ("Habilitering er støtte til at bevare evner.", "", True),
        ("Indsatserne er opdelt i forebyggende, rehabiliterende og habiliterende.", "", True),
        ("Servicelovens § 82 a giver mulighed for en tidlig og forebyggende indsats.", "", True),
        ("Når en borger henvender sig, taler man om, hvad der er brug for.", "Afklaring", True),
        ("Når en borger henvender sig, taler man om, hvad der er brug for.", "Besøg", False),
        ("Et eksempel på en forebyggende indsats er besøg hos unge.", "", False),
        ("Odense Kommune har en forebyggende indsats, som er ny.", "", False),
        ("Medarbejderne skal have tid til en rehabiliterende samtale.", "", False),
    ],
)
def test_what_defines_a_type_of_intervention(text: str, heading: str, defines: bool) -> None:
    assert indsats_runs([paragraph(text + FILL)], heading) == ([(0, 1)] if defines else [])


def test_a_description_goes_on_while_its_words_do() -> None:
    texts = [
        "En forebyggende indsats er hjælp, før det går galt, og den kan gives til alle." + FILL,
        "Forebyggelse kræver, at man ser det i tide." + FILL,
        "Det er i god tråd med loven." + FILL,
        "Et eksempel er besøg hos unge." + FILL,
    ]
    assert indsats_runs([paragraph(text) for text in texts], "") == [(0, 3)]


def test_a_short_section_under_the_name_of_a_type_describes_it() -> None:
    blocks = [paragraph("Den unge får hjælp til at komme videre."), paragraph("Formålet er et godt liv.")]
    assert indsats_runs(blocks, "Rehabilitering") == [(0, 2)]
    assert indsats_runs(blocks, "Unge") == []


def test_principles_are_a_mindset_with_their_lead_in() -> None:
    blocks = [
        paragraph("Visionen består af tre leveregler:"),
        paragraph("Tal, så alle forstår", "bullet"),
        paragraph("Gå borgeren i møde", "bullet"),
        paragraph("Det blev vedtaget i 2016."),
    ]
    assert mindset_runs(blocks) == [(0, 3)]
    assert mindset_runs([paragraph("Vi foreslår:"), *blocks[1:]]) == []


def test_results_need_a_heading_and_a_figure_or_its_words() -> None:
    text = [paragraph("48 % har svaret, og 52 pct. af dem siger ja.")]
    assert is_result(text, ("Resultater",))
    assert not is_result(text, ("Baggrund",))
    assert is_result([paragraph("Unge afbryder forløbet dobbelt så tit som andre.")], ("Hovedresultater",))
    assert not is_result([paragraph("Kapitlet er skrevet af to forskere.")], ("Resultater",))


def test_a_view_of_people_is_a_mindset_up_to_where_it_is_named() -> None:
    blocks = [
        paragraph("Tallene er kendt. Udgangspunktet er, at borgerne er kloge på deres eget liv."),
        paragraph("Derfor spørger man dem først."),
        paragraph("Det samlede tankesæt lyder:"),
        paragraph("Spørg, lyt og vent."),
        paragraph("Kommunen har 40 ansatte."),
    ]
    assert list(starting_points(blocks)) == [(0, 18, 4)]
    assert list(starting_points(blocks[:2])) == []

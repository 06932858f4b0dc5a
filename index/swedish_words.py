"""Word tables of Swedish search: words that say nothing of a matter, verbs the lemma list misses."""

from __future__ import annotations


def word_table(words: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(words.split())


STOP_WORDS = word_table(
    """
    och i att det som en ett på är av för med till den har de inte om han hon men var jag sig från
    vi så kan man när under också efter eller nu sin där vid mot ska skall skulle kommer kom ut får
    fick fått finns fanns vara varit vore hade haft ha alla andra mycket än här då sedan över bara
    in blir bli blev blivit upp även vad hur mer mest detta nya några något någon dem utan denna
    dessa oss vilket vilka vilken vem vems ju dess samt ur sina sitt vår vårt våra er era ert du ni
    mig dig min mitt mina din ditt dina hans hennes deras dit hit varför hurdan huruvida ej icke
    inom kring genom mellan utifrån gällande gäller gällde angående avseende kunna kunde borde bör
    måste väl nog ens helt sa sade säga säger sagt sas sägs går gick gå gått gör gjorde göra gjort
    gjordes göras tas ta tog tagit togs ger ge gav gett ges sådan sådant sådana samma själv själva åt hos
    per via ang ca cirka pga nåt nån nåra både dels antingen innan tills medan eftersom därför
    därmed därefter dock alltså respektive resp exempelvis tex t ex bl a dvs mm m fl d v s osv etc s
    k sk eg mkt vill ville önskar snackade snackar prata pratade hände händer hänt ihop nåt vart a e
    o u korthet
    """
)

# Forms whose lemma the word list does not know, or takes for another word.
IRREGULAR = {
    "medlen": "medel",
    "medlens": "medel",
    "bytte": "byta",
    "hann": "hinna",
    "hanns": "hinna",
    "mottagandet": "motta",
    "deltagandet": "delta",
    "övertagandet": "överta",
    "byttes": "byta",
    "beslöt": "besluta",
    "beslöts": "besluta",
    "uppdrogs": "uppdra",
    "uppdrog": "uppdra",
    "ställningstaganden": "ställningstagande",
}

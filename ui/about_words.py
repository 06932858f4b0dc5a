"""The longer texts of the tab about the product, one paragraph a line; the owner fills in the brackets."""

NOT_KEPT = "Frågor och svar sparas inte: de finns i minnet så länge sidan är öppen."
KEPT_FOR = "Frågor och svar sparas i datamappen i {days} dagar, utan namn. Så är programmet inställt här."
KEPT = """
Inlästa protokoll och deras index ligger i datamappen på datorn där programmet körs.
Ett svar som någon markerar som fel sparas i feedback.jsonl i datamappen, när knappen trycks in.
Det språkmodellen skrivit om varje punkt i en sammanfattning sparas också där, så att samma sammanfattning går
 fort nästa gång. Tas ett protokoll bort raderas även detta.
"""
OFFLINE = """
Programmet hämtar inget från internet när det körs: modellerna läses från disk, och bibliotekens egna
 uppkopplingar är avstängda i koden.
Webbläsaren får bara ladda från och skicka till den här servern (Content-Security-Policy). Typsnitt, skript
 och stilar följer med programmet.
Pröva själv: dra ur nätverkskabeln, eller kör programmet i ett nätverk utan omvärld. Allt fungerar.
"""
ACCESSIBILITY = """
Utkast att fylla i av den myndighet som använder programmet, enligt lagen (2018:1937) om tillgänglighet till
 digital offentlig service.
[Myndigheten] står bakom den här sidan. Vi vill att så många som möjligt ska kunna använda den. Här beskrivs
 hur sidan uppfyller WCAG 2.1 på nivå AA, vilka brister som är kända och hur du rapporterar nya.
Kända brister: originalsidor visas som bild, med samma text intill. Besluten över tid visas som staplar, med
 samma beslut i en lista under. Gamla protokoll i PDF kan sakna struktur för skärmläsare; texten som lästs ur
 dem visas på sidan.
Hittar du en brist: kontakta [e-post och telefon]. Svarar vi inte kan du anmäla det till Myndigheten för
 digital förvaltning (DIGG).
Så är sidan testad: automatiskt med axe på varje vy, ljus och mörk, bred och 320 bildpunkter, och med enbart
 tangentbord. Senast prövad [datum]. Redogörelsen senast uppdaterad [datum].
"""


def paragraphs(text: str) -> tuple[str, ...]:
    """A text's paragraphs: a line that begins with a space goes on from the one before."""
    return tuple(text.strip().replace("\n ", " ").splitlines())

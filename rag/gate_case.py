"""A question with what was found for it, as the gate judges it: its matter, its names, its organisation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.acronyms import abbreviates
from index.compounds import compound_parts
from index.swedish import fold
from index.swedish_words import word_table
from index.types import Hit, Query
from rag.asking import parts
from rag.evidence import Gathered
from rag.facts import capitals
from rag.fillers import Asked, fills
from rag.focus import fits, is_name, is_verb, spelled_out
from rag.scoring import Scored
from rag.signals import Kind
from rag.wording import QuestionWord, QuestionWords, term_set

_FOR_WHOM = re.compile(
    r"(?i)\b(?:represent\w+|företräd\w+|(?:vem|vilka) från|var med från|kom från|deltog (?:\w+ )?(?:för|från)"
    r"|närvar\w+ (?:för|från))\b"
)
GOES_ON = re.compile(  # "Orsaken är ...", "Hon ..."
    r"(?i)\W*(?:det|detta|den|denna|dessa|de|hon|han|hen|dom|man|där|här|dessutom|även|också|enligt"
    r"|frågan|kommunen|samtidigt|därför|(?:orsak|skäl|anledning|bakgrund|motiver|syfte|sådan)\w*)\b"
)
"""A sentence that begins so goes on from the one before."""
_PRICE = re.compile(
    r"kosta[rt]?|kostnad(?:en|er|erna)?|pris(?:et|er)?|avgift(?:en|er)?|belopp(?:et)?|summa(?:n)?"
)
_IN_WORDS = re.compile(r"(?i)\?|\b(?:vad?|vem|vilk\w+|hur|när|var|varför|är|har|ska|blev|fick)\b")
_ANY_PLACE = re.compile(r"kommun(?:en|er|erna|ernas)?")
TAKES_UP = re.compile(
    r"(?i)\b(?:dem|han|hon|denn[ae]|dessa|detta|uppdraget|arbetet|frågan|ärendet|kostnaden)\b"
)
"""A sentence that takes up the one before."""
_COIN = term_set("kr kronor")
FRAME = word_table(
    """
    månad dag dagen veckodag vecka klockslag årtal hålls hölls sker infaller höll håller information
    informationen informerade berättade redovisade presenterade föredrog pratade drog
    """
)
"""Words of when, and of telling: they ask for something, not about what."""
LIGHT = word_table(
    """
    början slutet slut tid år hand delvis helt nej ja sätt vis skull håll gång gånger bort fram ner ned
    upp uppe ute inne vidare kvar igång talan dom dem framöver framåt redan genast alls
    överallt tillsammans någonstans
    """
)
"""Words beside a matter, which other words may say."""
TOPIC = 0.8
"""Share of the most that any passage says of a topic, from which its meeting took it up."""
_ACRONYM = 4
_SHORT = (2, 3)  # letters of what may stand for one word ("VP")
_LONG = 7
PASSAGE = 0.8
"""Share of the best passage's match that the passage of a filling sentence must have."""
PLAINLY = 0.9
"""Match from which a word is said as it stands, not by a part or a near word."""
PRESENT = 0.4
"""From this match on a word of the question counts as said."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what was found for it; ``core`` are the words that carry its matter,
    verbs light; ``said`` the same with verbs at full weight.
    """

    query: Query
    hits: tuple[Hit, ...]
    gathered: Gathered
    core: QuestionWords
    said: QuestionWords
    kinds: frozenset[Kind]
    asked: Asked

    @property
    def sided(self) -> bool:
        """Whether it asks for several things at once, which no single place need hold."""
        return bool(self.query.sides) or len(parts(self.query.text)) > 1 or "compare" in self.kinds

    @property
    def names(self) -> tuple[QuestionWord, ...]:
        """The proper names in the question."""
        return tuple(word for word in self.core.words if is_name(word.word, self.query.text))

    @property
    def matter(self) -> QuestionWords:
        """The words that are no names; all where the rest tells not of what. Any sum of money says "kr"."""
        rest = tuple(
            _without_coin(word) for word in self.said.words if not is_name(word.word, self.query.text)
        )
        if "amount" in self.kinds and not _IN_WORDS.search(self.query.text):  # "kostnad" is what asks then
            things = tuple(word for word in rest if not _PRICE.fullmatch(word.word))
            rest = things if any(map(_tells_of_what, things)) else rest
        return QuestionWords(rest) if any(map(_tells_of_what, rest)) else self.said

    @property
    def for_whom(self) -> bool:
        """Whether it is asked who stood for somebody at a meeting."""
        return bool(_FOR_WHOM.search(self.query.text))

    @property
    def listed(self) -> bool:
        """Whether a list of those present answers: a line of the meeting holds the names and a person."""
        return (
            self.for_whom
            and "person" in self.kinds
            and bool(self.names)
            and any(
                one.candidate.hit.place.document_id in self.meetings
                and all(word.match(one.candidate.terms) >= PRESENT for word in self.names)
                and fits(one.candidate.hit.place, self.query.filters)
                and fills("person", self.asked, one.candidate.text)
                for one in self.gathered.scored
            )
        )

    @property
    def meetings(self) -> frozenset[str]:
        """The documents that speak of the matter ("när kriget togs upp"); all where there is none."""
        topic = QuestionWords(
            tuple(word for word in self.matter.words if compound_parts(word.word) or "-" in word.word)
        )
        spoken = [(topic.coverage(told_by([hit])), hit.place.document_id) for hit in self.hits]
        best = max((share for share, _ in spoken), default=0.0)
        return frozenset(document for share, document in spoken if share >= best * TOPIC)

    @property
    def asked_of(self) -> tuple[Scored, ...]:
        """The sentences of the organisation that the question names, or beside its name; else all."""
        wanted = self.query.filters.organisations
        if not wanted or self.sided:
            return self.gathered.scored
        framing = term_set(" ".join(wanted)) | set(self.query.framing)
        named = {
            term for name in capitals(self.query.text) for term in term_set(name.text) if term in framing
        }
        return tuple(
            one
            for one in self.gathered.scored
            if one.candidate.hit.place.organisation in (*wanted, "") or named & told_by([one.candidate.hit])
        )

    @property
    def near(self) -> tuple[Scored, ...]:
        """The sentences of the meetings that the question speaks of; all where it names none."""
        inside = [one for one in self.gathered.scored if fits(one.candidate.hit.place, self.query.filters)]
        return tuple(inside) if inside and not self.sided else self.gathered.scored


def _tells_of_what(word: QuestionWord) -> bool:
    """Whether a word tells of what a question is, as "betala" and "kommunerna" alone do not."""
    return word.word not in FRAME | LIGHT and not is_verb(word.word) and not _ANY_PLACE.fullmatch(word.word)


def _without_coin(word: QuestionWord) -> QuestionWord:
    """A word that no mere "kr" stands for: "kostar" is not said by every sum."""
    kept = tuple(variant for variant in word.variants if not variant[0] & _COIN)
    return replace(word, variants=kept or word.variants)


def told_by(hits: Sequence[Hit]) -> frozenset[str]:
    """Every term of the passages and their headers."""
    return frozenset(term for hit in hits for term in term_set(f"{hit.passage.header}\n{hit.passage.text}"))


def own(one: Scored, words: QuestionWords) -> float:
    """What a sentence covers with its title, subheading and lead-in."""
    return words.coverage(one.candidate.terms | one.candidate.context)


def full(one: Scored, words: QuestionWords) -> float:
    """What it covers with its neighbour and place too."""
    return words.coverage(surroundings(one))


def surroundings(one: Scored) -> frozenset[str]:
    """The terms of a sentence with its title, subheading, lead-in, neighbour and place."""
    candidate = one.candidate
    return candidate.terms | candidate.context | candidate.before | term_set(candidate.hit.passage.header)


def named_around(one: Scored, case: Case) -> bool:
    """Whether the passages found of a sentence's item, or its place, say the names of the question."""
    item = one.candidate.hit.passage.item_id
    same = [hit for hit in case.hits if hit.passage.item_id == item]
    return case.sided or names_in(told_by(same), one, case)


def names_in(told: frozenset[str], one: Scored, case: Case) -> bool:
    """Whether terms told, the passage spelled out, or the file's name say every name of the question."""
    hit = one.candidate.hit
    return all(
        word.match(told) >= PRESENT
        or said_beside(word, hit)
        or (spelled_out(word.word, hit.passage.text) and not _written(word.word, case, hit))
        for word in case.names
    )


def _written(name: str, case: Case, hit: Hit) -> bool:
    """Whether another passage writes a short name as it is: then initials in a row are chance."""
    others = (other for other in case.hits if other is not hit)
    return any(re.search(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", other.passage.text) for other in others)


def said_beside(word: QuestionWord, hit: Hit) -> bool:
    """Whether a passage says a name in another form, or its file or (by initials) its body is named by it."""
    file, name = fold(hit.place.document), fold(word.word)
    apart = "-" in name and re.sub(r"\W+", " ", name) in re.sub(r"\W+", " ", fold(hit.passage.text))
    owners = (hit.place.body, hit.place.organisation)
    short = 2 <= len(name) <= _ACRONYM and any(abbreviates(name, owner) for owner in owners)  # "SN"
    text = fold(hit.passage.text)
    plain = bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))
    joined = len(name) >= _LONG and not plain and name in re.sub(r"[\W_]+", "", text)  # "MiniMaria"
    region = name.endswith("regionen") and bool(re.search(r"\bregionen\b", text))
    owned = region or (not plain and bool(re.search(rf"(?<!\w){re.escape(name)}s(?!\w)", text)))
    shortened = len(name) in _SHORT and any(
        abbreviates(name, word) for word in re.findall(rf"\b{re.escape(name[0])}\w{{7,}}", text)
    )
    return apart or shortened or joined or short or owned or name.rstrip("s") in file


def same_passage(one: Scored, pool: Sequence[Scored]) -> tuple[Scored, ...]:
    """The sentences of the passage that one stands in, in order."""
    passage = one.candidate.hit.passage.passage_id
    return tuple(held for held in pool if held.candidate.hit.passage.passage_id == passage)


def beside(one: Scored, pool: tuple[Scored, ...], step: int) -> Scored | None:
    """The sentence so many steps after (before) one in its passage."""
    same = same_passage(one, pool)
    at = same.index(one) + step
    return same[at] if 0 <= at < len(same) else None


def says_names(one: Scored, case: Case) -> bool:
    """Whether a sentence says the question's names."""
    names = case.names
    return bool(names) and all(word.match(one.candidate.terms) >= PRESENT for word in names)


def speaking(case: Case) -> tuple[Hit, ...]:
    """The passages that say nearly as much of the question as any."""
    held = {one.candidate.hit.passage.passage_id for one in case.gathered.scored}
    spoken = [
        (case.core.coverage(told_by([hit])), hit) for hit in case.hits if hit.passage.passage_id in held
    ]
    best = max(share for share, _ in spoken)
    return tuple(hit for share, hit in spoken if share >= PASSAGE * best)

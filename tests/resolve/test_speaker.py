# ruff: noqa: E501 - a case stays on its line
"""Speakers: the name is the fullest that the article gives; nobody is named whom it does not name."""

from __future__ import annotations

import pytest

from onrecord.data import Article, Attribution
from onrecord.resolve import statements

from .conftest import Resolve

TABLE: list[tuple[str, str, str | None, str]] = [
    (
        "all that a person is may stand before the name",
        "{s Real estate mogul and radio star Ana Ruiz} {c said} {q no}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "roles joined by and with an office of",
        "{s Democratic front-runner and former secretary of state Ana Ruiz} {c said} {q no}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "one named so",
        "{s a rider named Ana Ruiz} {c said} {q no}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "one known as",
        "{s The base chief known as Bob} {c said} {q no}.",
        "Bob",
        "named_person",
    ),
    (
        "another one by name after a comma",
        "{s Another partner, Ana Ruiz,} {c said} {q no}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "an unknown given name before an appositive",
        "{s Yrsa Quill, executive director of the Harbour Trust,} {c said} {q no}.",
        "Yrsa Quill",
        "named_person",
    ),
    (
        "an unknown name's surname later",
        "{s1 Yrsa Quill, director of the Harbour Trust,} {c1 said} {q1 no}. It rained. {s2 Quill} {c2 added} {q2 that it rained}.",
        "Yrsa Quill",
        "named_person",
    ),
    (
        "an outlet's journalist",
        "{s Fox News’ Yrsa Quill} {c said} {q no}.",
        "Yrsa Quill",
        "named_person",
    ),
    (
        "a supporter's preposition parts the name",
        "{s A lawyer for Ana Ruiz} {c said} {q no}.",
        None,
        "unnamed_person",
    ),
    (
        "an organisation and a person",
        "Voters came. {s Harbour News and former anchor Ana Ruiz} {c said} {q no}.",
        "Harbour News",
        "named_group",
    ),
    (
        "he and another by name",
        "Ana Ruiz met the poet Omar Haddad. {s She and Omar Haddad} {c said} {q no}.",
        "Ana Ruiz and Omar Haddad",
        "named_person",
    ),
    (
        "he and others without names",
        "Omar Haddad came. {s He and other riders} {c said} {q no}.",
        "Omar Haddad",
        "named_person",
    ),
    (
        "a plural spelt out",
        "{s The two leading riders, Ana Ruiz and Omar Haddad,} {c said} {q no}.",
        "Ana Ruiz and Omar Haddad",
        "named_person",
    ),
    (
        "a plural spelt out by places is no one's name",
        "{s Insiders in the next two states, Nevada and Ohio,} {c said} {q no}.",
        None,
        "unnamed_group",
    ),
    (
        "supporters of somebody are not that person",
        "{s Supporters of her rival, Ana Ruiz,} {c said} {q no}.",
        None,
        "unnamed_group",
    ),
    (
        "elected as",
        "Ana Ruiz, a rider, was elected as mayor of Leith last week. It rained. {s Leith’s new mayor} {c said} {q no}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "became",
        "Omar Haddad became chairman of the tram board. Ana Ruiz came. {s The chairman} {c said} {q no}.",
        "Omar Haddad",
        "named_person",
    ),
    (
        "a party keeps the other party's member out",
        "Democrat Ana Ruiz met Republican Omar Haddad. {s1 Ruiz} {c1 said} {q1 no}. {s2 The Republican candidate} {c2 said} {q2 yes}.",
        "Omar Haddad",
        "named_person",
    ),
    (
        "a contender is a candidate",
        "Republican contender Omar Haddad met Ana Ruiz. {s1 Ruiz} {c1 said} {q1 no}. {s2 The Republican nominee} {c2 said} {q2 yes}.",
        "Omar Haddad",
        "named_person",
    ),
    (
        "another state's member is not meant",
        "Rep. Omar Haddad (R-Ohio) came with Sen. Ana Ruiz. {s1 Ruiz} {c1 said} {q1 no}. {s2 The Utah Republican} {c2 said} {q2 yes}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "a state is no part of a member's name",
        "{s1 Rep. Ana Ruiz} {c1 said} {q1 no}. {s2 The South Carolina Republican} {c2 said} {q2 yes}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "a possessive with words between",
        "{s Ms. Ruiz's presidential campaign, which is broke,} {c said} {q no}.",
        "Ruiz campaign",
        "named_group",
    ),
    (
        "a camp",
        "{s The Ruiz camp} {c said} {q no}.",
        "Ruiz camp",
        "named_group",
    ),
    (
        "a country's ministry",
        "{s China’s foreign ministry} {c said} {q no}.",
        "China’s foreign ministry",
        "named_group",
    ),
    (
        "the ministry named before",
        "{s1 China’s foreign ministry} {c1 said} {q1 no}. It rained. {s2 The ministry} {c2 said} {q2 yes}.",
        "China’s foreign ministry",
        "named_group",
    ),
    (
        "the Post is the Post named in full",
        "The Harbour Post asked. Later {s the Post} {c reported} {q a sale}.",
        "Harbour Post",
        "named_group",
    ),
    (
        "the tabloid is the paper named before",
        "Ruiz wrote in the New York Daily News. {s The tabloid} {c reported} {q a sale}.",
        "New York Daily News",
        "named_group",
    ),
    (
        "a centre without what it is for",
        "{s1 The Brandt Center for Justice} {c1 said} {q1 no}. It rained. {s2 The Brandt Center} {c2 said} {q2 yes}.",
        "Brandt Center for Justice",
        "named_group",
    ),
    (
        "one at the head of a group's name",
        "They asked for money. Later {s One Harbour Now} {c said} {q no}.",
        "One Harbour Now",
        "named_group",
    ),
    (
        "our at the head of a group's name",
        "They asked for money. Later {s Our Harbours PAC} {c said} {q no}.",
        "Our Harbours PAC",
        "named_group",
    ),
    (
        "an office's initials",
        "A report by the Harbour Board's inspector general came out. {s The IG report} {c found} {q that trams are late}.",
        "Harbour Board's inspector general",
        "document",
    ),
    (
        "a batch of letters is a document of its maker",
        "{s A new batch of State Department emails} {c showed} {q that trams are late}.",
        "State Department",
        "document",
    ),
    (
        "one of her ads is hers",
        "Ana Ruiz ran. {s One of her ads} {c asked} {q whether trams are late}.",
        "Ana Ruiz",
        "document",
    ),
    (
        "documents made public by",
        "{s Documents made public by the Harbour Commission} {c show} {q that trams are late}.",
        "Harbour Commission",
        "document",
    ),
    (
        "a paper from an institute is no newspaper",
        "{s A paper from the Orbis Institute} {c said} {q no}.",
        "Orbis Institute",
        "document",
    ),
    (
        "a new poll in the lead has the maker that the story names",
        "Riders love trams, {s a new poll} {c indicates}, {q that trams are late}.\n\nIt rained, according to a poll by the Orbis Institute.",
        "Orbis Institute",
        "document",
    ),
    (
        "self-described",
        "They met Ana Ruiz, a {s self}-{c described} {q tram lover}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "a participle opens the sentence of its subject",
        "{c Citing} {q a late tram}, Ana Ruiz left.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "an infinitive of saying has its sentence's subject",
        "Ana Ruiz was forced {c to admit} {q that trams are late}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "a passive infinitive of no saying has nobody",
        "The tram is expected {c to be} {q late}.",
        None,
        "none",
    ),
    (
        "critics including one by name",
        "{s Many riders, including Ana Ruiz,} {c fear} {q trams}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "like after a person compares",
        "Ana Ruiz came with Omar Haddad. {s Ruiz, like Haddad,} {c opposes} {q trams}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "an initial before the given name",
        "{s M. Dana Waters, a rider,} {c said} {q no}.",
        "M. Dana Waters",
        "named_person",
    ),
    (
        "two titles joined by and are no part of a name",
        "{s Former Secretary of State and Democratic frontrunner Ana Ruiz} {c said} {q no}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "a centre for research is no document",
        "Trams are late, {c according to} {s the Harbour Center for Public Opinion Research}{q , always}.",
        "Harbour Center for Public Opinion Research",
        "named_group",
    ),
    (
        "a pronoun may carry its verb",
        "Voters came. {s Some riders} {c said} {q no} and that {s2 they}{c2 ’re endorsing} {q2 trams}.",
        None,
        "unnamed_group",
    ),
    (
        "a chief executive is a person by acronym too",
        "Ana Ruiz, former CEO of Orbis Trams, came. {s The former CEO of Orbis Trams} {c added} {q no}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "a role without an article comes before the name",
        "{s One prominent rider, radio host Ana Ruiz,} {c disagrees with} {q it}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "a number of people is nobody by name",
        "{s Fifty of the region’s top Orbis riders} {c said} {q no}.",
        None,
        "unnamed_group",
    ),
    (
        "an acronym has the name before its brackets",
        "They asked Citizens for Order and Trams in Leith (COTL) first. {s COTL} {c said} {q no}.",
        "Citizens for Order and Trams in Leith",
        "named_group",
    ),
    (
        "an acronym by initials has its full name",
        "They asked the Northern Civil Liberties Union first. Later {s the NCLU} {c said} {q no}.",
        "Northern Civil Liberties Union",
        "named_group",
    ),
    (
        "a title with of before the name is no part of it",
        "It was {c the view} of {s former secretary of state Ana Ruiz} {q that trams are late}.",
        "Ana Ruiz",
        "named_person",
    ),
    (
        "a surname may be a party's name elsewhere",
        "{s Michael Green, a professor,} {c said} {q no}.",
        "Michael Green",
        "named_person",
    ),
    (
        "names before and others are the sources",
        "{s Paul Reyes, Ana Ruiz, and other riders} {c want} {q trams}.",
        "Paul Reyes and Ana Ruiz",
        "named_person",
    ),
    (
        "a poll from two makers with a slash has both",
        "{s A poll from the Leith Ledger/Orbis University} {c found} {q trams late}.",
        "Leith Ledger and Orbis University",
        "document",
    ),
    (
        "who after a role of no list means who is spoken of",
        "Tim Lind ran. Lind won money. Instead, the political novice {s who} {c wants} {q to win} is away.",
        "Tim Lind",
        "named_person",
    ),
    (
        "a company's name may end in a plural that is a document elsewhere",
        "{s Harbourside Records} {c denied} {q that it closed}.",
        "Harbourside Records",
        "named_group",
    ),
    (
        "a role and a second role come before the name",
        "Paul Vance sang. {s His wife, the actress Ines Calloway-Vance,} {c asked for} {q a little quiet}.",
        "Ines Calloway-Vance",
        "named_person",
    ),
    (
        "she goes on from a name after two roles",
        "Paul Vance sang. {s His wife, the actress Ines Calloway-Vance,} {c asked for} {q quiet}.\n\n{q2 “He has good doctors,”} {s2 she} {c2 wrote}.",
        "Ines Calloway-Vance",
        "named_person",
    ),
    (
        "two pronouns overrule the gender of a given name",
        "Marlo Vance sang for his fans. Marlo Vance lost his voice. Later {s he} {c said} {q he was fine}.",
        "Marlo Vance",
        "named_person",
    ),
    (
        "countries joined by and are two sources",
        "{s Norway and the United States} {c support} {q the plan}.",
        "Norway and United States",
        "named_group",
    ),
    (
        "a person and a body joined by and are two sources",
        "Ana Ruiz came. {s Ruiz and the Harbour Trust} {c rejected} {q the plan}.",
        "Ana Ruiz and Harbour Trust",
        "named_person",
    ),
    (
        "an office between joined names is no name",
        "{s Rep. Ana Ruiz and state House Speaker Omar Lind} {c said} {q no}.",
        "Ana Ruiz and Omar Lind",
        "named_person",
    ),
    (
        "who after a title alone means its bearer",
        "Mayor Omar Lind came. Ana Ruiz spoke to the mayor, {s who} {c said} {q no}.",
        "Omar Lind",
        "named_person",
    ),
    (
        "the woman after a woman without a name stays unnamed",
        "A woman fell on the steps. Ana Ruiz of the Post went there. {s The woman} {c said} {q she was cold}.",
        None,
        "unnamed_person",
    ),
    (
        "she after a role that is the subject means the role",
        "Ana Ruiz ran. My mother stayed home. {s She} {c says} {q it is late}.",
        None,
        "unnamed_person",
    ),
    (
        "a study goes on as the survey that it is",
        "Costs rose, {c according to} {s a Corvex University survey of homes}{q , again}. {s2 The study} {c2 found} {q2 that rents rose}.",
        "Corvex University",
        "document",
    ),
    (
        "a document by two makers has both",
        "{s A 2020 study by Orbis University and the Harbour Institute} {c found} {q that costs rose}.",
        "Orbis University and Harbour Institute",
        "document",
    ),
    (
        "a document by an employer's professor is the professor's",
        "{s A study by Orbis Law School professor Ana Ruiz} {c found} {q that costs rose}.",
        "Ana Ruiz",
        "document",
    ),
    (
        "a document named with its year keeps it",
        "{s The 1951 Harbour Convention} {c obligates} {q ships to stop}.",
        "1951 Harbour Convention",
        "document",
    ),
    (
        "a lead's body is the one that the next paragraph names",
        "{s A regional appeals court} {c ruled} {q that buses may run}.\n\nThe Northern Court of Appeals, which meets in Leith, had heard both sides before.",
        "Northern Court of Appeals",
        "named_group",
    ),
    (
        "a panel of a court is the court",
        "{s A three-judge panel of the Northern Court of Appeals} {c ruled} {q that buses may run}.",
        "Northern Court of Appeals",
        "named_group",
    ),
    (
        "a legislature's committee keeps its small words",
        "They met in the Senate. It was {s the Senate banking committee} that {c asked} {q why}.",
        "Senate banking committee",
        "named_group",
    ),
    (
        "an organisation may be told in small letters",
        "The Northern Medical Journal is old. {q Pills fail}, {c according to} {s the top northern medical journal}.",
        "Northern Medical Journal",
        "named_group",
    ),
    (
        "the state is the last state named",
        "They went to Florida. {s The state} {c said} {q that rolls were old}.",
        "Florida",
        "named_group",
    ),
    (
        "a paper is called by the last word of its name",
        "The Leith Bay Times is old. In May {s the Times} {c reported} {q that rents rose}.",
        "Leith Bay Times",
        "named_group",
    ),
    (
        "the two men are the two last named",
        "Omar Lind met Paul Reyes on the pier.\n\n{s The two men} {c said} {q the talk was good}.",
        "Omar Lind and Paul Reyes",
        "named_person",
    ),
    (
        "he is whom the paragraph before introduces",
        "Paul Reyes won. Reyes had songs. That worries Omar Lind, president of the choir.\n\n{q “Nobody sings,”} {s he} {c said}.",
        "Omar Lind",
        "named_person",
    ),
    (
        "it is the group of its own sentence",
        "The Harbour Treaty failed, and the Orbis Council cannot raise {q the money} {s it} {c needs}.",
        "Orbis Council",
        "named_group",
    ),
    (
        "it goes on from a company without a name",
        "They are in Leith. {s A company} {c wrote} {q that it was closed}. {s2 It} {c2 added} {q2 that it was sorry}.",
        None,
        "unnamed_group",
    ),
    (
        "a passive without an agent repeats its verb's source",
        "{s The Harbour Institute} {c rated} {q the claim false}. {q2 Another} {c2 was rated} {q2 true}.",
        "Harbour Institute",
        "named_group",
    ),
    (
        "a paragraph after a colon goes on",
        "{s The Leith Bay Times} {c praised} {q her}:\n\n{q2 She has long been steady.}",
        "Leith Bay Times",
        "named_group",
    ),
    (
        "a name in East Asian order has its surname first",
        "Park Ji-hoon, a guide, came early. {s Mr. Park} {c said} {q no}.",
        "Park Ji-hoon",
        "named_person",
    ),
    (
        "a curly apostrophe is part of a name",
        "{s Brian O’Lindsay, a guide,} {c said} {q no}.",
        "Brian O’Lindsay",
        "named_person",
    ),
    (
        "a website is a name",
        "They read {s HarbourDeals.com} which {c said} {q it was closed}.",
        "HarbourDeals.com",
        "named_group",
    ),
    (
        "a centre for this and that is one name",
        "In 2013 {s the Center for Ports and Public Life} {c found} {q that costs rose}.",
        "Center for Ports and Public Life",
        "named_group",
    ),
    (
        "a directorate of this and that is one name",
        "Last week, after long tests that nobody saw, {s the Science and Technology Directorate of the Department of Harbour Affairs} {c said} {q no}.",
        "Science and Technology Directorate of the Department of Harbour Affairs",
        "named_group",
    ),
    (
        "somebody's office is no person",
        "Ana Ruiz came. {s Ruiz’s office} {c announced} {q a visit}.",
        "Ana Ruiz's office",
        "named_group",
    ),
    (
        "the answers of an interview are the guest's",
        "Ana Ruiz wrote a book.\n\nQ: Why?\n\n{s A}{c :} {q Because.}",
        "Ana Ruiz",
        "named_person",
    ),
    ("a thing that cannot speak is no source", "{s A global problem} {c crying out for} {q an answer}.", None, "none"),
    (
        "country after country is nobody by name",
        "The Harbour Treaty is old. {s Country after country} {c flouts} {q it}.",
        None,
        "unnamed_group",
    ),
    (
        "a party's legislature without a name stays unnamed",
        "In 2013, {s a Republican-controlled legislature} {c repealed} {q the law}.",
        None,
        "unnamed_group",
    ),
    (
        "a source cut in two is the part beside the cue",
        "{s Harbourside Records} closed. {q “It is open,”} {s Omar Lind, its head,} {c said}.",
        "Omar Lind",
        "named_person",
    ),
    (
        "a source alone stays unnamed whoever speaks next",
        "{s A source} {c said} {q he may quit}.",
        None,
        "unnamed_person",
    ),
    (
        "a full name stands",
        "{s Marta Okafor} {c said} {q the bridge will open in spring}.",
        "Marta Okafor",
        "named_person",
    ),
    (
        "a title is no part of a name",
        "{s Sen. Marta Okafor} {c said} {q the bridge will open}.",
        "Marta Okafor",
        "named_person",
    ),
    (
        "two titles are no part of a name",
        "{s Former President Daniel Reyes} {c said} {q the bridge will open}.",
        "Daniel Reyes",
        "named_person",
    ),
    (
        "a role before the name is no part of it",
        "{s city engineer Paul Lindqvist} {c said} {q the bridge is safe}.",
        "Paul Lindqvist",
        "named_person",
    ),
    (
        "a party is no part of a name",
        "{s Democrat Helen Brandt} {c said} {q the bridge is safe}.",
        "Helen Brandt",
        "named_person",
    ),
    (
        "a state and a party in brackets are no part of a name",
        "{s Rep. Carla Mendez (D-Ohio)} {c said} {q the bill is dead}.",
        "Carla Mendez",
        "named_person",
    ),
    (
        "an initial is part of a name",
        "{s Harold T. Quinn} {c said} {q the bill is dead}.",
        "Harold T. Quinn",
        "named_person",
    ),
    (
        "a suffix is part of a name",
        "{s Harold Quinn Jr.} {c said} {q the bill is dead}. ",
        "Harold Quinn Jr",
        "named_person",
    ),
    (
        "a surname means the full name before",
        "Marta Okafor runs the port. {s Okafor} {c said} {q it will grow}.",
        "Marta Okafor",
        "named_person",
    ),
    (
        "a surname means the full name after",
        "{s Okafor} {c said} {q the port will grow}. Marta Okafor has run it since 2011.",
        "Marta Okafor",
        "named_person",
    ),
    (
        "a surname with Ms. means the full name",
        "Marta Okafor runs the port. {s Ms. Okafor} {c said} {q it will grow}.",
        "Marta Okafor",
        "named_person",
    ),
    (
        "a first name means the full name",
        "Lena Fischer sang for two hours. {s Lena} {c said} {q she was tired}.",
        "Lena Fischer",
        "named_person",
    ),
    (
        "a title chooses between two of one surname",
        "Daniel Reyes and Elena Reyes run the farm. {s Mrs. Reyes} {c said} {q the rain came late}.",
        "Elena Reyes",
        "named_person",
    ),
    (
        "he means the man",
        "Marta Okafor met Paul Lindqvist at the port. {s He} {c said} {q it will grow}.",
        "Paul Lindqvist",
        "named_person",
    ),
    (
        "she means the woman",
        "Paul Lindqvist met Marta Okafor at the port. {s She} {c said} {q it will grow}.",
        "Marta Okafor",
        "named_person",
    ),
    (
        "he goes on with the last speaker",
        "{s1 Paul Lindqvist} {c1 said} {q1 the crane is old}. Omar Haddad built it. “{q2 It creaks},” {s2 he} {c2 said}.",
        "Paul Lindqvist",
        "named_person",
    ),
    (
        "she goes on over paragraphs",
        "“{q1 I love this town},” {c1 said} {s1 Nadia Petrov}, a baker.\n\n“{q2 It feeds me},” {s2 she} {c2 added}.",
        "Nadia Petrov",
        "named_person",
    ),
    (
        "he in the same sentence means its subject",
        "Omar Haddad walked out after {s he} {c said} {q the vote was unfair}.",
        "Omar Haddad",
        "named_person",
    ),
    (
        "kinship tells the gender of a name that does not",
        "Mayor Robin Castle came with her husband, Sasha Doyle. {s He} {c said} {q the tram was late}.",
        "Sasha Doyle",
        "named_person",
    ),
    (
        "a possessive is its owner",
        "{s Okafor's} {c threat} {q to close the port} shook the town. Marta Okafor runs it.",
        "Marta Okafor",
        "named_person",
    ),
    (
        "his is its owner",
        "Paul Lindqvist is stubborn. {s His} {c claim} {q that the crane is new} was checked.",
        "Paul Lindqvist",
        "named_person",
    ),
    (
        "an appositive after the name changes nothing",
        "{s Omar Haddad, a lawyer for the dockers,} {c said} {q the strike goes on}.",
        "Omar Haddad",
        "named_person",
    ),
    (
        "a name put after a role is the speaker",
        "{s A lawyer for the dockers, Omar Haddad,} {c said} {q the strike goes on}.",
        "Omar Haddad",
        "named_person",
    ),
    (
        "a name put after a possessive role is the speaker",
        "{s The port's director, Marta Okafor,} {c said} {q it will grow}.",
        "Marta Okafor",
        "named_person",
    ),
    (
        "dashes set off an appositive too",
        "{s Omar Haddad — a lawyer from Leeds —} {c said} {q the strike goes on}.",
        "Omar Haddad",
        "named_person",
    ),
    (
        "who is the name before it",
        "The prize went to Nadia Petrov, {s who} {c said} {q she would share it}.",
        "Nadia Petrov",
        "named_person",
    ),
    (
        "who is the name before its appositive",
        "The prize went to Nadia Petrov, a baker from Hull {s who} {c said} {q she would share it}.",
        "Nadia Petrov",
        "named_person",
    ),
    (
        "who is both names before it",
        "The prize went to Nadia Petrov and Omar Haddad, {s who} {c said} {q they would share it}.",
        "Nadia Petrov and Omar Haddad",
        "named_person",
    ),
    (
        "who after many is nobody by name",
        "There were voters {s who} {c said} {q the lines were long}.",
        None,
        "unnamed_group",
    ),
    (
        "which is the organisation before it",
        "The study is by the Harbour Institute, {s which} {c said} {q fish are back}.",
        "Harbour Institute",
        "named_group",
    ),
    (
        "the mayor is the one with the title",
        "Mayor Ingrid Solberg met Governor Peter Walsh. {s The mayor} {c said} {q the town is broke}.",
        "Ingrid Solberg",
        "named_person",
    ),
    (
        "the governor is the one with the title",
        "Mayor Ingrid Solberg met Gov. Peter Walsh. {s The governor} {c said} {q the state is broke}.",
        "Peter Walsh",
        "named_person",
    ),
    (
        "the nominee is the one called so",
        "Republican nominee Walter Finch spoke after senator Dora Klein. {s The Republican nominee} {c said} {q taxes are high}.",
        "Walter Finch",
        "named_person",
    ),
    (
        "the senator from a state is that state's",
        "Sen. Dora Klein (D-Texas) met Sen. Hugh Barlow (R-Ohio). {s The senator from Texas} {c said} {q taxes are high}.",
        "Dora Klein",
        "named_person",
    ),
    (
        "the state's senator is that state's",
        "Sen. Dora Klein (D-Texas) met Sen. Hugh Barlow (R-Ohio). {s The Ohio senator} {c said} {q taxes are high}.",
        "Hugh Barlow",
        "named_person",
    ),
    (
        "the singer is the one called so",
        "Singer Ramona Vey fired her manager Luis Ortega. {s The singer} {c said} {q it hurt}.",
        "Ramona Vey",
        "named_person",
    ),
    (
        "his lawyer is the lawyer named elsewhere",
        "Paul Lindqvist will plead guilty. {s1 A lawyer for Lindqvist, Omar Haddad,} {c1 said} {q1 he was calm}. {s2 His lawyer} {c2 said} {q2 he slept well}.",
        "Omar Haddad",
        "named_person",
    ),
    (
        "a spokesman for somebody is named later",
        "{s A spokesman for Mayor Ingrid Solberg} {c said} {q the town is broke}. The spokesman, Erik Dahl, gave no figures.",
        "Erik Dahl",
        "named_person",
    ),
    (
        "a spokesman who is never named is nobody by name",
        "{s A spokesman for Mayor Ingrid Solberg} {c said} {q the town is broke}.",
        None,
        "unnamed_person",
    ),
    (
        "a publicist who is never named is nobody by name",
        "{s Mayor Ingrid Solberg’s publicist} {c said} {q the town is broke}.",
        None,
        "unnamed_person",
    ),
    (
        "an aide is nobody by name",
        "Ingrid Solberg is tired. {s One aide} {c said} {q the town is broke}.",
        None,
        "unnamed_person",
    ),
    (
        "a source is nobody by name",
        "{s A person familiar with the talks} {c said} {q the deal is near}.",
        None,
        "unnamed_person",
    ),
    (
        "an official in an organisation is nobody by name",
        "{s A senior State Department official} {c said} {q the deal is near}.",
        None,
        "unnamed_person",
    ),
    (
        "officials are nobody by name",
        "{s State Department officials} {c said} {q the deal is near}.",
        None,
        "unnamed_group",
    ),
    ("critics are nobody by name", "{s Critics} {c say} {q the deal is bad}.", None, "unnamed_group"),
    ("some are nobody by name", "{s Some Republicans} {c fear} {q the deal is bad}.", None, "unnamed_group"),
    (
        "voters in a share are nobody by name",
        "{s Forty percent of voters} {c said} {q they had not chosen}.",
        None,
        "unnamed_group",
    ),
    ("one of many is one person", "{s One of the nurses} {c said} {q the ward was full}.", None, "unnamed_person"),
    (
        "they goes on with the many",
        "{s1 Residents} {c1 said} {q1 the road flooded}. {s2 They} {c2 want} {q2 a wall}.",
        None,
        "unnamed_group",
    ),
    (
        "they goes on with two people",
        "{s1 Nadia Petrov and Omar Haddad} {c1 wrote} {q1 that the road flooded}. {s2 They} {c2 want} {q2 a wall}.",
        "Nadia Petrov and Omar Haddad",
        "named_person",
    ),
    (
        "two people are joined",
        "{s Nadia Petrov and Omar Haddad} {c said} {q the road flooded}.",
        "Nadia Petrov and Omar Haddad",
        "named_person",
    ),
    (
        "three people are joined",
        "{s Nadia Petrov, Omar Haddad and Luis Ortega} {c said} {q the road flooded}.",
        "Nadia Petrov and Omar Haddad and Luis Ortega",
        "named_person",
    ),
    (
        "two senators with their states are joined",
        "{s Sens. Dora Klein (D-Mont.) and Hugh Barlow (R-La.)} {c said} {q taxes are high}.",
        "Dora Klein and Hugh Barlow",
        "named_person",
    ),
    (
        "named ones of many speak for it",
        "{s Critics, like Nadia Petrov and Omar Haddad,} {c say} {q the wall is ugly}.",
        "Nadia Petrov and Omar Haddad",
        "named_person",
    ),
    (
        "an organisation by name",
        "{s The Harbour Institute} {c said} {q fish are back}.",
        "Harbour Institute",
        "named_group",
    ),
    (
        "an acronym means the full name",
        "The International Crane Federation met in Oslo. {s The ICF} {c said} {q cranes are safe}.",
        "International Crane Federation",
        "named_group",
    ),
    (
        "it means the organisation",
        "{s1 The Harbour Institute} {c1 said} {q1 fish are back}. {s2 It} {c2 warned} {q2 that cod are not}.",
        "Harbour Institute",
        "named_group",
    ),
    (
        "the company is the one spoken of",
        "Orbis Motors fired 200 people. {s The company} {c said} {q sales were poor}.",
        "Orbis Motors",
        "named_group",
    ),
    (
        "a campaign goes by its owner's name",
        "Walter Finch lost Iowa. {s His campaign} {c said} {q it would go on}.",
        "Finch campaign",
        "named_group",
    ),
    (
        "a campaign with its owner's name",
        "Walter Finch lost Iowa. {s The Finch campaign} {c said} {q it would go on}.",
        "Finch campaign",
        "named_group",
    ),
    ("a country speaks as a group", "{s Norway} {c said} {q the treaty holds}.", "Norway", "named_group"),
    (
        "a poll is a document of its maker",
        "{s A Harbour Institute poll} {c found} {q that voters are tired}.",
        "Harbour Institute",
        "document",
    ),
    (
        "a report by somebody is a document of theirs",
        "{s A report by the Harbour Institute} {c found} {q that cod are rare}.",
        "Harbour Institute",
        "document",
    ),
    (
        "a document is not theirs whom it is against",
        "{s A lawsuit against Ann Cole and the Harbour Council} {c says} {q that trams are late}.",
        None,
        "document",
    ),
    (
        "a document against somebody is its filer's",
        "{s A lawsuit filed by Ann Cole against Graham Pelling} {c says} {q that trams are late}.",
        "Ann Cole",
        "document",
    ),
    (
        "a biography is not its subject's",
        "{s A biography of Iris Calloway} {c says} {q that trams are late}.",
        None,
        "document",
    ),
    (
        "a poll of a pollster is theirs",
        "{s A poll of the Harbour Institute} {c says} {q that trams are late}.",
        "Harbour Institute",
        "document",
    ),
    (
        "a document about a matter is whoever's comes behind it",
        "{s A report on housing that the Harbour Institute published} {c says} {q that trams are late}.",
        "Harbour Institute",
        "document",
    ),
    (
        "a document is not theirs who saw it",
        "{s A memo written by Ann Cole and obtained by the Guardian} {c says} {q that trams are late}.",
        "Ann Cole",
        "document",
    ),
    (
        "a document on somebody's website is theirs",
        "{s A document on the Harbour Council’s website} {c says} {q that trams are late}.",
        "Harbour Council",
        "document",
    ),
    ("a report of nobody is a document", "{s A new report} {c says} {q cod are rare}.", None, "document"),
    (
        "the poll is the one named before",
        "{s1 A Harbour Institute poll} {c1 found} {q1 that voters are tired}. {s2 The poll} {c2 showed} {q2 a tie}.",
        "Harbour Institute",
        "document",
    ),
    ("the law is a document", "{s The law} {c says} {q dogs need a leash}.", None, "document"),
    ("no source and no context is nobody", "{q The vote} {c is expected} to be close.", None, "none"),
    ("an allegation of nobody's is nobody's", "The driver {c allegedly} {q ran a red light}.", None, "none"),
    (
        "a quotation that goes on keeps its speaker",
        "“{q1 The crane is old},” {s1 Paul Lindqvist} {c1 said}.\n\n“{q2 It creaks at night.}”",
        "Paul Lindqvist",
        "named_person",
    ),
    (
        "a quotation over three paragraphs keeps its speaker",
        "“{q1 The crane is old},” {s1 Paul Lindqvist} {c1 said}.\n\n“{q2 It creaks at night.}\n\n“{q3 Nobody oils it.}”",
        "Paul Lindqvist",
        "named_person",
    ),
    (
        "a second verb keeps its subject",
        "{s1 Paul Lindqvist} {c1 called} {q1 the crane old} and {c2 said} {q2 nobody oils it}.",
        "Paul Lindqvist",
        "named_person",
    ),
    (
        "a mistyped surname means the only one near it",
        "Nadia Petrosyan bakes. {s Petrosian} {c said} {q flour is dear}.",
        "Nadia Petrosyan",
        "named_person",
    ),
    (
        "capitals of a transcript are the name",
        "Dora Klein spoke to Luis Ortega.\n\n{s KLEIN}{c :} {q Taxes are high.}",
        "Dora Klein",
        "named_person",
    ),
    (
        "a lone surname is the fullest there is",
        "{s Kowalczyk} {c said} {q the match was fair}.",
        "Kowalczyk",
        "named_person",
    ),
    (
        "children of one surname in a pair",
        "My parents, James and Olive Tern, kept bees. {s My father} {c said} {q bees know best}.",
        "James Tern",
        "named_person",
    ),
]
AUTHORS: list[tuple[str, str, dict[str, object], str | None, str]] = [
    (
        "I is the byline",
        "{s I} {c believe} {q in the town}.",
        {"byline": ("Ana Ruiz",), "outlet": "Harbour Post"},
        "Ana Ruiz",
        "named_person",
    ),
    ("we is the byline", "{s We} {c believe} {q in the town}.", {"byline": ("Ana Ruiz",)}, "Ana Ruiz", "named_person"),
    (
        "I without a byline is the outlet",
        "{s I} {c believe} {q in the town}.",
        {"outlet": "Harbour Post"},
        "Harbour Post",
        "named_group",
    ),
    ("I without either is somebody", "{s I} {c believe} {q in the town}.", {}, None, "unnamed_person"),
    (
        "this reporter is the byline",
        "{s This reporter} {c saw} {q the fire}.",
        {"byline": ("Ana Ruiz",)},
        "Ana Ruiz",
        "named_person",
    ),
]


LEADS = [
    (
        "{s Bus driver} {c says} {q he may quit}.\n\nIt rained.\n\n{s2 Omar Lind, a father of two,} {c2 said} {q2 he was tired}.",
        "Omar Lind",
    ),
    (
        "{s A bus driver} {c said} {q he may quit}.\n\n{s2 Omar Lind, a father of two,} {c2 said} {q2 he was tired}.",
        "Omar Lind",
    ),
    ("{s A source} {c said} {q he may quit}.\n\n{s2 Omar Lind, a father of two,} {c2 said} {q2 he was tired}.", None),
]


@pytest.mark.parametrize(("text", "name"), LEADS)
def test_headline_and_lead_mean_whom_the_story_then_introduces(resolve: Resolve, text: str, name: str | None) -> None:
    assert resolve(text)[0].speaker.name == name


@pytest.mark.parametrize(("rule", "text", "name", "basis"), TABLE, ids=[row[0] for row in TABLE])
def test_speaker_is(resolve: Resolve, rule: str, text: str, name: str | None, basis: str) -> None:
    speaker = resolve(text)[-1].speaker
    assert (speaker.name, speaker.basis) == (name, basis), rule


@pytest.mark.parametrize(("rule", "text", "more", "name", "basis"), AUTHORS, ids=[row[0] for row in AUTHORS])
def test_author_is(
    resolve: Resolve, rule: str, text: str, more: dict[str, object], name: str | None, basis: str
) -> None:
    speaker = resolve(text, **more)[-1].speaker
    assert (speaker.name, speaker.basis) == (name, basis), rule


def test_a_letter_to_the_editor_is_by_who_signs_it(resolve: Resolve) -> None:
    text = "LETTERS.\n\n{s I} {c think} {q the tram is late}.\n\nOlga Marin.\n\nHull.\n\n{s2 I} {c2 like} {q2 the tram}.\n\nTom Baird."
    assert [s.speaker.name for s in resolve(text, byline=("Ana Ruiz",))] == ["Olga Marin", "Tom Baird"]


def test_i_inside_a_quotation_is_its_speaker() -> None:
    text = "“I said no,” Omar Haddad recalled."
    at = text.index
    outer = Attribution(content=((1, 10),), cue=((at("recalled"), at(".")),), source=((at("Omar"), at(" recalled")),))
    inner = Attribution(content=((8, 10),), cue=((3, 7),), source=((1, 2),))
    got = statements(Article(id="a", text=text, byline=("Ana Ruiz",)), [outer, inner])
    assert [s.speaker.name for s in got] == ["Omar Haddad", "Omar Haddad"]


@pytest.mark.parametrize(
    "reason",
    [
        "on condition of anonymity because the talks are private",
        "on the condition of anonymity",
        "and asked not to be named because she feared for her job",
        "and requested anonymity to discuss the talks",
        "and was not authorized to speak publicly",
    ],
)
def test_a_stated_reason_for_anonymity_is_evidence(resolve: Resolve, reason: str) -> None:
    (statement,) = resolve(f"{{s An official}} {{c said}} {{q the deal is near}}, speaking {reason}.")
    assert statement.speaker.name is None
    assert len(statement.evidence.basis) == 1


def test_a_reason_is_of_the_source_that_it_is_told_of(resolve: Resolve) -> None:
    source, officer = resolve(
        "{s1 A source} {c1 said} {q1 the ward was full}. {q2 “It was chaos,”} {c2 said} {s2 an officer}, who spoke on condition of anonymity because she feared reprisal."
    )
    assert source.evidence.basis == () and len(officer.evidence.basis) == 1
    text = "{s A man}, who asked not to be named because he works there, {c said} {q it has leaked since 2019}."
    (statement,) = resolve(text)
    ((start, end),) = statement.evidence.basis
    assert end - start == len("asked not to be named because he works there")


def test_a_reason_in_the_next_sentence_is_of_the_one_who_spoke(resolve: Resolve) -> None:
    (statement,) = resolve(
        "{q “It was chaos,”} {c said} {s an officer}. He asked not to be named because he works there."
    )
    assert len(statement.evidence.basis) == 1


@pytest.mark.parametrize("name", ["Jan Brewer", "Abby Sun"])
def test_a_short_month_or_day_beside_a_name_is_a_name(resolve: Resolve, name: str) -> None:
    assert resolve(f"{{q “It is late,”}} {{s {name}}} {{c said}}.")[0].speaker.name == name


def test_a_day_behind_a_place_is_a_day(resolve: Resolve) -> None:
    text = "{q “It is late,”} {s Ana Ito} {c said in Jordan Friday}."
    assert resolve(text)[0].speaker.name == "Ana Ito" and resolve(text)[0].said_on is not None


def test_an_I_between_marks_is_of_whose_quotation_goes_on(resolve: Resolve) -> None:
    _, inner = resolve(
        "{q1 “It was a tough call,”} {s1 Alan Pike} {c1 told reporters}. “Dave is good. {s2 I} {c2 said to him}, {q2 ‘You gave us everything.’}”",
        byline=("Carl Hughes",),
    )
    assert inner.speaker.name == "Alan Pike"


def test_a_name_needs_no_reason(resolve: Resolve) -> None:
    (statement,) = resolve("{s Marta Okafor} {c said} {q she had asked for anonymity} on condition of anonymity.")
    assert statement.evidence.basis == ()


def test_evidence_of_the_speaker_is_where_the_full_name_stands(resolve: Resolve) -> None:
    (statement,) = resolve("Marta Okafor runs the port. {s Okafor} {c said} {q it will grow}.")
    assert statement.evidence.speaker == ((0, 12),)


@pytest.mark.parametrize("source", ["The prime minister", "She"])
def test_who_only_signs_the_article_is_nobody_told_of(resolve: Resolve, source: str) -> None:
    text = f"By Ana Ruiz, Political Editor\n\nThe tram has stopped for good.\n\n{{s {source}}} {{c said}} {{q that it was late}}."
    assert resolve(text, byline=("Ana Ruiz",))[0].speaker.basis == "unnamed_person"


def test_who_signs_and_is_told_of_may_speak(resolve: Resolve) -> None:
    text = "By Ana Ruiz, Political Editor\n\nMayor Ana Ruiz has written to riders.\n\n{s She} {c said} {q that it was late}."
    assert resolve(text)[0].speaker.name == "Ana Ruiz"


@pytest.mark.parametrize("source", ["The victim’s mother", "The victims’ lawyer", "The lawyer for the young driver"])
def test_a_strangers_relative_or_lawyer_is_not_the_last_speaker(resolve: Resolve, source: str) -> None:
    text = (
        f"{{s1 Ana Ruiz}} {{c1 said}} {{q1 the tram was late}}. {{s2 {source}}} {{c2 said}} {{q2 that it hit a wall}}."
    )
    assert resolve(text)[1].speaker.basis == "unnamed_person"


@pytest.mark.parametrize("source", ["The league", "The company", "The council"])
def test_an_outlet_that_was_only_told_is_no_other_body(resolve: Resolve, source: str) -> None:
    text = f"Yesterday {{s1 Ana Ruiz}} {{c1 told}} the Harbour News {{q1 that it was late}}. {{s2 {source}}} {{c2 said}} {{q2 that it would pay}}."
    assert resolve(text)[1].speaker.basis == "unnamed_group"


def test_an_outlet_that_was_told_is_the_newspaper(resolve: Resolve) -> None:
    text = "Yesterday {s1 Ana Ruiz} {c1 told} the Harbour News {q1 that it was late}. {s2 The newspaper} {c2 said} {q2 that it was early}."
    assert resolve(text)[1].speaker.name == "Harbour News"


def test_the_company_is_the_name_that_spoke_last(resolve: Resolve) -> None:
    text = "Ruiz wrote to Orbis Motors. In a reply {s1 Tramex} {c1 said} {q1 the tram was late}. {s2 The company} {c2 said} {q2 it would pay}."
    assert (resolve(text)[1].speaker.name, resolve(text)[1].speaker.basis) == ("Tramex", "named_group")


@pytest.mark.parametrize("job", ["President and CEO", "Chairman and Founder", "Director and Editor"])
def test_a_job_with_capitals_is_no_second_speaker(resolve: Resolve, job: str) -> None:
    text = f"{{s Ana Ruiz, {job} of Orbis Motors,}} {{c said}} {{q no}}."
    assert resolve(text)[0].speaker.name == "Ana Ruiz"


@pytest.mark.parametrize(
    "office",
    [
        "Secretary of State for Health",
        "Minister for Trams and Harbours",
        "Director of nursing",
        "Chair of the Harbour Board",
    ],
)
def test_an_office_with_its_field_keeps_the_name(resolve: Resolve, office: str) -> None:
    assert resolve(f"{{s {office} Ana Ruiz}} {{c said}} {{q no}}.")[0].speaker.name == "Ana Ruiz"


@pytest.mark.parametrize(
    "source", ["Supporters of Ana Ruiz", "A lawyer for Ana Ruiz", "Lawyers for the mayor Ana Ruiz"]
)
def test_who_is_of_somebody_is_not_that_person(resolve: Resolve, source: str) -> None:
    assert resolve(f"{{s {source}}} {{c said}} {{q no}}.")[0].speaker.name is None


def test_a_surname_that_is_an_outlet_too_is_the_persons(resolve: Resolve) -> None:
    text = "Actor Jonah Hill left. {s1 Hill} {c1 said} {q1 he was tired}. {s2 Ana Ruiz} {c2 told} Hill {q2 that trams were late}."
    hill, ruiz = resolve(text)
    assert (hill.speaker.name, hill.speaker.basis, ruiz.channel) == ("Jonah Hill", "named_person", None)


def test_an_outlet_beside_a_person_of_that_surname_stays_the_outlet(resolve: Resolve) -> None:
    text = "Actor Jonah Hill left. {s Ana Ruiz} {c told} the Hill {q that trams were late}."
    assert resolve(text)[0].channel is not None
    text = "Emma Bloomberg left, Bloomberg News wrote. {s Bloomberg} {c reported} {q that trams were late}."
    assert resolve(text)[0].speaker.basis == "named_group"


def test_whose_mother_a_quotation_tells_of_says_it(resolve: Resolve) -> None:
    text = "Ana Ruiz rides trams. {q “My mother is 86. She rides them too,”} {s she} {c said}."
    assert resolve(text)[0].speaker.name == "Ana Ruiz"


def test_whose_words_a_sentence_tells_at_its_end_is_not_whom_it_names_before(resolve: Resolve) -> None:
    text = "{q1 Jack Rourke has split from Ana Ruiz}, {s1 her agent} {c1 said}. {s2 The agent} {c2 said} {q2 that it was late}."
    assert [s.speaker.name for s in resolve(text)] == [None, None]


@pytest.mark.parametrize(
    ("byline", "name", "basis"),
    [
        (("Reuters",), "Reuters", "named_group"),
        (("BBC News",), "BBC News", "named_group"),
        (("Harbour Post Staff",), "Harbour Post Staff", "named_group"),
        (("Ana Ruiz", "Reuters"), "Ana Ruiz", "named_person"),
        (("ana ruiz",), "ana ruiz", "named_person"),
        ((), "Harbour Post", "named_group"),
        (("Bo Roe, Jr.",), "Bo Roe, Jr.", "named_person"),
    ],
)
def test_an_I_under_an_outlet_s_byline_is_the_outlet_s(
    resolve: Resolve, byline: tuple[str, ...], name: str, basis: str
) -> None:
    (statement,) = resolve("{s I} {c think} {q that the tram is late}.", byline=byline, outlet="Harbour Post")
    assert (statement.speaker.name, statement.speaker.basis) == (name, basis)


@pytest.mark.parametrize("words", ["its tram was late", "that it would sell the tram", "it plans a tram"])
def test_an_unknown_name_that_goes_on_as_it_is_a_group(resolve: Resolve, words: str) -> None:
    (statement,) = resolve(f"In a reply {{s Tramex}} {{c said}} {{q {words}}}.")
    assert (statement.speaker.name, statement.speaker.basis) == ("Tramex", "named_group")


def test_an_unknown_name_behind_the_is_a_group(resolve: Resolve) -> None:
    assert resolve("Yesterday {s the Tramex} {c said} {q no}.")[0].speaker.basis == "named_group"
    assert resolve("Yesterday {s Tramex} {c said} {q it was late}.")[0].speaker.basis == "named_person"


@pytest.mark.parametrize(
    "source",
    ["the vicar, Ana Ruiz,", "her flatmate, Ana Ruiz,", "the head chef, Ana Ruiz,",
     "his opposite number, Ana Ruiz,", "the village's GP, Ana Ruiz,", "the band's MD, Ana Ruiz,"],
)  # fmt: skip
def test_a_name_beside_a_noun_that_no_list_holds_is_the_source(resolve: Resolve, source: str) -> None:
    (statement,) = resolve(f"Tom Hill rode a tram. {{q “No,”}} {{s {source}}} {{c said}}.")
    assert (statement.speaker.name, statement.speaker.basis) == ("Ana Ruiz", "named_person")


def test_a_name_that_owns_something_is_in_no_apposition(resolve: Resolve) -> None:
    (statement,) = resolve("Rain. {s The tram stunt, Ana Ruiz's first,} {c offered} {q no hope}.")
    assert statement.speaker.name is None


@pytest.mark.parametrize("noun", ["pub", "shop", "zoo", "band", "festival", "orchestra", "supermarket"])
def test_a_house_that_speaks_is_a_group(resolve: Resolve, noun: str) -> None:
    assert resolve(f"Rain. {{s The {noun}}} {{c said}} {{q no}}.")[0].speaker.basis == "unnamed_group"


@pytest.mark.parametrize(
    ("source", "name", "basis"),
    [
        ("Ruiz's killer", None, "unnamed_person"),
        ("Ruiz's ex", None, "unnamed_person"),
        ("Ruiz's half-sister", None, "unnamed_person"),
        ("Ruiz's stalkers", None, "unnamed_group"),
        ("Ruiz's in-laws", None, "unnamed_group"),
        ("Ruiz's ex-husband, Tom Hill,", "Tom Hill", "named_person"),
        ("Ruiz's costar, Tom Hill,", "Tom Hill", "named_person"),
        ("Ruiz's threat", "Ana Ruiz", "named_person"),
        ("Ruiz's answer", "Ana Ruiz", "named_person"),
        ("Ruiz's claims", "Ana Ruiz", "named_person"),
        ("Ruiz's letter", "Ana Ruiz", "document"),
        ("Ruiz's lawyers", None, "unnamed_group"),
    ],
)
def test_somebody_of_a_person_is_not_that_person_but_her_words_are_hers(
    resolve: Resolve, source: str, name: str | None, basis: str
) -> None:
    (statement,) = resolve(f"Ana Ruiz rode a tram. {{s {source}}} {{c said}} {{q no}}.")
    assert (statement.speaker.name, statement.speaker.basis) == (name, basis)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Shopkeeper Tom Hill, 58,", "The boy"),
        ("Tom Hill", "The judge"),
        ("Tom Hill, 12,", "The driver"),
        ("Tom Hill, 12,", "The head teacher"),
        ("Tom Hill, a farmer,", "The bishop"),
        ("Tom Hill, a farmer,", "The health minister"),
        ("Tom Hill, a farmer,", "The spokesman"),
        ("Tom Hill", "The council's spokesman"),
        ("Tom Hill, a biologist,", "The journal's editor"),
    ],
)
def test_a_role_that_the_last_speaker_cannot_have_is_somebody_else(resolve: Resolve, first: str, second: str) -> None:
    told = resolve(f"{{s1 {first}}} {{c1 said}} {{q1 no}}.\n\n{{s2 {second}}} {{c2 said}} {{q2 that it rained}}.")
    assert (told[1].speaker.name, told[1].speaker.basis) == (None, "unnamed_person")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Tom Hill", "The singer"),
        ("Tom Hill, a surgeon,", "The doctor"),
        ("Tom Hill, chief executive of Orbis,", "The boss"),
        ("Senator Tom Hill", "The candidate"),
        ("Tom Hill, a farmer,", "The father of two"),
        ("Tom Hill, a senator,", "The businessman"),
        ("Tom Hill, 12,", "The boy"),
    ],
)
def test_a_role_that_the_last_speaker_may_have_is_his(resolve: Resolve, first: str, second: str) -> None:
    told = resolve(f"{{s1 {first}}} {{c1 said}} {{q1 no}}.\n\n{{s2 {second}}} {{c2 said}} {{q2 that it rained}}.")
    assert told[1].speaker.name == "Tom Hill"


def test_a_role_goes_past_the_last_speaker_only_to_somebody_of_that_work(resolve: Resolve) -> None:
    text = "Nora Hall, a senator, won. Bob Ely rode. {s1 Tom Hill, a farmer,} {c1 said} {q1 no}.\n\n{s2 The candidate} {c2 said} {q2 yes}. {s3 The striker} {c3 said} {q3 yes}."
    assert [s.speaker.name for s in resolve(text)] == ["Tom Hill", "Nora Hall", None]


@pytest.mark.parametrize(
    ("lead", "later"),
    [
        ("A whistleblower", "Tom Hill"),
        ("A source close to the band", "Tom Hill"),
        ("A man who set fire to a tram", "Inspector Nora Hall"),
        ("A man who set fire to a tram", "Inspector Tom Hill"),
        ("A driver who hit a bridge", "Judge Tom Hill"),
        ("A mother of two", "Tom Hill"),
        ("A boy", "Tom Hill, 58,"),
    ],
)
def test_the_lead_s_unnamed_one_is_not_a_newcomer_of_another_gender_age_or_work(
    resolve: Resolve, lead: str, later: str
) -> None:
    told = resolve(f"{{s1 {lead}}} {{c1 said}} {{q1 no}}.\n\n{{s2 {later}}} {{c2 said}} {{q2 that it burned}}.")
    assert (told[0].speaker.name, told[0].speaker.basis) == (None, "unnamed_person")


@pytest.mark.parametrize(
    ("lead", "later"),
    [
        ("A mechanic who won", "Nora Hall, 41,"),
        ("A mother of two", "Nora Hall, 41, a teacher,"),
        ("A Leith judge", "Justice Nora Hall"),
        ("A council leader", "Nora Hall, chair of the council,"),
        ("A tram driver", "Nora Hall"),
    ],
)
def test_the_lead_s_unnamed_one_is_named_later(resolve: Resolve, lead: str, later: str) -> None:
    told = resolve(f"{{s1 {lead}}} {{c1 said}} {{q1 no}}.\n\n{{s2 {later}}} {{c2 said}} {{q2 that it burned}}.")
    assert told[0].speaker.name == "Nora Hall"


@pytest.mark.parametrize("source", ["The Spaniard", "The Londoner", "The Brazilian", "The 24-year-old"])
def test_where_somebody_is_from_and_his_age_are_said_of_the_last_speaker(resolve: Resolve, source: str) -> None:
    told = resolve(
        f"{{s1 Striker Tom Hill}} {{c1 said}} {{q1 no}}.\n\n{{s2 {source}}} {{c2 said}} {{q2 that it rained}}."
    )
    assert told[1].speaker.name == "Tom Hill"


def test_an_age_is_whose_the_article_says(resolve: Resolve) -> None:
    text = "Tom Hill, 41, met 29-year-old Bob Ely. {s1 Ely} {c1 said} {q1 no}. {s2 The 41-year-old} {c2 said} {q2 no}. {s3 The 32-year-old} {c3 said} {q3 no}."
    told = [(s.speaker.name, s.speaker.basis) for s in resolve(text)]
    assert told[1:] == [("Tom Hill", "named_person"), (None, "unnamed_person")]


@pytest.mark.parametrize("source", ["The Scot", "A Dutchman", "A 59-year-old", "The 59-year-old"])
def test_one_from_somewhere_or_of_some_age_is_an_unnamed_person(resolve: Resolve, source: str) -> None:
    assert resolve(f"Rain. {{s {source}}} {{c said}} {{q no}}.")[0].speaker.basis == "unnamed_person"


def test_an_age_in_the_lead_is_whoever_is_then_named_with_it(resolve: Resolve) -> None:
    for years, name in (("12", "Nora Hall"), ("41", None)):
        text = f"{{s1 A {years}-year-old}} {{c1 said}} {{q1 no}}.\n\n{{s2 Nora Hall, 12,}} {{c2 said}} {{q2 that it burned}}."
        assert resolve(text)[0].speaker.name == name


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("{s1 Unite, the union,} {c1 said} {q1 no}. {s2 Unite} {c2 added} {q2 yes}.", "named_group"),
        ("{s Crumb & Co, the bakery chain,} {c said} {q no}.", "named_group"),
        ("{s Crumb Foods, a chain of bakeries,} {c said} {q no}.", "named_group"),
        ("{s The grid operator Norvolt} {c said} {q no}.", "named_group"),
        ("{s Tramex, which runs it,} {c said} {q no}.", "named_group"),
        ("{s Marlo, the poet,} {c said} {q no}.", "named_person"),
        ("{s The rapper Marlo} {c said} {q no}.", "named_person"),
        ("{s Yrsa Quill, the band's singer,} {c said} {q no}.", "named_person"),
        ("She told the court Quill was late. {s Quill} {c said} {q no}.", "named_person"),
        ("Late, Quill, the company said. {s Quill} {c said} {q no}.", "named_person"),
    ],
)
def test_the_noun_beside_an_unknown_name_tells_a_group_from_a_person(resolve: Resolve, text: str, basis: str) -> None:
    assert {s.speaker.basis for s in resolve("Rain. " + text)} == {basis}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tramex, the carmaker, closed. {s The union} {c said} {q no}.", None),
        ("{s1 Tramex, which runs it,} {c1 said} {q1 no}. {s2 The council} {c2 said} {q2 no}.", None),
        ("The Harbour Workers Association met. {s The union} {c said} {q no}.", "Harbour Workers Association"),
        ("Tramex, the carmaker, closed. {s The company} {c said} {q no}.", "Tramex"),
        ("Hearth, the charity, met. Tramex, the carmaker, closed. {s The charity} {c said} {q no}.", "Hearth"),
        ("The FBI came. {s The bureau} {c said} {q no}.", "FBI"),
    ],
)
def test_a_noun_for_one_kind_of_group_is_no_group_of_another_kind(
    resolve: Resolve, text: str, name: str | None
) -> None:
    assert resolve("Rain. " + text)[-1].speaker.name == name


def test_the_lead_s_unnamed_one_is_whoever_is_told_to_be_one(resolve: Resolve) -> None:
    text = "{s1 A tram driver} {c1 said} {q1 no}.\n\n{s2 Tom Hill} {c2 said} {q2 yes}.\n\n{s3 The driver, Bob Ely,} {c3 said} {q3 no}."
    assert [s.speaker.name for s in resolve(text)] == [None, "Tom Hill", "Bob Ely"]


TURNS = "{intro}\n\n{{s1 {a}}}{{c1 :}} {{q1 It is late.}}\n\n{{s2 {b}}}{{c2 :}} {{q2 It is not.}}\n\n{{s3 {a}}}{{c3 :}} {{q3 It was.}}"


@pytest.mark.parametrize("label", ["MODERATOR", "REPORTER", "QUESTION", "THE COURT", "UNIDENTIFIED MALE", "HOST"])
def test_a_label_that_is_a_role_names_nobody(label: str, resolve: Resolve) -> None:
    got = resolve(TURNS.format(intro="They met in Leith.", a=label, b="MORRIS"))
    assert [(s.speaker.name, s.speaker.basis) for s in got[:2]] == [
        (None, "unnamed_person"),
        ("MORRIS", "named_person"),
    ]


def test_a_label_of_three_letters_is_a_surname_unless_it_is_known_for_an_organisation(resolve: Resolve) -> None:
    got = resolve(TURNS.format(intro="They met in Leith.", a="LEE", b="BBC"))
    assert [(s.speaker.name, s.speaker.basis) for s in got[:2]] == [("LEE", "named_person"), ("BBC", "named_group")]
    got = resolve(TURNS.format(intro="Ana Lee met Tom Baker in Leith.", a="LEE", b="BAKER"))
    assert [s.speaker.name for s in got[:2]] == ["Ana Lee", "Tom Baker"]


def test_the_author_of_words_that_hold_no_word_is_told_too(resolve: Resolve) -> None:
    assert len(resolve("So I {q !}")) == 1


@pytest.mark.parametrize(
    "opening",
    ["The baker's son, Ken Roe, laughed.", "His neighbour Ken Roe laughed.", "Ken Roe was there.", "For Ken Roe, a baker, it was worse."],
)  # fmt: skip
def test_he_is_whom_his_own_paragraph_brings_on(resolve: Resolve, opening: str) -> None:
    text = f"{{q1 “It was late,”}} {{c1 said}} {{s1 Hugo Finch, the mayor}}.\n\n{opening} {{q2 “Never,”}} {{s2 he}} {{c2 said}}."
    assert [s.speaker.name for s in resolve(text)] == ["Hugo Finch", "Ken Roe"]


@pytest.mark.parametrize(
    "opening", ["He thanked Ken Roe, a baker.", "Finch met Ken Roe, a baker.", "The tram was built with Ken Roe, a baker."]
)  # fmt: skip
def test_he_is_still_the_last_speaker_where_another_is_only_spoken_of(resolve: Resolve, opening: str) -> None:
    text = f"{{q1 “It was late,”}} {{c1 said}} {{s1 Hugo Finch, the mayor}}.\n\n{opening} {{q2 “Never,”}} {{s2 he}} {{c2 said}}."
    assert [s.speaker.name for s in resolve(text)] == ["Hugo Finch", "Hugo Finch"]

"""Questions to the search, with the messages that answer them: labelled by hand after reading the chats.

The chats are of the chitchat dataset (MIT), which is installed as a package and not kept here.
"""

from dataclasses import dataclass
from typing import Final

INSOMNIA: Final = "da66eeae-0867-43f9-8c04-5cf775b0d3ca"
DESIGN: Final = "e8b1014c-3d89-468a-ae36-9377c8472825"
HEARTACHE: Final = "6c42202f-395f-4b97-bb32-1bbc2046272c"
NURSING: Final = "bea86998-bc15-4d63-8479-18efe394fc8d"
PIGS: Final = "3c2c0e3b-dd13-482f-9577-19d998fa40e5"
SPRING: Final = "cfe7d23c-f810-42ec-a93d-e0043d032d88"


@dataclass(frozen=True, slots=True)
class Question:
    """`sources` are pieces of the messages of one chat that answer it; any of them will do."""

    words: str
    chat: str
    sources: tuple[str, ...]


QUESTIONS: Final = (
    Question("who lost a bet about learning linear algebra", INSOMNIA, ("lose a bet, which means",)),
    Question("whose birthday party is it", INSOMNIA, ("friend's birthday party",)),
    Question("haunted house at Halloween", INSOMNIA, ("haunted house thing",)),
    Question("how far away does the friend live", INSOMNIA, ("forty minutes away",)),
    Question("is drawing harder than engineering", INSOMNIA, ("Like drawing!", "same amount of time in drawing")),
    Question("cannot fall asleep, mind racing in bed", INSOMNIA, ("in bed for at least an hour",)),
    Question("internship at Google", INSOMNIA, ("landing an internship with Google",)),
    Question("what is industrial design", DESIGN, ("designing of anything from clothes",)),
    Question("how did you find your major", DESIGN, ("someone I had dinner with", "I love science and art")),
    Question("dance at the wedding", DESIGN, ("vetoed the idea of dancing",)),
    Question("mother who danced ballet", DESIGN, ("My mom was a ballerina",)),
    Question("country swing and ballroom", DESIGN, ("I love country swing",)),
    Question("wants to become a mother", DESIGN, ("my goal is to be a mom",)),
    Question("who likes cooking since they are married", DESIGN, ("I love to cook, but didn't know",)),
    Question("advice for a broken heart", HEARTACHE, ("advice in getting over a broken heart",)),
    Question("graduating in computer science", HEARTACHE, ("Copmuter science!", "Should graduate in April")),
    Question("mission papers", HEARTACHE, ("working on my mission papers", "your mission papers!")),
    Question("can we use emoji here", HEARTACHE, ("allowed to use emojis",)),
    Question("applying for the nursing program", NURSING, ("want to apply in august", "in the nursing program")),
    Question("student who transferred from Weber State", NURSING, ("transfer student from Weber State",)),
    Question("marriage after meeting on Tinder", NURSING, ("got married to a guy on tinder", "guy she met on mutual")),
    Question("making a pizookie for dinner", NURSING, ("make a pizzookie later",)),
    Question("depression and anxiety rates", NURSING, ("high depression and anxiety",)),
    Question("going part-time to get better grades", NURSING, ("I went part time for one semester",)),
    Question("when do you graduate and walk", NURSING, ("I graduate in December",)),
    Question("pigs that fly", PIGS, ("checking for pigs in the sky", "oinking from the air")),
    Question("pig ate somebody's fingers", PIGS, ("one finger missing because a pig ate it",)),
    Question("how long is the chat contest open", PIGS, ("until the 15th", "how long they are going to have it going")),
    Question("teaching English to children abroad", PIGS, ("teaching english to little kids",)),
    Question("months spent in China and Taiwan", PIGS, ("about a month in Taiwan",)),
    Question("friend who campaigns in Salt Lake City", PIGS, ("campaign in SLC",)),
    Question(
        "Utah lacks diversity", PIGS, ("lack of diversity always", "with the lack of diversity", "less diversity")
    ),
    Question("renovation of the swimming pool", SPRING, ("renovating the pool", "ridiculous pool construction")),
    Question("full tuition scholarship", SPRING, ("get a full tuition scholarship",)),
    Question("favourite sports and hobbies", SPRING, ("pastimes are volleyball and music",)),
    Question("who stays for the spring term", SPRING, ("staying for the spring term",)),
    Question("tuition is too expensive", SPRING, ("Tuition kills me",)),
    Question("what would you do with power for one day", SPRING, ("If I were in power for a day", "reqrite some")),
)

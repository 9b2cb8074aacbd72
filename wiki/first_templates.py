"""The templates that Parley brings, by title."""

FIRST = {
    "Lesson learned": """\
{What did we learn, in one sentence?}

# What we set out to do

{Who wanted what, and by when.}

# What happened

{What went otherwise, how we noticed, and whom it touched.}

# Why

{What led to it. Say what is known, and what we only think.}

# What we would do now

[[recommendations]]
""",
    "Event": """\
{What is it about, and who should come?}

# When and where

{Day, time and place, how to get in, and whom to ask.}

# What we do there

{The order of the day. Who brings what.}

# Notes

{Written while it happens: who said what, and what was left open.}

# What came of it

[[recommendations]]
""",
    "Question": """\
{What do we want to know? “Ask a question” on the saved page lists it as unanswered.}

# Why we ask

{What depends on the answer, and by when it is needed.}

# What we know so far

{What was tried or read, with links.}

# What would answer it

{A number, a visit, somebody’s word.}

# What follows from it

[[recommendations]]
""",
}

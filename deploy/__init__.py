"""What an operator deploys, and the sandbox in which the bot can be tried without an account."""

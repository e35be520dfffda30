"""The sandbox's Discord: one guild, its REST API, gateway and CDN on 127.0.0.1.

Written from Discord's public documentation (API v10) and its OpenAPI description. It judges: what Discord refuses, it
refuses with the same HTTP status and error code, and every message records whom it would have notified.

Who is there: Ana (owner), Bao, Chloé and Dev, and the bot; #general, #launch, and #board, which only Ana and Dev see.
`DiscordService` in `service` is the front door; what a test or a driver may call is in `acts`, `readings`, `switches`.

Names of calls, in the log and in fault plans: the method and the path without its ids, "POST channels/messages",
"PATCH channels/messages", "POST channels/typing", "POST channels/messages/threads", "POST interactions/callback",
"PATCH webhooks/messages", "PUT applications/commands"; "GET attachments" for the CDN and "GET gw" for the gateway,
where "IDENTIFY" and "RESUME" are recorded too. The faults of its own are described in `rest.door`.
"""

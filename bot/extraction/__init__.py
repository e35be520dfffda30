"""Named facts taken out of files, each checked against the page it is said to stand on."""

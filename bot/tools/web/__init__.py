"""Pages of the web, fetched through a guard that lets nobody reach what is not public."""

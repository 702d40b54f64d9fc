"""Discord: servers, by the gateway and its REST API."""

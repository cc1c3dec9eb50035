/** Where requests go, and with which bearer token. */
record Target(String name, int port, String token) {}

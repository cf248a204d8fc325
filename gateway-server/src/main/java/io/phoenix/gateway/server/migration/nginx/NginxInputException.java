package io.phoenix.gateway.server.migration.nginx;

/** The files cannot be read as NGINX's configuration; the message says where and why, for the operator. */
public final class NginxInputException extends Exception {

    private static final long serialVersionUID = 1;

    NginxInputException(String message) {
        super(message);
    }

    NginxInputException(Place place, String message) {
        super(place + ": " + message);
    }
}

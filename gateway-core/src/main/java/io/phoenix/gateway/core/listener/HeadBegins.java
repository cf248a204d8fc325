package io.phoenix.gateway.core.listener;

/** The event that the first byte of a request came whose head is not complete. */
enum HeadBegins {
    EVENT
}

package io.phoenix.gateway.core.listener;

/**
 * The event that goes through the pipeline of every connection when its listener is drained. Whoever waits for
 * something that has not begun closes; whoever is in the middle of a request ends with its answer.
 */
enum Drain {
    BEGINS
}

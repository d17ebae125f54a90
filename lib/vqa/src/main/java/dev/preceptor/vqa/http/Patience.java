package dev.preceptor.vqa.http;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How a server is asked.
 *
 * @param timeout of one request
 * @param maxRetries further attempts after one that failed
 * @param requestsPerMinute empty for no limit
 * @param breakerFailures attempts that failed in a row after which the server counts as away
 * @param breakerPause how long no requests are then sent to it
 */
public record Patience(
    Duration timeout,
    int maxRetries,
    OptionalInt requestsPerMinute,
    int breakerFailures,
    Duration breakerPause) {}

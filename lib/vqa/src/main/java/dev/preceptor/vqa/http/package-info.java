/**
 * Asking a server of the user's: one document of JSON there, one back, bounded in time, size and
 * patience.
 *
 * <p>Everything that decides ({@link dev.preceptor.vqa.http.ServerBreaker}, {@link
 * dev.preceptor.vqa.http.RateLimiter}, {@link dev.preceptor.vqa.http.RetryDelay}) is given the time
 * and never waits itself. Must not know what is asked, nor Kafka, nor recipes.
 */
package dev.preceptor.vqa.http;

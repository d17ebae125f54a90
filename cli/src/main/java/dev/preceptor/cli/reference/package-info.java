/**
 * The pages of {@code docs/reference} that are written from the code: commands, metrics, topics,
 * environment and exit codes.
 */
package dev.preceptor.cli.reference;

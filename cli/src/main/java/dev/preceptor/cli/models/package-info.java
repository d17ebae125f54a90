/**
 * The commands that use a model once: each parses its options, calls the libraries and prints the
 * result. Must not contain the logic itself.
 */
package dev.preceptor.cli.models;

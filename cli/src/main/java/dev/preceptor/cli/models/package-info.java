/**
 * The one-off commands: each reads what it was given, calls the logic and prints. Must not know how
 * a command does what it does.
 */
package dev.preceptor.cli.models;

/**
 * The {@code preceptor} command: its list of commands, its help, its exit codes. Must not know what
 * a command does.
 */
package dev.preceptor.cli;

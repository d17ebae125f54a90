/**
 * What a person at the terminal sees while a command works, and how that person stops it. Must not
 * know what the command does.
 */
package dev.preceptor.cli.terminal;

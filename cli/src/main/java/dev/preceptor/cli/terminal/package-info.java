/**
 * Progress output on a terminal or in a log while a command runs. Must not know what the command
 * does.
 */
package dev.preceptor.cli.terminal;

/**
 * One optimizer step on scored groups from a file, offline. Knows the file's layout and what it
 * means to a trainer; must not know how commands are parsed.
 */
package dev.preceptor.training.step;

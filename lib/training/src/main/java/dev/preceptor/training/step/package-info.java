/**
 * One offline optimizer step on scored groups, demonstrations or pairs from a file. Knows the
 * layout of the file and the settings of a trainer; must not know how commands are parsed.
 */
package dev.preceptor.training.step;

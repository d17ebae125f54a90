/**
 * What a run is to do: a {@code Recipe}, how it is read from YAML and written, and the reference of
 * its keys.
 *
 * <p>Knows every key, its type, default, bounds and meaning, each declared once on the record
 * component that holds its value. Must not know what acts on a key, so names of algorithms, rewards
 * and models are taken as they are.
 */
package dev.preceptor.recipe;

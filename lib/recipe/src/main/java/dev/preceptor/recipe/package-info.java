/**
 * What a run is to do: a {@code Recipe} and how it is read from YAML.
 *
 * <p>Knows every key, its type, default and bounds. Must not know what acts on a key, so names of
 * algorithms, rewards and models are taken as they are.
 */
package dev.preceptor.recipe;

package dev.preceptor.recipe;

import java.nio.file.Path;

/**
 * A model that judges responses.
 *
 * @param name the judge's name, which is also its reward's
 * @param model Hugging Face directory
 */
public record JudgeKeys(String name, Path model) {}

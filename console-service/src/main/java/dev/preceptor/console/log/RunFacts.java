package dev.preceptor.console.log;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.schemas.Definition;

/**
 * What is known of a run once its definition was read.
 *
 * @param broker that has its topics
 * @param definition the one that counts
 * @param recipe of the definition
 */
public record RunFacts(BrokerAccess broker, Definition definition, Recipe recipe) {}

/**
 * What a recipe means, once for services and commands alike: how questions are worded, which
 * questions they are, how the trainer is set, which prompts are decoded together, which policy
 * version answers them, and which versions are measured. Pure, but for the reading of questions.
 * Must not know how a run is carried out.
 */
package dev.preceptor.run.plan;

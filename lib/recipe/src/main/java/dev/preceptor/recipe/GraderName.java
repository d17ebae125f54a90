package dev.preceptor.recipe;

/** Whose rule says whether a response is correct. */
public enum GraderName {
  PRECEPTOR,
  VISUALTHINKER,
  MEDVINT,
  MEDEVALKIT
}

package dev.preceptor.recipe;

/** What is measured of a response by a model of its own (the paper's Appendix B). */
public enum MetricName {
  SIMILARITY,
  PERPLEXITY,
  THINKING_REWARD
}

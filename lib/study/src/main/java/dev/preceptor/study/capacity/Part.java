package dev.preceptor.study.capacity;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a step's time is spent on. */
public enum Part {
  @JsonProperty("sampling")
  SAMPLING("sampling"),
  @JsonProperty("judging")
  JUDGING("judging"),
  @JsonProperty("scoring")
  SCORING("scoring and records in transit"),
  @JsonProperty("learning")
  LEARNING("learning"),
  @JsonProperty("publishing")
  PUBLISHING("publishing and committing"),
  @JsonProperty("weights")
  WEIGHTS("sending weights to the workers");

  private final String text;

  Part(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}

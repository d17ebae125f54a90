package dev.preceptor.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The command that a recipe is for. */
public enum Job {
  /** Reinforcement learning. */
  @JsonProperty("train")
  TRAIN,
  /** Supervised fine-tuning. */
  @JsonProperty("sft")
  SFT
}

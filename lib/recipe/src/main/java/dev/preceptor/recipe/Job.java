package dev.preceptor.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** The command that a recipe is for. */
public enum Job {
  /** Reinforcement learning. */
  @JsonProperty("train")
  TRAIN,
  /** Supervised fine-tuning. */
  @JsonProperty("sft")
  SFT,
  /** Direct Preference Optimization. */
  @JsonProperty("dpo")
  DPO,
  /** An evaluation of a model as it is. */
  @JsonProperty("eval")
  EVAL;

  /** Its command: {@code train}, {@code sft}, {@code dpo} or {@code eval}. */
  public String command() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it does, for messages. */
  String work() {
    return switch (this) {
      case TRAIN -> "reinforcement learning";
      case SFT -> "supervised fine-tuning";
      case DPO -> "preference training";
      case EVAL -> "evaluation";
    };
  }
}

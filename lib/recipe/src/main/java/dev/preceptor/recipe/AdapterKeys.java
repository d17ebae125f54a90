package dev.preceptor.recipe;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.List;

/** Whether a LoRA adapter is trained instead of all weights, and which. */
public record AdapterKeys(
    @Meaning(
            "Whether to train a LoRA adapter beside the weights instead of the weights. Checkpoints"
                + " then are PEFT folders that --adapter takes, and the reference policy is the model"
                + " without the adapter.")
        @Key(initial = "false", trl = "ModelConfig")
        boolean usePeft,
    @Meaning("Rank of the adapter's matrices, if use_peft.")
        @Key(initial = "16", min = 1, max = 1 << 14, trl = "ModelConfig")
        int loraR,
    @Meaning("What the adapter adds is scaled by lora_alpha divided by lora_r, if use_peft.")
        @Key(initial = "32", above = 0, max = 1 << 20, trl = "ModelConfig")
        double loraAlpha,
    @Meaning(
            "Share of an adapter's inputs that a training step leaves out at random, if use_peft."
                + " Sampling, evaluations and the reference policy leave out nothing.")
        @Key(initial = "0", min = 0, below = 1, trl = "ModelConfig")
        double loraDropout,
    @Meaning(
            "Names of the linear layers that get an adapter, such as q_proj, if use_peft; all-linear"
                + " means all of the model but its head.")
        @Key(initial = "[all-linear]", trl = "ModelConfig")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> loraTargetModules) {

  public AdapterKeys {
    Bounds.check(AdapterKeys.class, usePeft, loraR, loraAlpha, loraDropout, loraTargetModules);
    loraTargetModules = List.copyOf(loraTargetModules);
    if (loraTargetModules.isEmpty() || loraTargetModules.stream().anyMatch(String::isBlank)) {
      throw new RecipeException(
          "lora_target_modules", "names no layer; give names such as q_proj, or all-linear");
    }
  }
}

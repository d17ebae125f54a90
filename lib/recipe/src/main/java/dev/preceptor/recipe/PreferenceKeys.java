package dev.preceptor.recipe;

/** What only preference training needs. */
public record PreferenceKeys(
    @Meaning("The loss of a pair: sigmoid is that of Rafailov et al. (2023).")
        @Key(jobs = Job.DPO, initial = "sigmoid", trl = "DPOConfig")
        LossType lossType,
    @Meaning(
            "Share of pairs whose preference is taken to be the wrong way round, for data with"
                + " such noise.")
        @Key(jobs = Job.DPO, initial = "0", min = 0, below = 0.5, trl = "DPOConfig")
        double labelSmoothing) {

  public PreferenceKeys {
    Bounds.check(PreferenceKeys.class, lossType, labelSmoothing);
  }
}

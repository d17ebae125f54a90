package dev.preceptor.training.dpo;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.BatchTrainer;
import dev.preceptor.models.training.DpoTrainer;
import dev.preceptor.models.training.PreferencePair;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.TrainingPlan;
import dev.preceptor.training.tuning.Tuning;
import dev.preceptor.training.tuning.TuningData;

/**
 * Learns from pairs. The reference is the model that the run starts from: the base of an adapter,
 * which is in memory anyway, else a frozen copy of the weights.
 */
public final class PreferenceTuning implements Tuning<PreferencePair> {

  @Override
  public Job job() {
    return Job.DPO;
  }

  @Override
  public TuningData<PreferencePair> data(Recipe recipe, ModelSource model, Processor processor) {
    return new PreferenceData(recipe, model, processor);
  }

  @Override
  public BatchTrainer<PreferencePair> trainer(Recipe recipe, ModelSource start, Compute compute) {
    return new DpoTrainer(start, TrainingPlan.dpo(recipe), compute);
  }
}

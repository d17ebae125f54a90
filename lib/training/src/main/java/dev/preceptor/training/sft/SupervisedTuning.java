package dev.preceptor.training.sft;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.BatchTrainer;
import dev.preceptor.models.training.SftTrainer;
import dev.preceptor.models.training.SftTrainer.Example;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.PromptStyle;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.TrainingPlan;
import dev.preceptor.training.tuning.Tuning;
import dev.preceptor.training.tuning.TuningData;

/** Learns the answers to questions about images, or a judge's verdicts on statements. */
public final class SupervisedTuning implements Tuning<Example> {

  @Override
  public Job job() {
    return Job.SFT;
  }

  @Override
  public TuningData<Example> data(Recipe recipe, ModelSource model, Processor processor) {
    Architecture architecture = Architecture.of(model);
    return recipe.data().promptTemplate() == PromptStyle.JUDGE
        ? new StatementData(recipe, processor.tokenizer(), architecture.maxPositionEmbeddings())
        : new QuestionData(recipe, processor, architecture.eosTokenIds());
  }

  @Override
  public BatchTrainer<Example> trainer(Recipe recipe, ModelSource start, Compute compute) {
    return new SftTrainer(start, TrainingPlan.sft(recipe), compute);
  }
}

package dev.preceptor.learner;

import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.training.PolicyTrainer;
import dev.preceptor.models.training.TrainingGroup;
import java.util.List;
import java.util.Map;

/** The trainer of the models' module, as the learner sees it. */
record PolicyGradient(PolicyTrainer trainer) implements Trainer {

  @Override
  public Map<String, Double> step(List<TrainingGroup> groups, double learningRate) {
    return trainer.step(groups, learningRate).metrics();
  }

  @Override
  public MemoryModel policy() {
    return trainer.policy();
  }

  @Override
  public Map<String, HostTensor> state() {
    return trainer.state();
  }

  @Override
  public void restore(Map<String, HostTensor> state) {
    trainer.restore(state);
  }

  @Override
  public void close() {
    trainer.close();
  }
}

package dev.preceptor.learner;

import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.training.PolicyTrainer;
import dev.preceptor.models.training.Schedule;
import dev.preceptor.models.training.TrainingGroup;
import java.util.List;
import java.util.Map;

/**
 * Policy-gradient steps with a learning rate that follows the run's schedule.
 *
 * @param trainer the weights that learn
 * @param schedule the learning rate of each step
 */
record PolicyGradient(PolicyTrainer trainer, Schedule schedule) implements Trainer {

  @Override
  public Map<String, Double> step(int step, List<TrainingGroup> groups) {
    return trainer.step(groups, schedule.at(step)).metrics();
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

package dev.preceptor.kit;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.StepsOnRecord;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives every bean what the run's records can be about, and the steps that it has taken. */
@Singleton
public class RunBoundsProducer {

  @Produces
  @Singleton
  @DefaultBean
  RunBounds bounds(Recipe recipe) {
    return RunBounds.of(recipe);
  }

  @Produces
  @Singleton
  StepsOnRecord steps(RunLog log, RunBounds bounds) {
    return log.steps(bounds);
  }

  void close(@Disposes StepsOnRecord steps) {
    steps.close();
  }
}

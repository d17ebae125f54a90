package dev.preceptor.eval;

import dev.preceptor.kit.Activity;
import dev.preceptor.kit.DeadLetters;
import dev.preceptor.kit.EndCondition;
import dev.preceptor.kit.Inbound;
import dev.preceptor.kit.PolicyMeters;
import dev.preceptor.kit.RunInputs;
import dev.preceptor.kit.WorkThread;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.policy.PolicyChunks;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.exported.Awaited;
import dev.preceptor.run.plan.EvalPlan;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.runlog.StepsOnRecord;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.PolicyChunk;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Reads the policy from an anchor that serves the first version to be measured, and writes an
 * evaluation of every planned one. While one is measured the channel waits; the log keeps the rest.
 */
@ApplicationScoped
public class EvalService {

  private static final Logger LOG = Logger.getLogger(EvalService.class);

  /** Weights larger than this are refused, bytes. */
  private static final long MAX_POLICY_BYTES = 64L << 30;

  private static final String NEXT_VERSION = "the next version of the policy";

  private final WorkThread thread = new WorkThread("evaluation");
  private final Inbound<PolicyChunk> chunks;
  private final Activity activity;
  private final EvaluationWriter writer;
  private final int maxSteps;
  private volatile boolean done;
  private final PolicyMeters policyMeters;
  private final EvalMeters meters;
  private PolicyMeasure measure;
  private EvalProcessor processor;

  EvalService(
      RunInputs inputs,
      EvalPlan plan,
      Activity activity,
      DeadLetters deadLetters,
      PolicyMeters policyMeters,
      EvalMeters meters,
      RunBounds bounds,
      StepsOnRecord steps,
      EvaluationWriter writer) {
    this.activity = activity;
    this.writer = writer;
    maxSteps = plan.maxSteps();
    done = plan.first().isEmpty();
    this.policyMeters = policyMeters;
    this.meters = meters;
    chunks =
        Inbound.of(PolicyChunk.class, deadLetters)
            .checking((record, chunk) -> PolicyChunks.requireKey(record.key(), chunk))
            .checking(
                (record, chunk) ->
                    bounds.requireWeights(chunk.getVersion(), chunk.getSha256(), steps));
    thread.execute(
        () -> {
          inputs.requireMetrics();
          open(inputs.withQuestions(), plan);
          activity.waitsFor(Awaited.POLICY, NEXT_VERSION);
        });
  }

  private void open(Recipe recipe, EvalPlan plan) {
    measure = PolicyMeasure.of(recipe);
    processor =
        new EvalProcessor(
            plan,
            new PolicyAssembler(MAX_POLICY_BYTES, 0),
            measure,
            policyMeters::uses,
            System::currentTimeMillis);
  }

  /** A slice of weights. */
  @Incoming("policy")
  @Acknowledgment(Acknowledgment.Strategy.PRE_PROCESSING)
  Uni<Void> chunk(ConsumerRecord<String, byte[]> record) {
    return thread.uni(() -> take(record));
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    activity.does("reading or measuring policy version/chunk " + record.key());
    policyMeters.received(Math.max(0, record.serializedValueSize()));
    chunks.read(record, processor::accept).ifPresent(this::write);
    activity.waitsFor(Awaited.POLICY, NEXT_VERSION);
  }

  private void write(Evaluation evaluation) {
    LOG.infof("policy version %d: %s", evaluation.getPolicyVersion(), evaluation.getMetrics());
    writer.write(evaluation);
    meters.written(evaluation);
    done = done || evaluation.getPolicyVersion() == maxSteps;
  }

  /** Versions are evaluated in order, so all are once the last one is. */
  @Produces
  @Singleton
  EndCondition everyVersionIsEvaluated() {
    return () -> done;
  }

  @PreDestroy
  void stop() {
    thread.close();
    if (measure != null) {
      measure.close();
    }
  }
}

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
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.StepsOnRecord;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Topics;
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
 * Reads the policy from an anchor that serves the first version to be measured, and answers its
 * share of the questions with every planned one. While it does the channel waits; the log keeps the
 * rest.
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
  private final int maxSteps;
  private volatile boolean done;
  private final PolicyMeters policyMeters;
  private PolicyMeasure measure;
  private volatile AnswerTopic answers;
  private EvalProcessor processor;

  EvalService(
      RunInputs inputs,
      EvalPlan plan,
      EvalShare share,
      Topics topics,
      RunLog log,
      Activity activity,
      DeadLetters deadLetters,
      PolicyMeters policyMeters,
      EvalMeters meters,
      RunBounds bounds,
      StepsOnRecord steps,
      EvaluationWriter writer) {
    this.activity = activity;
    maxSteps = plan.maxSteps();
    done = plan.first().isEmpty();
    this.policyMeters = policyMeters;
    chunks =
        Inbound.of(PolicyChunk.class, deadLetters)
            .checking((record, chunk) -> PolicyChunks.requireKey(record.key(), chunk))
            .checking(
                (record, chunk) ->
                    bounds.requireWeights(chunk.getVersion(), chunk.getSha256(), steps));
    thread.execute(
        () -> {
          inputs.requireMetrics();
          answers = AnswerTopic.open(topics, log, plan, bounds, steps, writer, meters, activity);
          open(inputs.withQuestions(), plan, share);
          activity.waitsFor(Awaited.POLICY, NEXT_VERSION);
        });
  }

  private void open(Recipe recipe, EvalPlan plan, EvalShare share) {
    measure = PolicyMeasure.of(recipe);
    processor =
        new EvalProcessor(
            plan,
            new PolicyAssembler(MAX_POLICY_BYTES, 0),
            share,
            measure,
            answers,
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
    chunks.read(record, processor::accept).ifPresent(this::finished);
    activity.waitsFor(Awaited.POLICY, NEXT_VERSION);
  }

  private void finished(int version) {
    LOG.infof("policy version %d: this service's share of the questions is answered", version);
    done = done || version == maxSteps;
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
    if (answers != null) {
      answers.close();
    }
    if (measure != null) {
      measure.close();
    }
  }
}

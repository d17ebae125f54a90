package dev.preceptor.judge;

import dev.preceptor.kit.Activity;
import dev.preceptor.kit.DeadLetters;
import dev.preceptor.kit.Inbound;
import dev.preceptor.kit.NameWatch;
import dev.preceptor.kit.Outbound;
import dev.preceptor.kit.RunCompute;
import dev.preceptor.kit.Wording;
import dev.preceptor.kit.WorkThread;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.scoring.judging.JudgeModel;
import dev.preceptor.scoring.judging.JudgeProcessor;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Reads rollouts and writes what one judge says of them. A rollout counts as read once its
 * judgement is written. Where the recipe asks for no judge, it reads and says nothing.
 */
@ApplicationScoped
public class JudgeService {

  private static final Logger LOG = Logger.getLogger(JudgeService.class);

  private static final String ROLLOUTS = "rollouts";

  private final WorkThread bench = new WorkThread("judge");
  private final Inbound<Rollout> rollouts;
  private final Outbound<Judgement> judgements = Outbound.of(Judgement.class);
  private final Activity activity;
  private final MutinyEmitter<byte[]> out;
  private Optional<JudgeModel> model = Optional.empty();
  private Optional<JudgeProcessor> processor = Optional.empty();

  JudgeService(
      Recipe recipe,
      Appointment appointment,
      Activity activity,
      DeadLetters deadLetters,
      @Channel("judgements") MutinyEmitter<byte[]> out,
      @ConfigProperty(name = "preceptor.instance") String instance) {
    NameWatch.over(instance);
    this.activity = activity;
    this.out = out;
    rollouts =
        Inbound.of(Rollout.class, deadLetters)
            .checking(
                (key, rollout) -> GroupKey.require(key, rollout.getStep(), rollout.getSlot()));
    bench.execute(() -> open(recipe, appointment));
  }

  private void open(Recipe recipe, Appointment appointment) {
    model = appointment.judge().map(judge -> JudgeModel.load(judge.model(), RunCompute.of(recipe)));
    processor = model.map(loaded -> processor(recipe, appointment, loaded));
    activity.waitsFor(ROLLOUTS);
    LOG.infof(
        "%s",
        appointment
            .judge()
            .map(judge -> "judge " + judge.name() + ": " + judge.model())
            .orElse("the recipe asks for no judge"));
  }

  private static JudgeProcessor processor(
      Recipe recipe, Appointment appointment, JudgeModel model) {
    return new JudgeProcessor(
        appointment.judge().orElseThrow().name(),
        model.sha256(),
        Wording.of(recipe).completionPrefix(),
        model.judge(),
        System::currentTimeMillis);
  }

  /** A rollout. Its offset is committed once this completes. */
  @Incoming(ROLLOUTS)
  Uni<Void> rollout(ConsumerRecord<String, byte[]> record) {
    return bench.uni(() -> rollouts.read(record).ifPresent(this::judge));
  }

  private void judge(Rollout rollout) {
    activity.does("judging group %d-%d".formatted(rollout.getStep(), rollout.getSlot()));
    processor.flatMap(judge -> judge.judge(rollout)).ifPresent(this::write);
    activity.waitsFor(ROLLOUTS);
  }

  private void write(Judgement judgement) {
    String key = new GroupKey(judgement.getStep(), judgement.getSlot()).toString();
    out.sendMessageAndAwait(judgements.message(key, judgement));
  }

  @PreDestroy
  void stop() {
    bench.close();
    model.ifPresent(JudgeModel::close);
  }
}

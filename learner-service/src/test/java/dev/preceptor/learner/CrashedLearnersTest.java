package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.training.Schedule;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.policy.PolicyPublisher;
import dev.preceptor.policy.PolicyPublisher.Publication;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.exported.Awaited;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.run.sentinel.SentinelStopException;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.TrainingStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/**
 * A run's learners, one after the other, on a log and a disk that are no more than lists: killed
 * anywhere, fed in any order and with anything twice, they must leave the log of one that is never
 * killed.
 */
@Tag("slow")
class CrashedLearnersTest {

  private static final int SLOTS = 2;
  private static final int PARTITIONS = 2;

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** What survives: topics, committed offsets, checkpoints. */
  private static final class Run {
    final StepPlan plan;
    final UnitLayout layout;
    final int anchorSteps;
    final Recipe recipe;
    final Random random;
    final boolean hostile;
    final List<List<ScoredGroup>> scored = new ArrayList<>();
    final List<TrainingStep> steps = new ArrayList<>();
    final List<Prompt> prompts = new ArrayList<>();
    final List<Prompt> unanswered = new ArrayList<>();
    final List<PolicyChunk> policy = new ArrayList<>();
    final List<Integer> versions = new ArrayList<>();
    final Map<Integer, Long> offsets = new HashMap<>();
    final TreeMap<Integer, Saved> checkpoints = new TreeMap<>();
    MemoryModel last;
    String stopped = "";
    int kills;

    /** From which step on the reward and, without evaluations, the responses grow; 0 for never. */
    int growsFrom;

    Run growingFrom(int step) {
      growsFrom = step;
      return this;
    }

    record Saved(Map<String, HostTensor> state, Map<Integer, Long> nextOffsets) {}

    Run(StepPlan plan, boolean fillIn, int anchorSteps, int kills, Random random) {
      this(plan, fillIn, anchorSteps, Fakes.recipe("sentinel=warn"), kills, random);
    }

    Run(StepPlan plan, boolean fillIn, int anchorSteps, Recipe recipe, int kills, Random random) {
      this.plan = plan;
      this.recipe = recipe;
      layout = new UnitLayout(SLOTS, 1, fillIn);
      this.anchorSteps = anchorSteps;
      this.kills = kills;
      this.random = random;
      this.hostile = kills > 0;
      for (int i = 0; i < PARTITIONS; i++) {
        scored.add(new ArrayList<>());
      }
    }

    Run finish() {
      while (steps.size() < plan.maxSteps()) {
        try {
          new Incarnation(this).work();
        } catch (Killed e) {
          kills--;
        } catch (SentinelStopException e) {
          stopped = e.getMessage();
          return this;
        }
      }
      return this;
    }

    /** The evaluations that are there: those of the steps taken, but for the newest ones. */
    List<Evaluation> evaluations() {
      int behind = hostile ? random.nextInt(15) : 0;
      return IntStream.rangeClosed(0, Math.max(0, steps.size() - behind))
          .filter(version -> version % 10 == 0)
          .mapToObj(
              version ->
                  Evaluation.newBuilder()
                      .setPolicyVersion(version)
                      .setMetrics(Map.of("accuracy", version < 20 ? 0.8 : 0.5, "n", 200.0))
                      .setResults(List.of())
                      .setTimestampMillis(0)
                      .build())
          .toList();
    }

    /** A moment at which a process can be killed. */
    void moment() {
      if (kills > 0 && random.nextInt(12) == 0) {
        throw new Killed();
      }
    }

    void issue(List<Prompt> issued) {
      prompts.addAll(issued);
      unanswered.addAll(issued);
    }

    /** What {@code LearnerLog} finds of the prompts, which lie in partitions by their units. */
    IssuedPrompts issued() {
      List<Prompt> last = new ArrayList<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        List<Prompt> tail = new ArrayList<>();
        for (Prompt prompt : prompts) {
          if (layout.unitOf(prompt.getSlot()) % PARTITIONS == partition) {
            if (!layout.isSpare(prompt.getSlot())) {
              tail.clear();
            }
            tail.add(prompt);
          }
        }
        last.addAll(tail);
      }
      return IssuedPrompts.of(last, layout);
    }

    void publish(Publication publication) {
      versions.add(publication.version());
      publication.chunks().forEachRemaining(policy::add);
    }

    /** Somebody scores one of the groups that are asked for; now and then one twice. */
    void score() {
      int which = hostile ? random.nextInt(unanswered.size()) : 0;
      Prompt prompt = unanswered.remove(which);
      ScoredGroup group = groupOf(prompt.getStep(), prompt.getSlot());
      List<ScoredGroup> partition = scored.get(prompt.getSlot() % PARTITIONS);
      partition.add(group);
      if (hostile && random.nextInt(4) == 0) {
        partition.add(group);
      }
    }

    private ScoredGroup groupOf(int step, int slot) {
      return growsFrom > 0 ? grown(step, slot) : group(step, slot);
    }

    private ScoredGroup grown(int step, int slot) {
      boolean grown = step >= growsFrom;
      return Fakes.groupOfLength(
          step,
          slot,
          grown && recipe.evaluation().evalSteps() == 0 ? 50 : 10 + step % 2,
          grown ? 5 : 0.1 * (step % 2));
    }

    private static ScoredGroup group(int step, int slot) {
      int kind = (7 * step + 3 * slot) % 5;
      return kind == 0
          ? Fakes.failed(step, slot, "broken")
          : Fakes.group(step, slot, kind, step % 3, slot);
    }
  }

  /** One learner from its start to its end or death. */
  private static final class Incarnation implements LearnerLoop.Outlet {
    private final Run run;
    private final Fakes.OneWeight trainer = new Fakes.OneWeight();
    private final SentinelWatch sentinel;
    private final LearnerLoop loop;
    private final long[] begin = new long[PARTITIONS];
    private long[] next;

    Incarnation(Run run) {
      this.run = run;
      sentinel = new SentinelWatch(run.recipe);
      CommittedSteps committed = new CommittedSteps(run.steps, sentinel.metrics());
      sentinel.recall(committed);
      var checkpoint = Optional.ofNullable(run.checkpoints.floorEntry(committed.last()));
      int trained = checkpoint.map(Map.Entry::getKey).orElse(0);
      checkpoint.ifPresent(
          saved -> {
            trainer.restore(saved.getValue().state());
            saved.getValue().nextOffsets().forEach((p, offset) -> begin[p] = offset);
          });
      next = begin.clone();
      Learner learner =
          new Learner(
              run.plan,
              run.layout,
              Fakes.issuer(run.plan, run.layout),
              trainer,
              new Schedule(Schedule.Kind.LINEAR, 1, 0, run.plan.maxSteps()),
              committed,
              trained,
              new PolicyPublisher(run.anchorSteps),
              version -> Optional.empty(),
              new KeptHistory(0, 1, () -> 0),
              sentinel,
              new Stopwatch(() -> 0, () -> 0));
      IssuedPrompts issued = run.issued();
      loop =
          new LearnerLoop(
              run.plan,
              run.layout,
              learner,
              trained,
              new Spares(committed.last(), issued.spares()),
              sentinel,
              this);
      loop.open(issued.lastStep());
    }

    void work() {
      while (loop.nextStep() <= run.plan.maxSteps()) {
        run.moment();
        if (run.hostile && run.random.nextInt(20) == 0) {
          next = begin.clone(); // the partitions were taken away and given back
        }
        read();
      }
    }

    private void read() {
      int first = run.hostile ? run.random.nextInt(PARTITIONS) : 0;
      for (int i = 0; i < PARTITIONS; i++) {
        int partition = (first + i) % PARTITIONS;
        if (next[partition] < run.scored.get(partition).size()) {
          long offset = next[partition]++;
          ScoredGroup group = run.scored.get(partition).get((int) offset);
          loop.receive(group, new LogPosition(partition, offset));
          return;
        }
      }
      run.score();
    }

    @Override
    public void commit(Opening opening) {
      run.moment();
      opening.policy().ifPresent(run::publish);
      run.issue(opening.prompts());
      run.moment();
    }

    @Override
    public void commit(StepResult result) {
      run.moment();
      run.publish(result.publication());
      run.steps.add(result.record());
      run.issue(result.prompts());
      run.offsets.putAll(result.reached().nextOffsets());
      run.last = result.reached().policy();
      run.moment();
    }

    @Override
    public boolean save(ReachedStep reached) {
      run.moment();
      run.checkpoints.put(reached.step(), new Run.Saved(trainer.state(), reached.nextOffsets()));
      run.moment();
      return true;
    }

    @Override
    public void does(String what) {
      run.moment();
    }

    @Override
    public void pause() {}

    @Override
    public boolean hears(int version) {
      run.moment();
      List<Evaluation> there = run.evaluations();
      there.forEach(sentinel::heard);
      return there.stream().anyMatch(each -> each.getPolicyVersion() == version);
    }

    @Override
    public void countDuplicate() {}

    @Override
    public void waitsFor(Awaited awaited, String what) {}
  }

  @Property(tries = 150)
  void whateverHappensTheLogIsThatOfOneLearner(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 8) int steps,
      @ForAll boolean fillIn,
      @ForAll @IntRange(max = 2) int staleness,
      @ForAll @IntRange(min = 1, max = 4) int saveSteps,
      @ForAll @IntRange(min = 1, max = 5) int anchorSteps,
      @ForAll @IntRange(min = 1, max = 8) int kills) {
    StepPlan plan = new StepPlan(steps, staleness, saveSteps);
    Run baseline = new Run(plan, fillIn, anchorSteps, 0, new Random(seed)).finish();
    Run run = new Run(plan, fillIn, anchorSteps, kills, new Random(seed)).finish();

    List<Integer> all = IntStream.rangeClosed(1, steps).boxed().toList();
    assertThat(run.steps).extracting(TrainingStep::getStep).isEqualTo(all);
    assertThat(run.steps)
        .extracting(TrainingStep::getPolicySha256)
        .isEqualTo(baseline.steps.stream().map(TrainingStep::getPolicySha256).toList());
    assertThat(run.steps)
        .extracting(step -> step.getMetrics().get("num_tokens"))
        .isEqualTo(
            baseline.steps.stream().map(step -> step.getMetrics().get("num_tokens")).toList());
    assertThat(run.steps)
        .extracting(TrainingStep::getGroups)
        .isEqualTo(baseline.steps.stream().map(TrainingStep::getGroups).toList());
    assertThat(run.prompts).isEqualTo(baseline.prompts);
    assertThat(run.versions)
        .containsExactlyElementsOf(IntStream.rangeClosed(0, steps).boxed().toList());
    assertThat(run.policy).isEqualTo(baseline.policy);
    PolicyAssembler reader = new PolicyAssembler(1 << 20, 0);
    run.policy.forEach(reader::accept);
    assertThat(reader.at(steps).weights().tensor("w").data())
        .isEqualTo(run.last.tensor("w").data());
    assertThat(neededBeyondOffsets(run)).isEmpty();
  }

  @Property(tries = 20)
  void aRunThatItsSentinelEndsEndsAfterTheSameStepHoweverOftenItIsKilled(
      @ForAll long seed,
      @ForAll @IntRange(max = 1) int staleness,
      @ForAll @IntRange(min = 1, max = 9) int saveSteps,
      @ForAll boolean byEvaluation,
      @ForAll @IntRange(min = 1, max = 12) int kills) {
    StepPlan plan = new StepPlan(60, staleness, saveSteps);
    Recipe recipe =
        Fakes.recipe("sentinel=stop", "max_steps=60", "eval_steps=" + (byEvaluation ? 10 : 0));
    Run baseline = new Run(plan, false, 5, recipe, 0, new Random(seed)).growingFrom(25).finish();
    Run run = new Run(plan, false, 5, recipe, kills, new Random(seed)).growingFrom(25).finish();

    int last = byEvaluation ? 50 : 31;
    assertThat(baseline.stopped)
        .startsWith("the sentinel ended the run after step %d: ".formatted(last));
    assertThat(run.stopped)
        .startsWith("the sentinel ended the run after step %d: ".formatted(last));
    assertThat(baseline.steps).hasSize(last);
    assertThat(run.steps)
        .extracting(TrainingStep::getPolicySha256)
        .isEqualTo(baseline.steps.stream().map(TrainingStep::getPolicySha256).toList());
    assertThat(run.steps)
        .extracting(step -> step.getMetrics().get("sentinel/length_drift"))
        .isEqualTo(
            baseline.steps.stream()
                .map(step -> step.getMetrics().get("sentinel/length_drift"))
                .toList());
    assertThat(run.steps.get(last - 1).getMetrics()).containsEntry("sentinel/stopped", 1.0);
    assertThat(run.checkpoints).containsKey(last);
  }

  /** Groups that were committed as done with before their step was trained. */
  private static Set<String> neededBeyondOffsets(Run run) {
    Set<String> passed = new HashSet<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      long offset = run.offsets.getOrDefault(partition, 0L);
      for (ScoredGroup group : run.scored.get(partition).subList(0, (int) offset)) {
        if (group.getStep() > run.steps.size()) {
          passed.add(new GroupKey(group.getStep(), group.getSlot()).toString());
        }
      }
    }
    return passed;
  }
}

package dev.preceptor.reward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Quorum;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import dev.preceptor.scoring.GroupScoring;
import dev.preceptor.scoring.GroupState;
import dev.preceptor.scoring.GroupState.Waiting;
import dev.preceptor.scoring.RewardAssembly;
import dev.preceptor.scoring.Transition;
import dev.preceptor.testkit.Groups;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * A group's life as the service leads it: events in any order, some of them twice, ticks between
 * them, and restarts, after each of which only what was stored is left.
 */
class WaitingGroupsPropertyTest {

  private static final long DEADLINE_MILLIS = 60_000;
  private static final List<String> JUDGES = List.of("a", "b", "c");
  private static final String TEXT = "<think>Right.</think>\n<answer>B</answer>";
  private static final Rollout ROLLOUT = Groups.rollout(3, 1, TEXT, "B");

  private static final Map<Quorum, Service> SERVICES =
      Stream.of(Quorum.values()).collect(Collectors.toMap(quorum -> quorum, Service::of));

  private final WaitingSerde serde = new WaitingSerde();

  private record Service(RewardAssembly assembly, GroupScoring scoring) {

    static Service of(Quorum quorum) {
      var recipe =
          RecipeReader.parse(
              "test",
              """
              model: tiny
              phantom: {}
              num_generations: 2
              rewards:
                - {name: format}
                - {name: semantic, weight: 2, judges: [a, b, c], quorum: %s}
                - {name: a, weight: 3}
              judges: [{name: a, model: m}, {name: b, model: m}, {name: c, model: m}, {name: x, model: m}]
              judge_deadline_seconds: 60
              """
                  .formatted(quorum.name().toLowerCase(Locale.ROOT)),
              Job.TRAIN);
      return new Service(RewardAssembly.of(recipe), GroupScoring.of(recipe));
    }
  }

  /** Something that happens to a group at a moment. */
  private interface Event {
    Transition happen(RewardAssembly assembly, GroupState state, long nowMillis);
  }

  private static Event sampled() {
    return (assembly, state, now) -> assembly.sampled(state, ROLLOUT, now);
  }

  private static Event judged(Judgement judgement) {
    return (assembly, state, now) -> assembly.judged(state, judgement);
  }

  private static Event tick() {
    return (assembly, state, now) -> assembly.tick(state, now);
  }

  private static Map<String, Judgement> judgements(List<VerdictKind> kinds) {
    Map<String, Judgement> judgements = new TreeMap<>();
    for (int i = 0; i < JUDGES.size(); i++) {
      Verdict first = Groups.verdict(kinds.get(2 * i), "why");
      Verdict second = Groups.verdict(kinds.get(2 * i + 1), "");
      judgements.put(JUDGES.get(i), Groups.judgement(JUDGES.get(i), 3, 1, first, second));
    }
    return judgements;
  }

  private static List<Event> events(Map<String, Judgement> judgements, int copies, Random random) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < copies; i++) {
      events.addAll(List.of(sampled(), tick(), judged(Groups.judgement("x", 3, 1, Groups.NO))));
      judgements.values().forEach(judgement -> events.add(judged(judgement)));
    }
    Collections.shuffle(events, random);
    return events;
  }

  /** What leaves; before each event the service may have been started again. */
  private List<ScoredGroup> live(
      Service service, List<Event> events, long millisBetween, Random restarts) {
    List<ScoredGroup> out = new ArrayList<>();
    GroupState state = GroupState.UNSEEN;
    long now = 1_000;
    for (Event event : events) {
      if (restarts.nextBoolean()) {
        state = restored(state);
      }
      now += millisBetween;
      Transition transition = event.happen(service.assembly(), state, now);
      state = transition.state();
      transition.output().ifPresent(out::add);
    }
    return out;
  }

  private GroupState restored(GroupState state) {
    if (state instanceof Waiting waiting) {
      byte[] stored = serde.serializer().serialize("topic", waiting);
      Waiting back = serde.deserializer().deserialize("topic", stored);
      assertThat(back).isEqualTo(waiting);
      return back;
    }
    return state;
  }

  @Property(tries = 500)
  void withoutADeadlineWhatLeavesDependsOnTheVerdictsAlone(
      @ForAll Quorum quorum,
      @ForAll @Size(6) List<VerdictKind> kinds,
      @ForAll @IntRange(min = 1, max = 3) int copies,
      @ForAll Random random) {
    Service service = SERVICES.get(quorum);
    Map<String, Judgement> judgements = judgements(kinds);
    List<ScoredGroup> out = live(service, events(judgements, copies, random), 1, random);
    assertThat(out).hasSize(1);
    List<Event> plain = new ArrayList<>(List.of(sampled()));
    judgements.values().forEach(judgement -> plain.add(judged(judgement)));
    assertThat(out).isEqualTo(live(service, plain, 0, new Random(0)));
    assertThat(out.get(0).getDeadlineMillis()).isNull();
    assertThat(service.scoring().repeat(out.get(0), ROLLOUT, judgements)).isEqualTo(out.get(0));
  }

  @Property(tries = 500)
  void whateverIsLateOneGroupLeavesAndNoFailureBecomesAZero(
      @ForAll Quorum quorum,
      @ForAll @Size(6) List<VerdictKind> kinds,
      @ForAll @IntRange(min = 1, max = 30_000) int millisBetween,
      @ForAll Random random) {
    Service service = SERVICES.get(quorum);
    Map<String, Judgement> judgements = judgements(kinds);
    List<Event> events = events(judgements, 2, random);
    events.add((assembly, state, now) -> assembly.tick(state, now + DEADLINE_MILLIS));
    List<ScoredGroup> out = live(service, events, millisBetween, random);
    assertThat(out).hasSize(1);
    ScoredGroup group = out.get(0);
    // Only the late are missing, so scoring again by the record repeats the decision exactly.
    assertThat(service.scoring().repeat(group, ROLLOUT, judgements)).isEqualTo(group);
    assertThat(group.getDeadlineMillis() == null)
        .isEqualTo(GroupScoring.lateJudges(group).isEmpty());
    requireEveryZeroFromAWord(quorum, group, judgements);
  }

  /** A judged 0 needs as many real noes as the quorum takes to decide it. */
  private static void requireEveryZeroFromAWord(
      Quorum quorum, ScoredGroup group, Map<String, Judgement> judgements) {
    for (int i = 0; i < group.getResponses().size(); i++) {
      ScoredResponse response = group.getResponses().get(i);
      int noes = 0;
      for (String judge : JUDGES) {
        boolean heard = !GroupScoring.lateJudges(group).contains(judge);
        noes +=
            heard && judgements.get(judge).getVerdicts().get(i).getKind() == VerdictKind.no ? 1 : 0;
      }
      int needed =
          switch (quorum) {
            case ALL -> 1;
            case MAJORITY -> 2;
            case ANY, MEAN -> JUDGES.size();
          };
      Reward semantic = response.getRewards().get(1);
      if (semantic.getValue() != null && semantic.getValue() == 0) {
        assertThat(noes).as(semantic.getWhy()).isGreaterThanOrEqualTo(needed);
      }
      Reward alone = response.getRewards().get(2);
      if (alone.getValue() != null && alone.getValue() == 0) {
        assertThat(judgements.get("a").getVerdicts().get(i).getKind()).isEqualTo(VerdictKind.no);
      }
    }
  }
}

package dev.preceptor.history.rescore;

import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RecordValue;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import dev.preceptor.schemas.VerdictKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds verdicts that judges have given before, in the run or for an earlier rescore, under any
 * name: a judge with the same hash need not be asked again. Judgements with an unscorable response
 * are repeated, since that may have been a transient failure.
 */
final class KnownVerdicts {

  private final List<RescoreJudge> judges;
  private final Consumer<Judgement> found;

  private KnownVerdicts(List<RescoreJudge> judges, Consumer<Judgement> found) {
    this.judges = judges;
    this.found = found;
  }

  /**
   * Finds judgements.
   *
   * @param found receives each judgement that one of the judges would give, under that judge's name
   */
  static void read(
      BrokerAccess broker, Topics topics, List<RescoreJudge> judges, Consumer<Judgement> found) {
    List<String> all = new ArrayList<>(List.of(topics.judgements()));
    all.addAll(topics.judgementsOfRescores(new RunTopics(broker, topics).names()));
    var known = new KnownVerdicts(judges, found);
    RunLog.at(broker, topics).replay(all, known::enter);
  }

  private void enter(RunEvent event) {
    if (event instanceof RunEvent.Judged judged) {
      enter(judged.key(), judged.value());
    } else if (event instanceof RunEvent.JudgedAgain judged) {
      enter(judged.key(), judged.value());
    }
  }

  private void enter(String key, RecordValue<Judgement> value) {
    try {
      Judgement judgement = value.get();
      GroupKey.require(key, judgement.getStep(), judgement.getSlot());
      if (judgement.getVerdicts().stream().noneMatch(v -> v.getKind() == VerdictKind.unscorable)) {
        judges.stream()
            .filter(judge -> judge.sha256().equals(judgement.getJudgeHash()))
            .map(judge -> Judgement.newBuilder(judgement).setJudge(judge.name()).build())
            .forEach(found);
      }
    } catch (UnreadableRecordException e) {
      return; // not a judgement
    }
  }
}

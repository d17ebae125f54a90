package dev.preceptor.history.ledger;

import static dev.preceptor.history.ledger.RecordedRun.SLOTS;
import static dev.preceptor.history.ledger.RecordedRun.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.history.ledger.RecordedRun.Line;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Properties of the ledger for any order, repetition and loss of entries. */
@Tag("slow")
class LedgerPropertyTest {

  private static final List<String> REDELIVERED = List.of(TOPICS.rollouts(), TOPICS.judgements());

  @Property(tries = 100)
  void entriesInAnyOrderAndReadTwiceGiveTheSameReport(
      @ForAll long seed, @ForAll @Size(max = 5) List<@IntRange(max = 200) Integer> lost) {
    var run = RecordedRun.of(3);
    lost.forEach(number -> run.lines().remove(number % run.lines().size()));
    var entries = new ArrayList<>(run.entries());
    var expected = run.report(entries);
    var random = new Random(seed);
    for (int i = 0; i < 10; i++) {
      entries.add(entries.get(random.nextInt(entries.size())));
    }
    Collections.shuffle(entries, random);
    assertThat(run.report(entries)).isEqualTo(expected);
  }

  @Property(tries = 100)
  void redeliveredRecordsNeverCountTwice(
      @ForAll @Size(max = 30) List<@IntRange(max = 500) Integer> redelivered) {
    var run = RecordedRun.of(3);
    var candidates =
        run.lines().stream().filter(line -> REDELIVERED.contains(line.place().topic())).toList();
    redelivered.forEach(number -> run.repeat(candidates.get(number % candidates.size())));
    var report = run.report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.trained()).isEqualTo(3 * SLOTS);
    assertThat(report.resampled() + report.rejudged()).isEqualTo(redelivered.size());
  }

  @Property(tries = 100)
  void everyLossIsDetected(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 500) Integer> lost) {
    var run = RecordedRun.of(3).ended(3, RecordedRun.sha256(3));
    run.committedBeforeTheNextStep().forEach(run::with);
    var records =
        new ArrayList<>(run.lines().stream().filter(line -> !line.key().startsWith("4-")).toList());
    for (int number : lost) {
      run.drop(records.remove(number % records.size()));
    }
    assertThat(run.report().ok()).isFalse();
  }

  @Property(tries = 200)
  void everyIssuedGroupIsCountedOnce(@ForAll long seed, @ForAll @IntRange(max = 20) int changes) {
    var run = RecordedRun.of(3);
    var random = new Random(seed);
    for (int i = 0; i < changes; i++) {
      tamper(run, random);
    }
    var ledger = new Ledger(TOPICS, RecordedRun.RECIPE);
    run.entries().forEach(ledger::enter);
    var report = ledger.report(run.facts());
    long open =
        ledger.lives().values().stream()
            .filter(life -> !life.ended() && life.group().step() <= ledger.lastStep())
            .count();
    assertThat(report.trained() + report.skipped() + report.failed() + report.inFlight() + open)
        .isEqualTo(report.issued());
    assertThat(report.missing()).isGreaterThanOrEqualTo(open);
  }

  private static void tamper(RecordedRun run, Random random) {
    var lines = run.lines();
    Line line = lines.get(random.nextInt(lines.size()));
    Line other = lines.get(random.nextInt(lines.size()));
    switch (random.nextInt(4)) {
      case 0 -> run.drop(line);
      case 1 -> run.repeat(line);
      case 2 -> run.swap(line, other, random.nextBoolean());
      default -> {
        byte[] value = line.value().clone();
        value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
        run.replace(line, value);
      }
    }
  }
}

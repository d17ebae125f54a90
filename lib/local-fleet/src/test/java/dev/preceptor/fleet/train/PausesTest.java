package dev.preceptor.fleet.train;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.preceptor.broker.LoopbackPorts;
import dev.preceptor.fleet.broker.BrokerPorts;
import dev.preceptor.fleet.broker.BrokerWatch;
import dev.preceptor.fleet.broker.LocalBroker;
import dev.preceptor.run.DiskGate;
import dev.preceptor.run.RunDisks;
import dev.preceptor.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
@Timeout(180)
class PausesTest {

  private static final long MEGABYTE = 1 << 20;

  @TempDir Path runs;

  private final ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();
  private final AtomicLong free = new AtomicLong(1000 * MEGABYTE);

  @Test
  void aFullDiskHoldsTheBrokerUntilThereIsSpace() throws Exception {
    var run = new RunFolder(runs, "mine");
    Files.createDirectory(run.path());
    int port = LoopbackPorts.free();
    try (var broker = LocalBroker.start(run, BrokerPorts.at(port), line -> {});
        var watch = BrokerWatch.of(broker.bootstrapServers())) {
      var pauses = pauses(watch, Optional.of(broker), run);
      assertThat(pauses.check()).isEmpty();

      free.set(20 * MEGABYTE);
      assertThat(pauses.check()).hasValueSatisfying(wait -> assertThat(wait).contains("disk"));
      assertThat(LoopbackPorts.isOpen(port)).isFalse();
      free.set(100 * MEGABYTE);
      assertThat(pauses.check()).as("too little space to continue").isPresent();
      assertThat(messages)
          .containsExactly(
              "paused: the disk of %s is full (20 MB free); free 140 MB more and the run continues by itself"
                  .formatted(run.path()));

      messages.clear();
      free.set(160 * MEGABYTE);
      await()
          .atMost(1, MINUTES)
          .until(() -> pauses.check().isEmpty() && LoopbackPorts.isOpen(port));
      assertThat(messages).first().isEqualTo("continuing: 160 MB free again");
    }
  }

  @Test
  void theDiskOfAnotherBrokerIsNotWatched() throws Exception {
    var run = new RunFolder(runs, "mine");
    Files.createDirectory(run.path());
    try (var broker = LocalBroker.start(run, BrokerPorts.free(), line -> {});
        var watch = BrokerWatch.of(broker.bootstrapServers())) {
      free.set(0);
      assertThat(pauses(watch, Optional.empty(), run).check()).isEmpty();
    }
  }

  private Pauses pauses(BrokerWatch watch, Optional<LocalBroker> broker, RunFolder run) {
    return new Pauses(
        watch,
        broker,
        new DiskGate(64 * MEGABYTE, 160 * MEGABYTE),
        () -> new RunDisks.Disk(run.path(), free.get()),
        messages::add);
  }
}

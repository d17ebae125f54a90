package dev.preceptor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFolderTest {

  private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 2, 3, 4, 5);

  @TempDir Path runs;

  @ParameterizedTest
  @ValueSource(strings = {"quickstart.yaml", "a b.yml", "..yaml", "ä.yaml", "x.tar.yaml"})
  void everyDefaultNameIsAValidRunName(String recipe) {
    var name = RunFolder.defaultName(Path.of("recipes", recipe), NOW);
    assertThat(new RunFolder(runs, name).path()).hasParentRaw(runs);
    assertThat(name).endsWith("-20260102-030405");
  }

  @Test
  void theDefaultNameContainsTheRecipesName() {
    assertThat(RunFolder.defaultName(Path.of("recipes/quickstart.yaml"), NOW))
        .isEqualTo("quickstart-20260102-030405");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a.b", "-x", "a b"})
  void namesThatLeaveTheFolderOrAreInvalidInTopicsAreRejected(String name) {
    assertThatThrownBy(() -> new RunFolder(runs, name)).isInstanceOf(InputException.class);
  }

  @Test
  void onlyOneProcessAtATimeHoldsARunsLock() throws Exception {
    var run = new RunFolder(runs, "mine");
    Files.createDirectory(run.path());
    var lock = RunLock.take(run);
    assertThatThrownBy(() -> RunLock.take(run))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("run mine");
    lock.close();
    RunLock.take(run).close();
  }

  @Test
  void aLockIsReleasedWhenItsWorkEndsOrFails() throws Exception {
    var run = new RunFolder(runs, "mine");
    Files.createDirectory(run.path());
    assertThatThrownBy(
            () ->
                RunLock.holding(
                    run,
                    () -> {
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(CompletableFuture.supplyAsync(() -> RunLock.holding(run, () -> 7)).get())
        .isEqualTo(7);
  }

  @Test
  void theBrokersAddressIsReadBackAndAnIncompleteFileIsIgnored() throws Exception {
    var run = new RunFolder(runs, "mine");
    Files.createDirectory(run.path());
    assertThat(BrokerAddress.read(run)).isEmpty();
    var address = new BrokerAddress("127.0.0.1:9092", true);
    address.write(run);
    assertThat(BrokerAddress.read(run)).contains(address);
    Files.writeString(run.broker(), "{\"bootstrap");
    assertThat(BrokerAddress.read(run)).isEmpty();
  }
}

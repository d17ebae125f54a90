package dev.preceptor.fleet.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.broker.BrokerUsers;
import dev.preceptor.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSecretsTest {

  @TempDir private Path runs;

  private RunFolder run(String name) throws IOException {
    var run = new RunFolder(runs, name);
    Files.createDirectories(run.path());
    return run;
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /** A password follows neither from a name nor from what the run had before. */
  @Test
  void everyUserOfEveryRunHasAPasswordOfItsOwn() throws IOException {
    List<String> passwords = new ArrayList<>();
    for (var name : List.of("one", "two")) {
      passwords.addAll(RunSecrets.of(run(name)).users().passwords().values());
    }
    Files.delete(RunSecrets.users(run("one").secrets()));
    passwords.addAll(RunSecrets.of(run("one")).users().passwords().values());
    assertThat(passwords).hasSize(9).doesNotHaveDuplicates();
    assertThat(passwords)
        .allSatisfy(each -> assertThat(Base64.getUrlDecoder().decode(each)).hasSize(32));
  }

  @Test
  void onlyTheOwnerMayReadThemAlsoWhereOthersCouldBefore() throws IOException {
    var run = run("mine");
    Files.createDirectory(run.secrets());
    Files.setPosixFilePermissions(run.secrets(), PosixFilePermissions.fromString("rwxr-xr-x"));
    for (var file : List.of(RunSecrets.users(run.secrets()), run.kafkaLogin())) {
      Files.writeString(file, BrokerUsers.OPERATOR + "=kept\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
    var secrets = RunSecrets.of(run);
    assertThat(secrets.users().passwords()).containsEntry(BrokerUsers.OPERATOR, "kept");
    assertThat(mode(run.secrets())).isEqualTo("rwx------");
    assertThat(mode(secrets.file())).isEqualTo("rw-------");
    assertThat(mode(run.kafkaLogin())).isEqualTo("rw-------");
    assertThat(mode(secrets.certificate("gpu1.test"))).isEqualTo("rw-------");
  }

  @Test
  void whatARunHasStays() throws IOException {
    var run = run("mine");
    Map<String, String> before = RunSecrets.of(run).users().passwords();
    assertThat(RunSecrets.of(run).users().passwords()).isEqualTo(before);
    assertThat(BrokerUsers.read(RunSecrets.users(run.secrets())).passwords()).isEqualTo(before);
  }
}

package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.cli.options.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreceptorTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          trian              | preceptor: Unmatched argument at index 0: 'trian'; did you mean train?; see preceptor --help
          train --stepps 3   | preceptor train: Unknown option: '--stepps'; did you mean --steps?; see preceptor train --help
          train --steps many | preceptor train: Invalid value for option '--steps': 'many' is not an int; see preceptor train --help
          join mine --workers 0    | preceptor join: --workers 0 is out of range; use 1 to 64
          join mine --judge sound  | preceptor join: --judge sound applies only to judge workers; add --service judge
          join mine --service eval | preceptor join: Invalid value for option '--service': expected one of [rollout, judge] (case-insensitive) but was 'eval'; see preceptor join --help
          audit              | preceptor audit: Missing required parameter: 'RUN'; see preceptor audit --help
          """)
  void aMistypedCommandIsReportedInOneLine(String arguments, String line) {
    assertThat(execute(arguments.split(" "))).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).isEqualTo(line + System.lineSeparator());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aMissingRunIsReported() {
    assertThat(execute("audit", "nowhere", "--runs-dir", folder.toString()))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString())
        .isEqualTo(
            "preceptor audit: run nowhere: no such run in " + folder + System.lineSeparator());
  }

  @Test
  void anInvalidRunNameIsRejected() {
    assertThat(execute("audit", "../etc", "--runs-dir", folder.toString()))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("'../etc'").hasLineCount(1);
  }

  @Test
  void aRunNameInUseIsRejectedAndTheRunIsUnchanged() throws Exception {
    Files.createDirectory(folder.resolve("mine"));
    assertThat(execute("train", "--run", "mine", "--runs-dir", folder.toString()))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString())
        .isEqualTo(
            "preceptor train: --run mine: this run exists; add --resume to resume it,"
                + " or choose another name"
                + System.lineSeparator());
    assertThat(folder.resolve("mine")).isEmptyDirectory();
  }

  @Test
  void anUnknownRecipeKeyIsReportedAndNothingIsCreated() throws Exception {
    var recipe = Files.writeString(folder.resolve("mine.yaml"), "learning_rat: 1\n");
    var runs = folder.resolve("runs");
    assertThat(execute("train", recipe.toString(), "--runs-dir", runs.toString()))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("learning_rat", "learning_rate").hasLineCount(1);
    assertThat(runs).doesNotExist();
  }

  @Test
  void resumingNeedsTheNameOfARun() {
    assertThat(execute("train", "--resume", "--runs-dir", folder.toString()))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("--run NAME").hasLineCount(1);
  }

  @Test
  void portAndBootstrapServersCannotBeCombined() {
    assertThat(
            execute(
                "train",
                "--port",
                "9092",
                "--bootstrap-servers",
                "localhost:9092",
                "--runs-dir",
                folder.toString()))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("9092").hasLineCount(1);
  }

  @Test
  void theHelpShowsEveryCommandUnderItsGroup() {
    assertThat(execute("--help")).isEqualTo(ExitCode.SUCCESS);
    for (var group : Preceptor.COMMANDS) {
      assertThat(out.toString()).contains(group.title());
    }
    assertThat(out.toString()).containsPattern("(?m)^  train +Fine-tunes a policy");
    assertThat(out.toString()).contains("Examples");
  }

  @Test
  void everyCommandHasHelpWithExamples() {
    var commands = Preceptor.commandLine().getSubcommands().keySet();
    assertThat(commands).contains("train", "audit");
    for (var command : commands) {
      out.getBuffer().setLength(0);
      assertThat(execute(command, "--help")).as(command).isEqualTo(ExitCode.SUCCESS);
      assertThat(out.toString()).as(command).contains("Examples", "preceptor " + command);
    }
  }

  @Test
  void theVersionIsTheProjects() {
    assertThat(execute("--version")).isEqualTo(ExitCode.SUCCESS);
    assertThat(out.toString()).matches("(?s)preceptor \\d+\\.\\d+\\.\\d+.*Java \\d+.*");
  }

  private int execute(String... arguments) {
    return Preceptor.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}

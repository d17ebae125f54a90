package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.InputException;
import dev.preceptor.store.StoredInputs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preceptor fetch}: brings models and data from S3-compatible storage. */
@Command(
    name = "fetch",
    description = {
      "Brings models and data from S3-compatible storage, by the names that preceptor push printed.",
      "",
      "Each becomes a folder of that name, which appears once every file was held against its hash; one"
          + " that is there is not fetched again. PRECEPTOR_STORE and so on are those of preceptor push."
          + " Where the folder is one of PRECEPTOR_MODELS or PRECEPTOR_DATA, the services of a submitted"
          + " run find the inputs there.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor fetch --into /inputs sha256-5f3c…",
    })
public final class Fetch implements Callable<Integer> {

  /** The variable that names what to fetch where the command line does not. */
  static final String NAMES = "PRECEPTOR_INPUTS";

  @Parameters(
      paramLabel = "NAME",
      description = "Names of stored folders (default: those in " + NAMES + ").")
  private List<String> names = List.of();

  @Option(
      names = "--into",
      paramLabel = "DIR",
      defaultValue = "inputs",
      description = "Folder that they come into (default: ${DEFAULT-VALUE}).")
  private Path into;

  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    List<String> fetched = new ArrayList<>();
    try (var store = StoredInputs.of(System.getenv())) {
      for (String name : names()) {
        result.progress().println("fetching " + name + "…");
        fetched.add(store.fetch(name, into).toString());
      }
    }
    result.print(fetched, String.join("\n", fetched));
    return ExitCode.SUCCESS;
  }

  private List<String> names() {
    if (!names.isEmpty()) {
      return names;
    }
    return Stream.of(
            Optional.ofNullable(System.getenv(NAMES))
                .filter(text -> !text.isBlank())
                .orElseThrow(
                    () ->
                        new InputException(
                            "nothing to fetch is named; add NAME, or set " + NAMES + " to names"))
                .strip()
                .split("\\s+"))
        .toList();
  }
}

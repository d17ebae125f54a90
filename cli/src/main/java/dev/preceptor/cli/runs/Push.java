package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.store.StoredInputs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code preceptor push}: writes models and data to S3-compatible storage. */
@Command(
    name = "push",
    description = {
      "Writes models and data to S3-compatible storage, and prints the name of each.",
      "",
      "A name is sha256- and the hash of what is in the folder. preceptor fetch NAME brings it to another"
          + " machine, where a recipe that is submitted can use it. PRECEPTOR_STORE says where the storage"
          + " is: s3://BUCKET/PREFIX, for other storage than Amazon's with PRECEPTOR_STORE_ENDPOINT; its"
          + " login is AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. What is there already is not written again.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor push models/qwen2-vl-2b data/pmc-vqa",
    })
public final class Push implements Callable<Integer> {

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Folders, or single files.")
  private List<Path> paths;

  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    List<StoredInputs.Pushed> pushed = new ArrayList<>();
    try (var store = StoredInputs.of(System.getenv())) {
      for (Path path : paths) {
        result.progress().println("writing " + path + "…");
        pushed.add(store.push(path));
      }
    }
    result.print(
        pushed,
        pushed.stream()
            .map(
                each ->
                    "%s: %,d files, %,d bytes, %,d objects written"
                        .formatted(each.name(), each.files(), each.bytes(), each.written()))
            .collect(Collectors.joining("\n")));
    return ExitCode.SUCCESS;
  }
}

package dev.preceptor.cli.data;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomCounts;
import dev.preceptor.vqa.phantom.PhantomSpec;
import dev.preceptor.vqa.phantom.PhantomStatements;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor phantom}: a synthetic data set. */
@Command(
    name = "phantom",
    description = {
      "Generates a synthetic data set of radiology-like images with questions.",
      "",
      "Writes train.csv, test.csv and images/ in the layout of PMC-VQA, with a demonstration of each"
          + " answer in the column Response. The same seed gives the same bytes.",
      "",
      "With --statements it writes training data for a judge of such answers instead. train.csv"
          + " and test.csv then have the columns Statement, Verdict (Yes or No), Kind and"
          + " Response (the verdict with a reason). train.csv starts with the easy statements. No"
          + " statement in test.csv is about"
          + " a question that occurs in train.csv, and half of them use wordings that train.csv"
          + " does not.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor phantom --out phantoms --train 2000 --test 200 --seed 1",
      "  preceptor phantom --out statements --train 40000 --test 1000 --seed 1 --statements"
    })
public final class DrawPhantom implements Callable<Integer> {

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "Output folder.")
  private Path out;

  @Option(
      names = "--train",
      paramLabel = "N",
      required = true,
      description = "Number of training questions, or statements.")
  private int train;

  @Option(
      names = "--test",
      paramLabel = "N",
      required = true,
      description = "Number of test questions, or statements.")
  private int test;

  @Option(names = "--seed", paramLabel = "S", required = true, description = "Random seed.")
  private long seed;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description = "Width and height of the images (default: ${DEFAULT-VALUE}).")
  private int size = PhantomSpec.DEFAULT_SIZE;

  @Option(
      names = {"--guessing", "--hurried"},
      paramLabel = "FRACTION",
      description =
          "Fraction of demonstrations that guess without looking at the image, 0 to 1 (default:"
              + " ${DEFAULT-VALUE}).")
  private double guessing;

  @Option(
      names = "--statements",
      description = "Write statements to judge instead, without images.")
  private boolean statements;

  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    if (statements) {
      Map<String, Long> kinds = PhantomStatements.draw(out, train, test, seed, Optional.empty());
      result.print(
          Map.of("train", train, "test", test, "kinds", kinds),
          "%s: %,d training statements and %,d test statements\n%s"
              .formatted(out, train, test, lines(kinds)));
      return ExitCode.SUCCESS;
    }
    PhantomCounts counts = Phantom.draw(new PhantomSpec(out, train, test, seed, size, guessing));
    result.print(counts, text(counts));
    return ExitCode.SUCCESS;
  }

  private String text(PhantomCounts counts) {
    return "%s: %,d training questions, %,d test questions, %,d images\n%s"
        .formatted(out, counts.train(), counts.test(), counts.images(), lines(counts.families()));
  }

  private static String lines(Map<String, ? extends Number> counts) {
    return new TreeMap<>(counts)
        .entrySet().stream()
            .map(entry -> "%8d  %s".formatted(entry.getValue().longValue(), entry.getKey()))
            .collect(Collectors.joining("\n"));
  }
}

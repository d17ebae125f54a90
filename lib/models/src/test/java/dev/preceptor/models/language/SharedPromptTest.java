package dev.preceptor.models.language;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.torch.ScriptPart;
import dev.preceptor.models.torch.Torch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a group's prompt costs, counted within the script. */
class SharedPromptTest {

  private static final int GROUP = 5;
  private static final int LENGTH = 7;

  /** Counters that stand among the weights; the script adds to them. */
  private static final String IMAGES = "test.images";

  private static final String TOKENS = "test.tokens";
  private static final String CROSS_STATES = "test.cross_states";

  /** The first line of a method, and what it then counts. */
  private static final Map<String, String> COUNTED =
      Map.of(
          "def patch_embed", count(IMAGES, "torch.len(grids)"),
          "def embed(", count(TOKENS, "ids.numel()"),
          "def cross_states", count(CROSS_STATES, "torch.len(grids)"));

  private static String count(String counter, String number) {
    return "    torch.add_(w[\"%s\"], %s)\n".formatted(counter, number);
  }

  /** What was computed. */
  private record Counts(long images, long tokens, long crossStates) {}

  /**
   * An image is encoded once for a group, a prompt's tokens are computed once, and so are the
   * states that layers beside the text attend to; only the answers' tokens are computed for each.
   */
  @ParameterizedTest
  @CsvSource({"qwen2-vl, 0", "llava, 0", "mllama, 1"})
  void aGroupsPromptIsComputedOnce(String family, long crossStates) throws IOException {
    try (Checkpoint checkpoint =
            Checkpoint.open(Path.of("src/test/resources/goldens").resolve(family));
        PtNDManager manager = Torch.manager(Device.cpu())) {
      Architecture architecture = Architecture.of(checkpoint);
      TokenizedPrompt prompt = prompt(architecture, checkpoint);
      try (CausalLmScript script = new CausalLmScript(manager, counting(architecture))) {
        Map<String, PtNDArray> weights = Weights.load(manager, architecture, checkpoint);
        long own = (long) GROUP * (LENGTH - 1);
        Counts group = new Counts(1, prompt.ids().length + own, crossStates);
        assertThat(sampled(manager, script, architecture, weights, List.of(prompt), GROUP))
            .isEqualTo(group);
        assertThat(scored(manager, script, weights, prompt)).isEqualTo(group);
        assertThat(
                sampled(
                    manager, script, architecture, weights, Collections.nCopies(GROUP, prompt), 1))
            .as("as many groups of one")
            .isEqualTo(
                new Counts(GROUP, (long) GROUP * prompt.ids().length + own, GROUP * crossStates));
      }
    }
  }

  private static TokenizedPrompt prompt(Architecture architecture, Checkpoint checkpoint) {
    try (Processor processor = architecture.processor(checkpoint)) {
      byte[] rgb = new byte[3 * 56 * 42];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) (i * 31);
      }
      Image image = processor.images().fit(new Image(56, 42, rgb));
      return processor.prompt(processor.chatText("Which side?", true), Optional.of(image));
    }
  }

  private static Counts sampled(
      PtNDManager manager,
      CausalLmScript script,
      Architecture architecture,
      Map<String, PtNDArray> weights,
      List<TokenizedPrompt> prompts,
      int samples) {
    return counted(
        manager,
        weights,
        scratch -> {
          List<Sequences> alone = prompts.stream().map(p -> new Sequences(p, List.of())).toList();
          script.generate(
              scratch,
              script.pack(scratch, alone),
              scratch.create(
                  new double[prompts.size() * samples * LENGTH],
                  new Shape(prompts.size(), samples, LENGTH)),
              architecture.eosTokenIds(),
              architecture.eosTokenIds(),
              0,
              weights);
        });
  }

  private static Counts scored(
      PtNDManager manager,
      CausalLmScript script,
      Map<String, PtNDArray> weights,
      TokenizedPrompt prompt) {
    List<int[]> answers =
        IntStream.range(0, GROUP)
            .mapToObj(row -> IntStream.range(row + 3, row + 3 + LENGTH).toArray())
            .toList();
    return counted(
        manager,
        weights,
        scratch ->
            script.logprobs(
                scratch,
                script.pack(scratch, List.of(new Sequences(prompt, answers))),
                1,
                weights));
  }

  private interface Pass {
    void in(PtNDManager scratch);
  }

  private static Counts counted(PtNDManager manager, Map<String, PtNDArray> weights, Pass pass) {
    try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
      for (String counter : List.of(IMAGES, TOKENS, CROSS_STATES)) {
        weights.put(counter, (PtNDArray) scratch.zeros(new Shape(1), DataType.INT64));
      }
      pass.in(scratch);
      return new Counts(
          weights.get(IMAGES).getLong(0),
          weights.get(TOKENS).getLong(0),
          weights.get(CROSS_STATES).getLong(0));
    }
  }

  /** The same architecture with a script that counts; the other families have no cross states. */
  private static Architecture counting(Architecture counted) throws IOException {
    List<ScriptPart> parts = new ArrayList<>();
    for (ScriptPart part : counted.script()) {
      boolean stub = part.equals(CausalLmScript.NO_CROSS_ATTENTION);
      parts.add(stub ? part : counting(part));
    }
    return (Architecture)
        Proxy.newProxyInstance(
            SharedPromptTest.class.getClassLoader(),
            new Class<?>[] {Architecture.class},
            (proxy, method, arguments) ->
                method.getName().equals("script") ? parts : method.invoke(counted, arguments));
  }

  /** A part's copy among the test's classes, which adds to the counters. */
  private static ScriptPart counting(ScriptPart part) throws IOException {
    String source;
    try (InputStream in = part.owner().getResourceAsStream(part.resource())) {
      source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    StringBuilder out = new StringBuilder();
    for (String line : source.lines().toList()) {
      out.append(line).append('\n');
      COUNTED.forEach(
          (method, counting) -> {
            if (line.contains(method)) {
              out.append(counting);
            }
          });
    }
    String name = "counting-" + part.resource();
    Files.writeString(classes().resolve(name), out);
    return new ScriptPart(SharedPromptTest.class, name);
  }

  private static Path classes() {
    try {
      return Path.of(SharedPromptTest.class.getResource("").toURI());
    } catch (URISyntaxException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}

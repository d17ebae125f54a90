package dev.preceptor.learner;

import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.training.OptimizerStep;
import dev.preceptor.models.training.Trainer;
import dev.preceptor.models.training.TrainingGroup;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.Finish;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What stands in for model and data in the learner's tests. */
final class Fakes {

  static final UnitLayout LAYOUT = new UnitLayout(2, 2);

  private Fakes() {}

  /** One weight that remembers every advantage and learning rate it was given. */
  static final class OneWeight implements Trainer {
    private double weight;
    boolean usesReference = true;

    /** What is not finite in the next steps. */
    Optional<String> figure = Optional.empty();

    final List<Integer> groupsSeen = new ArrayList<>();
    final List<Double> rates = new ArrayList<>();

    private final List<TrainingGroup> added = new ArrayList<>();

    @Override
    public void add(List<TrainingGroup> groups) {
      added.addAll(groups);
    }

    @Override
    public OptimizerStep finish(double learningRate) {
      List<TrainingGroup> groups = List.copyOf(added);
      added.clear();
      figure.ifPresent(
          what -> {
            throw new NotFiniteException(what);
          });
      groupsSeen.add(groups.size());
      rates.add(learningRate);
      for (TrainingGroup group : groups) {
        for (double advantage : group.advantages()) {
          weight = (float) (0.5 * weight + learningRate * (1 + advantage)); // as state() keeps it
        }
      }
      return new OptimizerStep(Map.of("loss", weight, "learning_rate", learningRate), 0);
    }

    @Override
    public boolean learnsWithoutAdvantages() {
      return usesReference;
    }

    @Override
    public MemoryModel policy() {
      return model((float) weight);
    }

    @Override
    public Map<String, HostTensor> state() {
      return Map.of("master.w", tensor((float) weight));
    }

    @Override
    public void restore(Map<String, HostTensor> state) {
      weight = state.get("master.w").data().getFloat(0);
    }

    @Override
    public void close() {}
  }

  /** Beside the weight there are some that never change, so that a delta is worth writing. */
  static MemoryModel model(float weight) {
    return new MemoryModel(
        Map.of("config.json", new byte[] {1}),
        Map.of(
            "still",
            new HostTensor(DType.F32, new long[] {8, 16}, ByteBuffer.allocate(8 * 16 * 4)),
            "w",
            tensor(weight)));
  }

  static HostTensor tensor(float value) {
    ByteBuffer data = ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(0, value);
    return new HostTensor(DType.F32, new long[] {1}, data);
  }

  /** Five questions; the image of the fourth cannot be used. */
  static List<Question> questions() {
    return IntStream.rangeClosed(1, 5)
        .mapToObj(
            row ->
                new Question(
                    row,
                    "question " + row,
                    List.of("a", "b", "c", "d"),
                    'B',
                    Path.of("image-" + row),
                    Optional.empty()))
        .toList();
  }

  static final QuestionEncoder FORMAT =
      new QuestionEncoder() {
        @Override
        public String text(Question question) {
          return "[" + question.question() + "]";
        }

        @Override
        public Image image(Question question) {
          if (question.row() == 4) {
            throw new InputException("no image");
          }
          return new Image(28, 28, new byte[28 * 28 * 3]);
        }

        @Override
        public TokenizedPrompt prompt(String text, Image fitted) {
          return new TokenizedPrompt(text.chars().toArray(), 0, Optional.empty());
        }
      };

  /** A recipe that no model or file belongs to, with what a test needs of it. */
  static Recipe recipe(String... keys) {
    return RecipeReader.parse(
        "fake.yaml", "model: m\ntrain_csv: a\ntest_csv: b\nimages: c\n", Job.TRAIN, List.of(keys));
  }

  /** Of the questions whose images can be used. */
  static PromptIssuer issuer(StepPlan plan) {
    return issuer(plan, LAYOUT);
  }

  static PromptIssuer issuer(StepPlan plan, UnitLayout layout) {
    List<Question> usable = questions().stream().filter(question -> question.row() != 4).toList();
    return new PromptIssuer(usable, plan, layout, FORMAT, 42);
  }

  /** A group whose responses got these rewards; the odd ones ran into the length limit. */
  static ScoredGroup group(int step, int slot, double... rewards) {
    List<ScoredResponse> responses = new ArrayList<>();
    for (int i = 0; i < rewards.length; i++) {
      List<Integer> ids = IntStream.rangeClosed(0, i).boxed().toList();
      responses.add(
          new ScoredResponse(
              new Response(
                  ids,
                  ids.stream().map(id -> -0.5f).toList(),
                  "text",
                  i % 2 == 0 ? Finish.stop : Finish.length),
              List.of(
                  new Reward("format", 1.0, rewards[i], "because", "shape"),
                  new Reward("semantic", 1.0, null, "left out: late", "semantic")),
              rewards[i],
              rewards[i] - 1));
    }
    return ScoredGroup.newBuilder()
        .setStep(step)
        .setSlot(slot)
        .setPolicyVersion(Math.max(0, step - 2))
        .setFailure(null)
        .setResponses(responses)
        .setSampleMillis(1500)
        .setWorker("w")
        .build();
  }

  /** A group of two responses of a length, of which the first is right; with a bonus for both. */
  static ScoredGroup groupOfLength(int step, int slot, int tokens, double bonus) {
    List<ScoredResponse> responses = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      List<Integer> ids = IntStream.range(0, tokens).boxed().toList();
      responses.add(
          new ScoredResponse(
              new Response(ids, ids.stream().map(id -> -0.5f).toList(), "text", Finish.stop),
              List.of(new Reward("accuracy", 1.0, 1.0 - i, "because", "letter")),
              1.0 - i + bonus,
              0.5 - i));
    }
    return ScoredGroup.newBuilder(group(step, slot, 1, 0)).setResponses(responses).build();
  }

  static ScoredGroup failed(int step, int slot, String why) {
    return ScoredGroup.newBuilder(group(step, slot)).setFailure(why).build();
  }

  static AssembledStep step(ScoredGroup... groups) {
    return new AssembledStep(
        groups[0].getStep(),
        List.of(groups),
        IntStream.range(0, groups.length).mapToObj(i -> new LogPosition(0, i)).toList(),
        Map.of(0, 10L));
  }
}

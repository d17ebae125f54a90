package dev.preceptor.training.dpo;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.training.PreferencePair;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.SupervisedKeys;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.run.plan.QuestionFiles;
import dev.preceptor.training.conversation.ChoiceWording;
import dev.preceptor.training.conversation.Conversation;
import dev.preceptor.training.step.ImagePlaces;
import dev.preceptor.training.step.PairsFile;
import dev.preceptor.training.step.StepPrompts;
import dev.preceptor.training.tuning.DataDigest;
import dev.preceptor.training.tuning.KeptImages;
import dev.preceptor.training.tuning.QuestionTest;
import dev.preceptor.training.tuning.TuningData;
import dev.preceptor.vqa.ControlTokens;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.Rejected;
import dev.preceptor.vqa.UsableRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Preference pairs from a file or from a recipe's questions, tokenized once. */
final class PreferenceData implements TuningData<PreferencePair> {

  private final Processor processor;
  private final Conversation conversation;
  private final int maxPromptLength;
  private final int maxResponseLength;
  private final int maxTokens;
  private final List<Kept> accepted = new ArrayList<>();
  private final List<Rejected> rejected = new ArrayList<>();
  private final KeptImages images = new KeptImages();
  private final QuestionTest test;
  private final String sha256;

  /** A pair whose patches are computed for each use; {@code imageStart} says where they stand. */
  private record Kept(
      Preference preference, PreferencePair tokens, int imageStart, Optional<Image> image) {}

  /**
   * Reads a recipe's pairs and test questions.
   *
   * @param model its weights are not read
   * @throws InputException if a file cannot be used
   */
  PreferenceData(Recipe recipe, ModelSource model, Processor processor) {
    this.processor = processor;
    conversation = Conversation.of(model, processor);
    maxPromptLength = recipe.sampling().maxPromptLength();
    maxResponseLength = recipe.sampling().maxCompletionLength();
    maxTokens = Architecture.of(model).maxPositionEmbeddings();
    QuestionPrompts prompts = PromptPlan.of(recipe).prompts(processor);
    DataDigest digest = new DataDigest();
    Optional<Path> file = recipe.data().pairs();
    List<Preference> read = file.isPresent() ? ofFile(file.get()) : ofQuestions(recipe, prompts);
    for (Preference preference : read) {
      String problem = add(preference, digest);
      if (!problem.isEmpty()) {
        rejected.add(new Rejected(preference.row(), problem));
      }
    }
    UsableRows.require(file.map(given -> "pairs " + given).orElse("train_csv"), accepted, rejected);
    sha256 = digest.sha256();
    test = new QuestionTest(recipe, prompts);
  }

  private List<Preference> ofFile(Path given) {
    Path file = Files.isDirectory(given) ? given.resolve(PairsFile.NAME) : given;
    StepPrompts prompts =
        new StepPrompts(
            processor, new ImagePlaces(List.of(file.toAbsolutePath().getParent()), true));
    List<Preference> out = new ArrayList<>();
    for (PairsFile.Pair pair : PairsFile.read(file).pairs()) {
      out.add(
          new Preference(
              out.size() + 1,
              pair.prompt(),
              () -> prompts.image(pair.place(), pair.image()),
              pair.chosen(),
              pair.rejected()));
    }
    return out;
  }

  private List<Preference> ofQuestions(Recipe recipe, QuestionPrompts prompts) {
    SupervisedKeys keys = recipe.supervised();
    PmcVqa train =
        QuestionFiles.train(recipe, ReadOptions.DEFAULT.withResponseColumn(keys.responseColumn()));
    rejected.addAll(train.rejected());
    ChoicePairs pairs =
        new ChoicePairs(ChoiceWording.target(keys, train.accepted()), recipe.seed());
    List<Preference> out = new ArrayList<>();
    for (Question question : train.accepted()) {
      pairs
          .of(question)
          .ifPresentOrElse(
              answers ->
                  out.add(
                      new Preference(
                          question.row(),
                          prompts.template().render(question),
                          () -> Optional.of(prompts.image(question)),
                          answers.chosen(),
                          answers.rejected())),
              () ->
                  rejected.add(
                      new Rejected(
                          question.row(),
                          "no worse answer: its choices are the same text, or its response names none of them")));
    }
    return out;
  }

  /** Adds a pair, or returns why it cannot be used. */
  private String add(Preference preference, DataDigest digest) {
    Optional<String> control =
        control("the prompt", preference.prompt())
            .or(() -> control("chosen", preference.chosen()))
            .or(() -> control("rejected", preference.rejected()));
    if (control.isPresent()) {
      return control.get();
    }
    Optional<Image> image;
    PreferencePair pair;
    try {
      image = preference.image().get();
      pair =
          conversation.pair(preference.prompt(), image, preference.chosen(), preference.rejected());
    } catch (InputException e) {
      return e.getMessage();
    }
    int prompt = pair.prompt().ids().length;
    int response = Math.max(pair.chosen().length, pair.rejected().length);
    if (prompt > maxPromptLength) {
      return "its prompt has %d tokens, more than max_prompt_length %d; raise it"
          .formatted(prompt, maxPromptLength);
    }
    if (response > maxResponseLength) {
      return "its longer response has %d tokens, more than max_completion_length %d; raise it"
          .formatted(response, maxResponseLength);
    }
    if (prompt + response > maxTokens) {
      return "it has %d tokens with its longer response, more than the model's %d positions"
          .formatted(prompt + response, maxTokens);
    }
    digest.add(pair.prompt().ids()).add(pair.chosen()).add(pair.rejected());
    image.ifPresent(digest::add);
    PreferencePair tokens =
        new PreferencePair(
            new TokenizedPrompt(pair.prompt().ids(), 0, Optional.empty()),
            pair.chosen(),
            pair.rejected());
    accepted.add(
        new Kept(preference, tokens, pair.prompt().imageStart(), image.flatMap(images::keep)));
    return "";
  }

  private Optional<String> control(String what, String text) {
    return processor.tokenizer().controlToken(text).map(token -> ControlTokens.why(what, token));
  }

  @Override
  public int size() {
    return accepted.size();
  }

  @Override
  public PreferencePair example(int index) {
    Kept kept = accepted.get(index);
    Optional<Image> image = kept.image().or(() -> kept.preference().image().get());
    return new PreferencePair(
        new TokenizedPrompt(
            kept.tokens().prompt().ids(),
            kept.imageStart(),
            image.map(processor.images()::patches)),
        kept.tokens().chosen(),
        kept.tokens().rejected());
  }

  @Override
  public int tokens(PreferencePair pair) {
    return pair.tokens();
  }

  @Override
  public List<Rejected> rejected() {
    return rejected;
  }

  @Override
  public String sha256() {
    return sha256;
  }

  @Override
  public String testSha256() {
    return test.sha256();
  }

  @Override
  public Map<String, Double> measure(LanguageModel policy, BooleanSupplier stop) {
    return test.measure(policy, stop);
  }
}

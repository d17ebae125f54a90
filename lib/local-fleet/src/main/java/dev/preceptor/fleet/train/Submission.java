package dev.preceptor.fleet.train;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.InputRoots;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.DataFacts;
import dev.preceptor.run.ModelFacts;
import dev.preceptor.run.PhantomData;
import dev.preceptor.run.RecipeChanges;
import dev.preceptor.run.progress.Display;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.runlog.TopicDurability;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Topics;
import java.nio.file.Path;
import java.util.Optional;

/** Makes a run known to services that run elsewhere: checks it, makes its topics, defines it. */
public final class Submission {

  private final Topics topics;
  private final BrokerAccess broker;
  private final RunTopics log;
  private final InputRoots roots;
  private final TopicDurability durability;
  private final Display display;

  /**
   * @param roots the folders whose contents the services have too
   */
  public Submission(
      Topics topics,
      BrokerAccess broker,
      InputRoots roots,
      TopicDurability durability,
      Display display) {
    this.topics = topics;
    this.broker = broker;
    log = new RunTopics(broker, topics);
    this.roots = roots;
    this.durability = durability;
    this.display = display;
  }

  /**
   * Submits a run, or continues one that was stopped.
   *
   * @param recipe with the paths of its inputs on this machine
   * @param scratch a folder that does not exist, for questions that are generated to be hashed
   * @throws InputException if the run cannot start; nothing has been created then, or if it is
   *     another run than the one of that name
   */
  public SubmittedRun submit(Recipe recipe, Path scratch) {
    RunTopics.requireBroker(broker);
    Recipe named = roots.named(recipe);
    Optional<Definition> before = log.exist() ? log.definition() : Optional.empty();
    before.ifPresent(
        original ->
            RecipeChanges.requireCompatible(
                topics.run(),
                RecipeReader.parse("r", original.getRecipe(), Job.TRAIN, (key, path) -> path),
                named));
    boolean generated = PhantomData.isNeeded(recipe);
    display.underway("checking the model and the data…");
    InputCheck inputs = InputCheck.of(recipe, generated, before.isEmpty(), display::underway);
    ModelFacts.unusedText(inputs.model().unused()).ifPresent(display::note);
    inputs.data().stream().map(DataFacts::text).forEach(display::note);
    inputs.warnings().forEach(display::note);
    if (generated) {
      display.underway("generating the questions, for their hashes…");
      PhantomData.generate(recipe.data().phantom().orElseThrow(), scratch);
    }
    Recipe located = PhantomData.in(scratch, recipe);
    display.underway("making the topics…");
    log.prepare(recipe.fleet().partitions(), durability);
    new DefinitionPublisher(topics.run(), named, located, inputs.model(), log).publish();
    return new SubmittedRun(
        topics.run(),
        before.isPresent(),
        named.maxSteps(),
        inputs.model().sha256(),
        recipe.scoring().judges().stream().map(judge -> judge.name()).toList());
  }
}

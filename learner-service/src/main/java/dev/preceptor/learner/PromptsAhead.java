package dev.preceptor.learner;

import dev.preceptor.learner.PromptIssuer.Issued;
import dev.preceptor.run.plan.Steps;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Prompt;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The prompts of the steps in flight, each made once: ahead of time on a thread of its own, while
 * the learner waits or trains, and kept until it has trained on them.
 */
final class PromptsAhead {

  private final PromptIssuer issuer;
  private final ConcurrentSkipListMap<Integer, CompletableFuture<List<Issued>>> steps =
      new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<GroupKey, Issued> spares = new ConcurrentSkipListMap<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread worker = new Thread(work, "prompts-ahead");
            worker.setDaemon(true);
            return worker;
          });

  PromptsAhead(PromptIssuer issuer) {
    this.issuer = issuer;
  }

  /** Begins to make the prompts of some steps. */
  void prepare(Steps wanted) {
    wanted.stream().forEach(this::begin);
  }

  /** The prompts of some steps, in order. */
  List<Prompt> prompts(Steps wanted) {
    prepare(wanted);
    return wanted.stream()
        .boxed()
        .flatMap(step -> begin(step).join().stream())
        .map(Issued::prompt)
        .toList();
  }

  /** The model's input of a slot. */
  dev.preceptor.models.language.TokenizedPrompt modelInput(int step, int slot) {
    List<Issued> issued = begin(step).join();
    return issuer.modelInput(slot < issued.size() ? issued.get(slot) : spare(step, slot));
  }

  /** The prompts of spares of a step, in the order asked for. */
  List<Prompt> spares(int step, List<Integer> slots) {
    return slots.stream().map(slot -> spare(step, slot).prompt()).toList();
  }

  private Issued spare(int step, int slot) {
    return spares.computeIfAbsent(
        new GroupKey(step, slot), key -> issuer.issue(key.step(), key.slot()));
  }

  /** Forgets a trained step and those before it. */
  void trained(int step) {
    steps.headMap(step, true).clear();
    spares.headMap(new GroupKey(step + 1, 0)).clear();
  }

  private CompletableFuture<List<Issued>> begin(int step) {
    return steps.computeIfAbsent(
        step, s -> CompletableFuture.supplyAsync(() -> issuer.issue(s), thread));
  }
}

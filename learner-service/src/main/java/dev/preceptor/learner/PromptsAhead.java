package dev.preceptor.learner;

import dev.preceptor.learner.PromptIssuer.Issued;
import dev.preceptor.schemas.Prompt;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The prompts of the steps in flight, each made once: ahead of time on a thread of its own, while
 * the learner waits or learns, and kept until it has trained on them.
 */
final class PromptsAhead {

  private final PromptIssuer issuer;
  private final ConcurrentSkipListMap<Integer, CompletableFuture<List<Issued>>> steps =
      new ConcurrentSkipListMap<>();
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

  /** Begins to make prompts that will be asked for. */
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
  dev.preceptor.models.language.Prompt modelInput(int step, int slot) {
    return issuer.modelInput(begin(step).join().get(slot));
  }

  /** Lets go of a step that is trained, and of those before it. */
  void trained(int step) {
    steps.headMap(step, true).clear();
  }

  private CompletableFuture<List<Issued>> begin(int step) {
    return steps.computeIfAbsent(
        step, s -> CompletableFuture.supplyAsync(() -> issuer.issue(s), thread));
  }
}

package dev.preceptor.fleet.join;

import dev.preceptor.fleet.services.Service;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.JudgeEndpoint;
import dev.preceptor.recipe.JudgeFolder;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.Consumer.Role;
import dev.preceptor.runlog.Members;
import dev.preceptor.vqa.http.RemoteServer;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * The workers to add to a run.
 *
 * @param run folder of the run, for logs; it need not exist
 * @param recipe recipe of its definition
 * @param bootstrapServers its broker
 * @param service service of the workers
 * @param judge name of the judge, if judges join
 * @param names names of the workers
 */
public record JoinPlan(
    RunFolder run,
    Recipe recipe,
    String bootstrapServers,
    Service service,
    Optional<String> judge,
    List<String> names) {

  public JoinPlan {
    names = List.copyOf(names);
  }

  /** The consumer group that the workers join. */
  Members members() {
    var role = service == Service.JUDGE ? Role.JUDGE : Role.ROLLOUT;
    return Members.of(run.topics(), recipe).stream()
        .filter(members -> members.consumer().role() == role)
        .filter(members -> judge.isEmpty() || judge.get().equals(members.consumer().name()))
        .findFirst()
        .orElseThrow();
  }

  /**
   * The judge to join.
   *
   * @param wanted the given name, if any
   * @throws InputException if the recipe has no such judge, if it has several and none is named, or
   *     if the judge's model is not on this machine
   */
  public static String judge(Recipe recipe, Optional<String> wanted) {
    var judges = recipe.scoring().judges();
    var names = judges.stream().map(JudgeKeys::name).toList();
    if (judges.isEmpty()) {
      throw new InputException("--service judge: the run's recipe has no judges");
    }
    if (wanted.isEmpty() && judges.size() > 1) {
      throw new InputException(
          "--service judge: the run's recipe has judges %s; choose one with --judge"
              .formatted(String.join(", ", names)));
    }
    var judge =
        judges.stream()
            .filter(keys -> keys.name().equals(wanted.orElse(names.get(0))))
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "--judge %s: no such judge; the run's recipe has %s"
                            .formatted(wanted.get(), String.join(", ", names))));
    requireUsable(judge);
    return judge.name();
  }

  private static void requireUsable(JudgeKeys judge) {
    if (judge.source() instanceof JudgeFolder folder && !Files.isDirectory(folder.model())) {
      throw new InputException(
          "judge %s: its model folder %s does not exist on this machine; copy the model there"
              .formatted(judge.name(), folder.model()));
    }
    if (judge.source() instanceof JudgeEndpoint endpoint) {
      RemoteServer.of(endpoint.url().toString(), endpoint.apiKeyEnv());
    }
  }
}
